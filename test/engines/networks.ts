// Small networks that between them use every kind, in every way that engines are known to get wrong.

import type { Attrs } from '../../src/core/attrs.ts';
import type { EdgeRecord, Graph, NodeRecord } from '../../src/core/graph.ts';
import { isBinary, takesTargets, type LossType } from '../../src/core/losses.ts';
import { createPlan, type NetworkPlan } from '../../src/core/plan.ts';
import { createRandom } from '../../src/core/random.ts';
import { elementCount } from '../../src/core/shape.ts';
import { defaultOptimizers, defaultTraining, type LiveChange, type OptimizerConfig, type TrainingConfig } from '../../src/core/training-config.ts';
import type { Batch } from '../../src/engines/engine.ts';
import { layers } from '../../src/layers/registry.ts';

/** `[id, kind, attrs, inputs]`; without inputs it reads the row before it. */
export type NodeRow = readonly [id: string, kind: string, attrs?: Attrs, more?: { readonly from?: readonly string[]; readonly frozen?: boolean }];

/** A graph from rows; an Output follows the last. */
export function graphOf(rows: readonly NodeRow[]): Graph {
  const nodes: Record<string, NodeRecord> = { output: { kind: 'Output' } };
  const edges: Record<string, EdgeRecord> = {};
  const connect = (source: string, target: string, targetPort: string): void => {
    edges[`e${Object.keys(edges).length + 1}`] = { source, sourcePort: 'out', target, targetPort };
  };
  rows.forEach(([id, kind, attrs, more], i) => {
    nodes[id] = { kind, ...(attrs && { attrs }), ...(more?.frozen && { frozen: true }) };
    const inputs = more?.from ?? (i === 0 ? [] : [rows[i - 1]?.[0] ?? '']);
    const variadic = layers.get(kind)?.inputs.type === 'variadic';
    inputs.forEach((source, port) => connect(source, id, variadic ? `in${port + 1}` : 'in'));
  });
  connect(rows[rows.length - 1]?.[0] ?? '', 'output', 'in');
  return { nodes, edges };
}

/** The plan of rows; throws the problems where there are any. */
export function planOf(rows: readonly NodeRow[]): NetworkPlan {
  const compiled = createPlan(graphOf(rows), layers);
  if ('problems' in compiled) throw new Error(compiled.problems.map(({ message }) => message).join('; '));
  return compiled.plan;
}

export interface ConformanceNetwork {
  readonly name: string;
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  /** Applied before the step of this number, from 0. */
  readonly changes?: Readonly<Record<number, LiveChange>>;
}

function network(name: string, optimizer: Partial<OptimizerConfig> & Pick<OptimizerConfig, 'type'>, rows: readonly NodeRow[], changes?: ConformanceNetwork['changes']): ConformanceNetwork {
  const full = { ...defaultOptimizers[optimizer.type], ...optimizer } as OptimizerConfig;
  return { name, plan: planOf(rows), config: { ...defaultTraining, optimizer: full, seed: 7 }, ...(changes && { changes }) };
}

/** Covers every kind of the registry; the conformance suite checks that it does. */
export const fixedNetworks: readonly ConformanceNetwork[] = [
  network('the course network', { type: 'sgd', learningRate: 0.1 }, [
    ['input', 'Input', { shape: [1, 8, 8] }],
    ['conv1', 'Conv2d', { outChannels: 3, kernelSize: 5, padding: 2 }],
    ['relu1', 'ReLU'],
    ['pool1', 'MaxPool2d'],
    ['conv2', 'Conv2d', { outChannels: 4, kernelSize: 3, padding: 'same' }],
    ['act2', 'LeakyReLU', { negativeSlope: 0.2 }],
    ['pool2', 'AvgPool2d'],
    ['flatten', 'Flatten'],
    ['fc', 'Linear', { outFeatures: 3 }],
  ]),
  network('batch norms with momentum and weight decay', { type: 'sgd', learningRate: 0.05, momentum: 0.9, weightDecay: 0.01 }, [
    ['input', 'Input', { shape: [2, 6, 7] }],
    ['conv1', 'Conv2d', { outChannels: 4, kernelSize: [3, 2], padding: [1, 0], bias: false }],
    ['bn1', 'BatchNorm2d', { momentum: 0.3 }],
    ['act1', 'GELU'],
    ['conv2', 'Conv2d', { outChannels: 5, kernelSize: 3, stride: 2, padding: 1 }],
    ['bn2', 'BatchNorm2d', { affine: false, eps: 0.001 }],
    ['act2', 'Tanh'],
    ['pool', 'MaxPool2d', { kernelSize: 3, stride: 2, padding: 1 }],
    ['flatten', 'Flatten'],
    ['fc', 'Linear', { outFeatures: 3 }],
    ['bn3', 'BatchNorm1d'],
  ]),
  network('branches that add and join', { type: 'adam', learningRate: 0.01 }, [
    ['input', 'Input', { shape: [3, 7, 8] }],
    ['conv1', 'Conv2d', { outChannels: 4, kernelSize: 3, padding: 1 }],
    ['act1', 'ReLU'],
    ['conv2', 'Conv2d', { outChannels: 4, kernelSize: 1 }],
    ['sum', 'Add', {}, { from: ['act1', 'conv2'] }],
    ['rows', 'Concat', { dim: 2 }, { from: ['sum', 'conv1'] }],
    ['join', 'Concat', {}, { from: ['rows', 'rows'] }],
    ['pool', 'AdaptiveAvgPool2d', { outputSize: [3, 5] }],
    ['flatten', 'Flatten'],
    ['fc', 'Linear', { outFeatures: 4 }],
  ]),
  network('depthwise, grouped and dilated convolutions', { type: 'adam', learningRate: 0.005, weightDecay: 0.1 }, [
    ['input', 'Input', { shape: [4, 9, 8] }],
    ['depthwise', 'Conv2d', { outChannels: 8, kernelSize: 3, stride: 2, padding: 1, groups: 4 }],
    ['grouped', 'Conv2d', { outChannels: 6, kernelSize: 3, padding: 1, groups: 2 }],
    ['act1', 'Sigmoid'],
    ['pad', 'ZeroPad2d', { left: 2, right: 0, top: 1, bottom: 3 }],
    ['dilated', 'Conv2d', { outChannels: 4, kernelSize: [3, 2], dilation: [2, 3] }],
    ['depthdilated', 'Conv2d', { outChannels: 4, kernelSize: 2, dilation: 2, padding: 1, groups: 4, bias: false }],
    ['attention', 'Softmax'],
    ['pool', 'AvgPool2d', { kernelSize: 3, stride: 2, padding: 1, countIncludePad: false }],
    ['flatten', 'Flatten'],
    ['drop', 'Dropout', { p: 0 }],
    ['fc', 'Linear', { outFeatures: 3, bias: false }],
  ]),
  network('strides that leave pixels unread', { type: 'sgd', learningRate: 0.1 }, [
    ['input', 'Input', { shape: [2, 11, 12] }],
    ['conv1', 'Conv2d', { outChannels: 3, kernelSize: 2, stride: [3, 2] }],
    ['conv2', 'Conv2d', { outChannels: 3, kernelSize: 1, stride: 2 }],
    ['conv3', 'Conv2d', { outChannels: 3, kernelSize: 2, stride: 3, padding: 2 }],
    ['global', 'AdaptiveAvgPool2d', { outputSize: 1 }],
    ['flatten', 'Flatten'],
    ['fc', 'Linear', { outFeatures: 2 }],
  ]),
  network('pooling in ceil mode', { type: 'sgd', learningRate: 0.1 }, [
    ['input', 'Input', { shape: [2, 8, 9] }],
    ['conv1', 'Conv2d', { outChannels: 5, kernelSize: 3, padding: 1 }],
    ['pool1', 'AvgPool2d', { kernelSize: 3, stride: 2, padding: 1, ceilMode: true }],
    ['act1', 'Tanh'],
    ['pool2', 'MaxPool2d', { kernelSize: 2, ceilMode: true }],
    ['pool3', 'AvgPool2d', { kernelSize: 2, countIncludePad: false, ceilMode: true }],
    ['flatten', 'Flatten'],
    ['fc', 'Linear', { outFeatures: 3 }],
  ]),
  network('a multilayer perceptron whose rates change as it runs', { type: 'sgd', learningRate: 0.05 }, [
    ['input', 'Input', { shape: [6] }],
    ['fc1', 'Linear', { outFeatures: 8 }],
    ['bn', 'BatchNorm1d', { affine: false }],
    ['act', 'GELU'],
    ['fc2', 'Linear', { outFeatures: 3 }],
  ], { 5: { momentum: 0.9 }, 10: { learningRate: 0.01 }, 15: { momentum: 0.5, learningRate: 0.02 } }),
  network('frozen layers', { type: 'sgd', learningRate: 0.1, momentum: 0.5, weightDecay: 0.1 }, [
    ['input', 'Input', { shape: [2, 6, 6] }],
    ['conv1', 'Conv2d', { outChannels: 4, kernelSize: 3 }],
    ['bn1', 'BatchNorm2d', {}, { frozen: true }],
    ['act', 'ReLU'],
    ['conv2', 'Conv2d', { outChannels: 3, kernelSize: 3 }, { frozen: true }],
    ['pool', 'MaxPool2d', { kernelSize: 2, stride: 1 }],
    ['flatten', 'Flatten'],
    ['fc', 'Linear', { outFeatures: 3 }],
  ]),
];

/** For each kind that none of these uses, such as one just added: its first example that an image or features pass. */
export const exampleNetworks: readonly ConformanceNetwork[] = [...layers.values()]
  .filter(({ kind }) => kind !== 'Output' && !fixedNetworks.some(({ plan }) => plan.ops.some((op) => op.kind === kind)))
  .flatMap(({ kind, examples }) => {
    const example = examples.find(({ inputs, expect }) => inputs.length === 1 && !('problem' in expect));
    const [shape] = example?.inputs ?? [];
    if (!example || !shape) return [];
    return [network(`the example of ${kind}`, { type: 'sgd', learningRate: 0.05 }, [
      ['input', 'Input', { shape }],
      ['example', kind, example.attrs ?? {}],
      ['flatten', 'Flatten'],
      ['fc', 'Linear', { outFeatures: 3 }],
    ])];
  });

/** A network of random layers with random attributes, always valid: what does not fit is left out. */
export function randomNetwork(seed: number): ConformanceNetwork {
  const random = createRandom(seed, 'network');
  const from = (low: number, high: number) => low + random.int(high - low + 1);
  const coin = () => random.int(2) === 0;
  // A large eps: Adam without one makes steps of noise where a gradient is zero, such as a bias's before a BatchNorm.
  const optimizer = coin() ? { type: 'sgd', learningRate: 0.05, momentum: coin() ? 0 : 0.9 } as const : { type: 'adam', learningRate: 0.005, eps: 0.01 } as const;
  let rows: NodeRow[] = [['input', 'Input', { shape: [from(1, 4), from(6, 9), from(6, 9)] }]];
  for (let i = 1; i <= 6; i++) {
    const candidate: NodeRow[] = [...rows, randomSpatialLayer(`n${i}`, from, coin)];
    if ('plan' in createPlan(graphOf(candidate), layers)) rows = candidate;
  }
  return network(`random network ${seed}`, optimizer, [...rows, ['flatten', 'Flatten'], ['fc', 'Linear', { outFeatures: 3 }]]);
}

/** A random network with branches: layers read any value before them, and Add and Concat join values that fit. */
export function randomGraph(seed: number): ConformanceNetwork {
  const random = createRandom(seed, 'graph');
  const from = (low: number, high: number) => low + random.int(high - low + 1);
  const coin = () => random.int(2) === 0;
  const optimizer = coin() ? { type: 'sgd', learningRate: 0.05, momentum: 0.5 } as const : { type: 'adam', learningRate: 0.005, eps: 0.01 } as const;
  let rows: NodeRow[] = [['input', 'Input', { shape: [2, from(5, 8), from(5, 8)] }]];
  for (let i = 1; i <= 10; i++) {
    const earlier = (): string => rows[random.int(rows.length)]?.[0] ?? 'input';
    const layer: NodeRow = coin()
      ? [`n${i}`, coin() ? 'Add' : 'Concat', {}, { from: [rows.at(-1)?.[0] ?? 'input', earlier()] }]
      : [...randomSpatialLayer(`n${i}`, from, coin).slice(0, 3), { from: [coin() ? earlier() : rows.at(-1)?.[0] ?? 'input'] }] as unknown as NodeRow;
    const candidate = [...rows, layer];
    if ('plan' in createPlan(graphOf(joined(candidate)), layers)) rows = candidate;
  }
  return network(`random graph ${seed}`, optimizer, joined(rows));
}

/** A classifier of all values that nothing else reads, each pooled to one pixel. */
function joined(rows: readonly NodeRow[]): NodeRow[] {
  const read = new Set(rows.flatMap(([, , , more]) => more?.from ?? []));
  const ends = rows.map(([id]) => id).filter((id) => !read.has(id));
  const pooled = ends.map((id): NodeRow => [`${id}pooled`, 'AdaptiveAvgPool2d', { outputSize: [2, 1] }, { from: [id] }]);
  const join: NodeRow[] = ends.length > 1 ? [['all', 'Concat', {}, { from: pooled.map(([id]) => id) }]] : [];
  return [...rows, ...pooled, ...join, ['flatten', 'Flatten'], ['fc', 'Linear', { outFeatures: 3 }]];
}

function randomSpatialLayer(id: string, from: (low: number, high: number) => number, coin: () => boolean): NodeRow {
  const pair = (low: number, high: number): [number, number] => [from(low, high), from(low, high)];
  switch (from(0, 7)) {
    case 0: return [id, 'BatchNorm2d', { affine: coin() }];
    case 1: return [id, coin() ? 'Tanh' : 'GELU'];
    case 2: return [id, coin() ? 'MaxPool2d' : 'AvgPool2d', { kernelSize: 3, stride: pair(1, 2), padding: pair(0, 1) }];
    case 3: return [id, 'AdaptiveAvgPool2d', { outputSize: pair(2, 5) }];
    case 4: return [id, 'Conv2d', { outChannels: 4, kernelSize: pair(1, 3), groups: 2, padding: pair(0, 2), bias: coin() }];
    case 5: return [id, 'Conv2d', { outChannels: from(1, 4), kernelSize: pair(1, 3), dilation: pair(1, 2), padding: coin() ? 'same' : 1 }];
    default: return [id, 'Conv2d', { outChannels: from(1, 4), kernelSize: pair(1, 4), stride: pair(1, 3), padding: pair(0, 3), bias: coin() }];
  }
}

/** Noise with labels, and with the targets of their classes where the loss takes them; reproducible. */
export function randomBatch(plan: NetworkPlan, count: number, seed: number, loss: LossType = 'crossEntropy'): Batch {
  const random = createRandom(seed, 'batch');
  const outputs = elementCount(plan.outputShape);
  const inputs = Float32Array.from({ length: count * elementCount(plan.inputShape) }, () => random.normal());
  const labels = Int32Array.from({ length: count }, () => random.int(isBinary(loss, outputs) ? 2 : outputs));
  if (!takesTargets(loss)) return { count, inputs, labels };
  if (loss === 'softCrossEntropy') return { count, inputs, labels, targets: randomShares(count, outputs, random) };
  const targets = new Float32Array(count * outputs);
  labels.forEach((label, n) => { targets[outputs === 1 ? n : n * outputs + label] = outputs === 1 ? label : 1; });
  return { count, inputs, labels, targets };
}

/** Shares that add up to 1 in every second example, and zeros and ones in the others, as targets of several classes at once. */
function randomShares(count: number, outputs: number, random: ReturnType<typeof createRandom>): Float32Array {
  const rows = Array.from({ length: count }, (_, n) => {
    const own = Array.from({ length: outputs }, () => (n % 2 === 0 ? random.unit() : random.int(2)));
    const sum = own.reduce((a, b) => a + b, 0);
    return n % 2 === 0 ? own.map((value) => value / sum) : own;
  });
  return Float32Array.from(rows.flat());
}
