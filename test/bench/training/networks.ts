// The networks whose training speed is measured.

import type { Attrs } from '../../../src/core/attrs.ts';
import type { EdgeRecord, NodeRecord } from '../../../src/core/graph.ts';
import { createPlan, type NetworkPlan } from '../../../src/core/plan.ts';
import { defaultTraining, type TrainingConfig } from '../../../src/core/training-config.ts';
import { layers } from '../../../src/layers/registry.ts';

export const networkNames = ['CNN', 'CNN_batch', 'BIG', 'MobileNet-like', 'ResNet-8'] as const;
export type NetworkName = (typeof networkNames)[number];

export interface Workload {
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
}

/** Collects layers one behind the other; `add` returns the id of the new one, `from` names another place to start. */
class Chain {
  readonly nodes: Record<string, NodeRecord> = {};
  readonly edges: Record<string, EdgeRecord> = {};
  last = '';

  add(kind: string, attrs: Attrs = {}, from: readonly string[] = this.last === '' ? [] : [this.last]): string {
    const id = `n${Object.keys(this.nodes).length}`;
    this.nodes[id] = { kind, attrs };
    from.forEach((source, i) => {
      this.edges[`e${Object.keys(this.edges).length}`] = { source, sourcePort: 'out', target: id, targetPort: kind === 'Add' ? `in${i + 1}` : 'in' };
    });
    this.last = id;
    return id;
  }

  conv(outChannels: number, kernelSize: number, more: Attrs = {}): void {
    this.add('Conv2d', { outChannels, kernelSize, padding: (kernelSize - 1) / 2, ...more });
  }

  plan(): NetworkPlan {
    this.add('Output');
    const compiled = createPlan({ nodes: this.nodes, edges: this.edges }, layers);
    if ('problems' in compiled) throw new Error(compiled.problems.map(({ message }) => message).join('; '));
    return compiled.plan;
  }
}

/** The course's network, plain or with BatchNorm after each convolution and on the logits. */
function courseNetwork(normalised: boolean): Chain {
  const chain = new Chain();
  chain.add('Input', { shape: [1, 16, 16] });
  for (const outChannels of [16, 32]) {
    chain.conv(outChannels, 5);
    if (normalised) chain.add('BatchNorm2d');
    chain.add('ReLU');
    chain.add('MaxPool2d');
  }
  chain.add('Flatten');
  chain.add('Linear', { outFeatures: 10 });
  if (normalised) chain.add('BatchNorm1d');
  return chain;
}

function bigNetwork(): Chain {
  const chain = new Chain();
  chain.add('Input', { shape: [1, 28, 28] });
  for (const outChannels of [32, 64, 128]) {
    chain.conv(outChannels, 3);
    chain.add('BatchNorm2d');
    chain.add('ReLU');
    if (outChannels > 32) chain.add('MaxPool2d');
  }
  chain.add('Flatten');
  chain.add('Linear', { outFeatures: 128 });
  chain.add('ReLU');
  chain.add('Linear', { outFeatures: 10 });
  return chain;
}

/** Depthwise separable blocks as in MobileNet, on 32x32 images. */
function mobileNetwork(): Chain {
  const chain = new Chain();
  chain.add('Input', { shape: [3, 32, 32] });
  const normalise = (): void => {
    chain.add('BatchNorm2d');
    chain.add('ReLU');
  };
  chain.conv(32, 3, { bias: false });
  normalise();
  let channels = 32;
  for (const [outChannels, stride] of [[64, 1], [128, 2], [128, 1], [256, 2], [256, 1]] as const) {
    chain.conv(channels, 3, { groups: channels, stride, bias: false });
    normalise();
    chain.conv(outChannels, 1, { bias: false });
    normalise();
    channels = outChannels;
  }
  chain.add('AdaptiveAvgPool2d');
  chain.add('Flatten');
  chain.add('Linear', { outFeatures: 10 });
  return chain;
}

/** Three residual blocks of 16, 32 and 64 channels, as He et al. 2016 build them for CIFAR. */
function residualNetwork(): Chain {
  const chain = new Chain();
  chain.add('Input', { shape: [3, 32, 32] });
  chain.conv(16, 3, { bias: false });
  chain.add('BatchNorm2d');
  let start = chain.add('ReLU');
  for (const [outChannels, stride] of [[16, 1], [32, 2], [64, 2]] as const) {
    chain.conv(outChannels, 3, { stride, bias: false });
    chain.add('BatchNorm2d');
    chain.add('ReLU');
    chain.conv(outChannels, 3, { bias: false });
    const branch = chain.add('BatchNorm2d');
    const projected = stride === 1 ? start : chain.add('Conv2d', { outChannels, kernelSize: 1, stride, bias: false }, [start]);
    const shortcut = stride === 1 ? start : chain.add('BatchNorm2d', {}, [projected]);
    chain.add('Add', {}, [branch, shortcut]);
    start = chain.add('ReLU');
  }
  chain.add('AdaptiveAvgPool2d');
  chain.add('Flatten');
  chain.add('Linear', { outFeatures: 10 });
  return chain;
}

const chains: Readonly<Record<NetworkName, () => Chain>> = {
  CNN: () => courseNetwork(false),
  CNN_batch: () => courseNetwork(true),
  BIG: bigNetwork,
  'MobileNet-like': mobileNetwork,
  'ResNet-8': residualNetwork,
};

const batchSizes: Readonly<Record<NetworkName, number>> = { CNN: 100, CNN_batch: 100, BIG: 128, 'MobileNet-like': 64, 'ResNet-8': 64 };

/** SGD with learning rate 0.1 and cross-entropy, as in ../../docs/wasm-engine.md. */
export function workload(name: NetworkName): Workload {
  return { plan: chains[name]().plan(), config: { ...defaultTraining, batchSize: batchSizes[name] } };
}
