// Networks that stress runs: every kind, and one whose steps take so little that threads meet all the time.

import { defaultTraining } from '../../src/core/training-config.ts';
import { blockPlan } from '../engines/wasm/block-plan.ts';
import { fixedNetworks, planOf, type ConformanceNetwork } from '../engines/networks.ts';

const frozenAndNorms: ConformanceNetwork = {
  name: 'a frozen norm and one without weights',
  plan: planOf([
    ['input', 'Input', { shape: [3, 13, 6] }],
    ['norm', 'BatchNorm2d', { eps: 0.001 }, { frozen: true }],
    ['pad', 'ZeroPad2d', { top: 2 }],
    ['conv', 'Conv2d', { kernelSize: 4, outChannels: 4, padding: 0, bias: false }],
    ['norm2', 'BatchNorm2d', { affine: false, eps: 0.001 }],
    ['flatten', 'Flatten'],
    ['act', 'LeakyReLU', { negativeSlope: 0.2 }],
    ['fc', 'Linear', { outFeatures: 4 }],
  ]),
  config: {
    ...defaultTraining,
    optimizer: { type: 'rmsprop', learningRate: 0.002, alpha: 0.9, eps: 0.0001, momentum: 0, weightDecay: 0 },
  },
};

const blocks: ConformanceNetwork = { name: 'blocks of images', plan: blockPlan, config: defaultTraining };

/** Small ones, of which a second runs many rounds. */
export const stressNetworks: readonly ConformanceNetwork[] = [...fixedNetworks, frozenAndNorms];
/** Go through the images block by block. */
export const largeNetworks: readonly ConformanceNetwork[] = [blocks];
