// BatchNorm1d and BatchNorm2d, alone or fused with a ReLU and a pooling behind them. Statistics are those of the whole batch:
// threads gather sums, meet, and join them. A frozen layer normalises by its running statistics and moves nothing.

import { again, images, open, type Operand } from '../builder.ts';
import type { Value } from '../memory-layout.ts';
import { imageSize, type Backward, type Lowering, type Scope } from './lowering.ts';

/** Arrays in a block of coefficients; see kernels/batch-norm.ts. */
const coefficientArrays = 6;

/** What differs between a BatchNorm alone and one with something behind it. */
interface Kernels {
  /** Whether its value is better computed again than kept: where it is as large as its input. */
  readonly cheap: boolean;
  readonly forward: (x: Value, y: Value, coefficients: Value) => void;
  readonly sums: (x: Value, y: Value, dy: Value, coefficients: Value, sums: Operand) => void;
  readonly gradient: (x: Value, y: Value, dy: Value, dx: Value, coefficients: Value) => void;
}

function lower(scope: Scope, kernels: Kernels): Backward {
  const { op, builder: b, inputs: [x] } = scope;
  const { channels, pixels } = imageSize(op.inputShapes[0]);
  const eps = op.attrs['eps'] as number;
  const threads = open('threads');
  const thread = open('thread');
  const coefficients = b.scratch(coefficientArrays * Math.ceil(channels / 4) * 4);
  const weight = scope.weight('weight');
  const bias = scope.weight('bias');
  const runningMean = scope.weight('running_mean');
  const runningVariance = scope.weight('running_var');
  const fromBatch = b.mode === 'train' && !op.frozen;

  if (fromBatch) {
    const sums = b.sums(8 * (1 + 3 * channels));
    b.call('batchNormSums', { x, rows: images(pixels), channels, sums: sums.own, partial: b.scratch(3 * channels), again }, 3 * channels * pixels);
    b.barrier();
    const joined = { sums: sums.all, stride: sums.stride, threads, channels };
    b.call('batchNormFromBatch', { ...joined, eps, weight, bias, coefficients });
    b.whenUpdating(() => b.call('batchNormMoveStatistics', { ...joined, runningMean, runningVariance, momentum: op.attrs['momentum'] as number, thread }));
  } else {
    b.call('batchNormFromRunning', { runningMean, runningVariance, channels, eps, weight, bias, coefficients });
  }
  const y = scope.output();
  kernels.forward(x, y, coefficients);
  if (kernels.cheap) scope.recomputable((target) => kernels.forward(x, target, coefficients));

  return (dy) => {
    const weightGradient = scope.weightGradient('weight') ?? 0;
    const biasGradient = scope.weightGradient('bias') ?? 0;
    if (fromBatch || weightGradient !== 0 || biasGradient !== 0) {
      const sums = b.sums(16 * channels);
      kernels.sums(x, y, dy, coefficients, sums.own);
      b.barrier();
      b.call('batchNormGradientCoefficients', {
        sums: sums.all, stride: sums.stride, threads, thread, rows: fromBatch ? open('batch', pixels) : 0, channels, coefficients,
        weightGradient, biasGradient,
      });
    }
    scope.contribute(0, (dx) => kernels.gradient(x, y, dy, dx, coefficients));
  };
}

export const batchNorm: Lowering = {
  lower(scope) {
    const { op, builder: b } = scope;
    const { channels, pixels } = imageSize(op.inputShapes[0]);
    const shape = { rows: images(pixels), channels };
    const size = channels * pixels;
    return lower(scope, {
      cheap: true,
      forward: (x, y, coefficients) => b.call('batchNorm', { x, y, ...shape, coefficients }, 3 * size),
      sums: (x, _, dy, coefficients, sums) =>
        b.call('batchNormGradientSums', { x, dy, ...shape, coefficients, sums, partial: b.scratch(2 * channels), again }, 4 * size),
      gradient: (x, _, dy, dx, coefficients) => b.call('batchNormGradient', { x, dy, dx, ...shape, coefficients }, 5 * size),
    });
  },
};

export const batchNormRelu: Lowering = {
  lower(scope) {
    const { op, builder: b } = scope;
    const { channels, pixels } = imageSize(op.inputShapes[0]);
    const shape = { rows: images(pixels), channels };
    const size = channels * pixels;
    return lower(scope, {
      cheap: true,
      forward: (x, y, coefficients) => b.call('batchNormRelu', { x, y, ...shape, coefficients }, 4 * size),
      sums: (x, _, dy, coefficients, sums) =>
        b.call('batchNormReluGradientSums', { x, dy, ...shape, coefficients, sums, partial: b.scratch(2 * channels), again }, 5 * size),
      gradient: (x, _, dy, dx, coefficients) => b.call('batchNormReluGradient', { x, dy, dx, ...shape, coefficients }, 6 * size),
    });
  },
};

export const batchNormReluPool: Lowering = {
  lower(scope) {
    const { op, builder: b } = scope;
    const { channels, height, width, pixels } = imageSize(op.inputShapes[0]);
    const shape = { images: images(), height, width, channels };
    const size = channels * pixels;
    return lower(scope, {
      cheap: false,
      forward: (x, y, coefficients) => b.call('batchNormReluPool', { x, y, ...shape, coefficients }, 4 * size),
      sums: (x, y, dy, coefficients, sums) =>
        b.call('batchNormReluPoolGradientSums', { x, y, dy, ...shape, coefficients, sums, partial: b.scratch(2 * channels), again }, 4 * size),
      gradient: (x, y, dy, dx, coefficients) => b.call('batchNormReluPoolGradient', { x, y, dy, dx, ...shape, coefficients }, 7 * size),
    });
  },
};

/** Without BatchNorm: ReLU and 2×2 max pooling in one pass. */
export const reluPool: Lowering = {
  lower(scope) {
    const { op, builder: b, inputs: [x] } = scope;
    const { channels, height, width } = imageSize(op.inputShapes[0]);
    const shape = { images: images(), height, width, channels };
    const y = scope.output();
    b.call('reluPool', { x, y, ...shape });
    return (dy) => scope.contribute(0, (dx) => b.call('reluPoolGradient', { x, y, dy, dx, ...shape }));
  },
};
