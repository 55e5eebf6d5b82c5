// BatchNorm2d: torch.nn.BatchNorm2d.
// https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html

import { defineLayer } from '../core/layer-kind.ts';
import { batchNormAttrs, batchNormDocs, batchNormShorthand, batchNormTfjs, batchNormWeights } from './shared/batch-norm.ts';
import { expectImage } from './shared/input-checks.ts';

export const batchNorm2d = defineLayer({
  kind: 'BatchNorm2d',
  category: 'normalisation',
  idStem: 'bn',
  summary: 'Normalises each channel over the batch.',
  docs: `Brings each channel to mean 0 and variance 1 over all its pixels in the batch, then scales and shifts it by two learned numbers. Training gets faster and bears higher learning rates.

${batchNormDocs}

Usually placed between a convolution and its activation; the convolution then needs no bias.`,
  icon: 'align-center-horizontal',
  keywords: ['batch normalization', 'batchnorm', 'bn'],
  attrs: batchNormAttrs,
  inputs: { type: 'fixed', names: ['in'] },
  outputs: ['out'],
  shorthand: batchNormShorthand,
  inferShape({ inputs }) {
    const { input, problem } = expectImage('BatchNorm2d', inputs, 'BatchNorm1d normalises features.');
    return problem ? { problems: [problem] } : { shape: input };
  },
  weights: batchNormWeights,
  targets: { tfjs: batchNormTfjs },
  examples: [
    { title: 'Two learned numbers a channel', inputs: [[16, 16, 16]], expect: { output: [16, 16, 16], parameters: 32 } },
    { title: 'Without scale and shift', attrs: { affine: false }, inputs: [[32, 8, 8]], expect: { output: [32, 8, 8], parameters: 0 } },
    { title: 'Slower running statistics', attrs: { momentum: 0.01, eps: 0.001 }, inputs: [[64, 4, 4]], expect: { output: [64, 4, 4], parameters: 128 } },
    { title: 'Features have no channels', inputs: [[10]], expect: { problem: 'wrong-rank' } },
  ],
});
