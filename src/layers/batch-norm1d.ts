// BatchNorm1d: torch.nn.BatchNorm1d on a list of features.
// https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html

import { defineLayer } from '../core/layer-kind.ts';
import { batchNormAttrs, batchNormDocs, batchNormShorthand, batchNormTfjs, batchNormWeights } from './shared/batch-norm.ts';
import { expectFeatures } from './shared/input-checks.ts';

export const batchNorm1d = defineLayer({
  kind: 'BatchNorm1d',
  category: 'normalisation',
  idStem: 'norm',
  summary: 'Normalises each feature over the batch.',
  docs: `Brings each feature to mean 0 and variance 1 over the batch, then scales and shifts it by two learned numbers. Training gets faster and bears higher learning rates.

${batchNormDocs}

A batch of one example has no variance: training needs at least two.`,
  icon: 'align-center-horizontal',
  keywords: ['batch normalization', 'batchnorm', 'bn'],
  attrs: batchNormAttrs,
  inputs: { type: 'fixed', names: ['in'] },
  outputs: ['out'],
  shorthand: batchNormShorthand,
  inferShape({ inputs }) {
    const { input, problem } = expectFeatures('BatchNorm1d', inputs, 'BatchNorm2d normalises the channels of an image.');
    return problem ? { problems: [problem] } : { shape: input };
  },
  weights: batchNormWeights,
  targets: { tfjs: batchNormTfjs },
  examples: [
    { title: 'Two learned numbers a feature', inputs: [[10]], expect: { output: [10], parameters: 20 } },
    { title: 'Without scale and shift', attrs: { affine: false }, inputs: [[128]], expect: { output: [128], parameters: 0 } },
    { title: 'Slower running statistics', attrs: { momentum: 0.01, eps: 0.001 }, inputs: [[84]], expect: { output: [84], parameters: 168 } },
    { title: 'An image has channels, not features', inputs: [[16, 8, 8]], expect: { problem: 'wrong-rank' } },
  ],
});
