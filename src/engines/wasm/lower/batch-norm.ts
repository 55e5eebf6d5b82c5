// BatchNorm1d and BatchNorm2d. Statistics are those of the whole batch: threads gather sums, meet, and join them. A frozen
// layer normalises by its running statistics and moves nothing.

import { images, open } from '../builder.ts';
import { imageSize, type Lowering } from './lowering.ts';

/** Arrays in a block of coefficients; see kernels/batch-norm.ts. */
const coefficientArrays = 6;

export const batchNorm: Lowering = {
  lower(scope) {
    const { op, builder: b, inputs: [x] } = scope;
    const { channels, pixels } = imageSize(op.outputShape);
    const eps = op.attrs['eps'] as number;
    const rows = images(pixels);
    const threads = open('threads');
    const coefficients = b.scratch(coefficientArrays * Math.ceil(channels / 4) * 4);
    const weight = scope.weight('weight');
    const bias = scope.weight('bias');
    const runningMean = scope.weight('running_mean');
    const runningVariance = scope.weight('running_var');
    const fromBatch = b.mode === 'train' && !op.frozen;

    if (fromBatch) {
      const sums = b.sums(8 * (1 + 3 * channels));
      b.call('batchNormSums', { x, rows, channels, sums: sums.own }, 3 * channels * pixels);
      b.barrier();
      b.call('batchNormFromBatch', {
        sums: sums.all, stride: sums.stride, threads, channels, eps, weight, bias, coefficients,
        runningMean, runningVariance, momentum: op.attrs['momentum'] as number, thread: open('thread'),
      });
    } else {
      b.call('batchNormFromRunning', { runningMean, runningVariance, channels, eps, weight, bias, coefficients });
    }
    b.call('batchNorm', { x, y: scope.output(), rows, channels, coefficients }, 3 * channels * pixels);

    return (dy) => {
      if (fromBatch) {
        const sums = b.sums(16 * channels);
        b.call('batchNormGradientSums', { x, dy, rows, channels, coefficients, sums: sums.own }, 4 * channels * pixels);
        b.barrier();
        b.call('batchNormGradientCoefficients', {
          sums: sums.all, stride: sums.stride, threads, thread: open('thread'), rows: open('batch', pixels), channels, coefficients,
          weightGradient: scope.weightGradient('weight') ?? 0, biasGradient: scope.weightGradient('bias') ?? 0,
        });
      }
      scope.contribute(0, (dx) => b.call('batchNormGradient', { x, dy, dx, rows, channels, coefficients }, 5 * channels * pixels));
    };
  },
};
