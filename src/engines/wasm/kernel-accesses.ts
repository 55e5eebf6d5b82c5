// What memory each kernel reads and writes, from its arguments: the declarations that tests hold whole programs to, and
// the kernels themselves. A kernel of kernel-signatures.ts without one is an error of types.

import { depthwiseAccesses, denseAccesses, winogradAccesses } from './convolution-accesses.ts';
import { doubles, panels, slice, words, type Access, type Accesses, type AccessOf, type Region } from './regions.ts';

const access = (reads: readonly Region[], writes: readonly Region[], uses: readonly Region[] = []): Access => ({
  reads,
  writes,
  uses,
});
/** An address that may be 0, for nothing. */
const where = (address: number, region: (address: number) => Region): Region[] =>
  address === 0 ? [] : [region(address)];

// Elementwise.
const pointwise: AccessOf<'relu'> = ({ x, y, count }) => access([words(x, count)], [words(y, count)]);
const pointwiseByX: AccessOf<'geluGradient'> = ({ x, dy, dx, count }) =>
  access([words(x, count), words(dy, count)], [words(dx, count)]);
const pointwiseByY: AccessOf<'reluGradient'> = ({ y, dy, dx, count }) =>
  access([words(y, count), words(dy, count)], [words(dx, count)]);
const sum: AccessOf<'add'> = ({ a, b, y, count }) => access([words(a, count), words(b, count)], [words(y, count)]);

// Images.
interface Images {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}
const whole = (x: number, { images, height, width, channels }: Images): Region =>
  words(x, images * height * width * channels);
const halved = (x: number, { images, height, width, channels }: Images): Region =>
  words(x, images * Math.floor(height / 2) * Math.floor(width / 2) * channels);

interface Pooling extends Images {
  readonly rows: number;
  readonly rowTable: number;
  readonly columns: number;
  readonly columnTable: number;
}
const spans = ({ rows, rowTable, columns, columnTable }: Pooling): Region[] => [
  words(rowTable, 3 * rows),
  words(columnTable, 3 * columns),
];
const pooled = (y: number, { images, rows, columns, channels }: Pooling): Region =>
  words(y, images * rows * columns * channels);

interface Padding extends Images {
  readonly top: number;
  readonly left: number;
  readonly paddedHeight: number;
  readonly paddedWidth: number;
}
const middle = (
  y: number,
  { images, height, width, channels, top, left, paddedHeight, paddedWidth }: Padding,
): Region =>
  words(
    y + 4 * (top * paddedWidth + left) * channels,
    width * channels,
    [images, 4 * paddedHeight * paddedWidth * channels],
    [height, 4 * paddedWidth * channels],
  );

// Batch normalisation: see kernels/batch-norm.ts for the arrays of coefficients.
const coefficientArrays = (coefficients: number, channels: number, ...arrays: readonly number[]): Region[] =>
  arrays.map((index) => words(coefficients + 4 * index * 4 * Math.ceil(channels / 4), channels));
const forwardArrays = [0, 1, 2];
const momentsOf = (channels: number): number => 1 + 3 * channels;

/** Begun, or gone on with. */
const gathered = (again: number, region: Region): { readonly reads: Region[]; readonly writes: Region[] } => ({
  reads: again ? [region] : [],
  writes: [region],
});

const normalised: AccessOf<'batchNorm'> = ({ x, y, rows, channels, coefficients }) =>
  access(
    [words(x, rows * channels), ...coefficientArrays(coefficients, channels, ...forwardArrays)],
    [words(y, rows * channels)],
  );

const gradientSums =
  (...arrays: readonly number[]): AccessOf<'batchNormGradientSums'> =>
  ({ x, dy, rows, channels, coefficients, sums, partial, again }) => {
    const { reads, writes } = gathered(again, doubles(sums, 2 * channels));
    return access(
      [
        words(x, rows * channels),
        words(dy, rows * channels),
        ...coefficientArrays(coefficients, channels, ...arrays),
        ...reads,
      ],
      writes,
      [words(partial, 2 * channels)],
    );
  };

const normGradient =
  (...arrays: readonly number[]): AccessOf<'batchNormGradient'> =>
  ({ x, dy, dx, rows, channels, coefficients }) =>
    access(
      [words(x, rows * channels), words(dy, rows * channels), ...coefficientArrays(coefficients, channels, ...arrays)],
      [words(dx, rows * channels)],
    );

// Losses.
const targetLoss: AccessOf<'meanSquaredError'> = ({ outputs, targets, gradient, rows, columns, result }) =>
  access(
    [words(outputs, rows * columns), words(targets, rows * columns)],
    [...where(gradient, (dx) => words(dx, rows * columns)), doubles(result, 1)],
  );

// Optimisers: `slots` are those of the state that a step with these settings uses.
const optimizer =
  (slotsOf: (setting: (index: number) => number) => readonly number[]): AccessOf<'sgd'> =>
  (args, memory) => {
    const { weights, gradients, stride, state, stateStride, threads, settings } = args;
    const slots = slotsOf((index) => memory.float(settings + 4 * index)).map((slot) =>
      slice(state + slot * stateStride, args),
    );
    const moved = [slice(weights, args), ...slots];
    return access([...moved, slice(gradients, args, [threads, stride]), words(settings, 9)], moved);
  };

export const kernelAccesses: Accesses = {
  barrier: () => access([], []),
  ...denseAccesses,
  ...winogradAccesses,
  ...depthwiseAccesses,
  gemm: ({ m, n, k, a, lda, b, c, ldc, bias, accumulate }) => {
    const product = words(c, n, [m, 4 * ldc]);
    const start = accumulate ? [product] : where(bias, (address) => words(address, n));
    return m === 0 ? access([], []) : access([words(a, k, [m, 4 * lda]), ...panels(b, k, n), ...start], [product]);
  },
  gemmTransposed: ({ m, n, k, a, lda, b, ldb, c, packed }) =>
    access(
      [words(a, m, [k, 4 * lda]), words(b, n, [k, 4 * ldb])],
      [words(c, 8 * Math.ceil(n / 8) * m)],
      [words(packed, 8 * k)],
    ),
  transposeImages: ({ x, y, images, rows, columns }) =>
    access([words(x, images * rows * columns)], [words(y, images * rows * columns)]),
  padImages: ({ x, y, ...shape }) =>
    access([whole(x, shape)], [words(y, shape.images * shape.paddedHeight * shape.paddedWidth * shape.channels)]),
  cropImages: ({ y, x, ...shape }) => access([middle(y, shape)], [whole(x, shape)]),
  copyChannels: ({ from, to, pixels, channels, fromStep, toStep }) =>
    access([words(from, channels, [pixels, 4 * fromStep])], [words(to, channels, [pixels, 4 * toStep])]),
  add: sum,
  addRelu: sum,
  sumRows: ({ x, rows, columns, sums, again }) => {
    const { reads, writes } = gathered(again, words(sums, columns));
    return access([words(x, rows * columns), ...reads], writes);
  },
  dropout: ({ x, y, count, step }) => access([words(x, count), words(step, 1)], [words(y, count)]),
  maxPool: ({ x, y, ...shape }) => access([whole(x, shape), ...spans(shape)], [pooled(y, shape)]),
  maxPoolGradient: ({ x, y, dy, dx, ...shape }) =>
    access([whole(x, shape), pooled(y, shape), pooled(dy, shape), ...spans(shape)], [whole(dx, shape)]),
  averagePool: ({ x, y, ...shape }) => access([whole(x, shape), ...spans(shape)], [pooled(y, shape)]),
  averagePoolGradient: ({ dy, dx, ...shape }) => access([pooled(dy, shape), ...spans(shape)], [whole(dx, shape)]),
  batchNormSums: ({ x, rows, channels, sums, partial, again }) => {
    const { reads, writes } = gathered(again, doubles(sums, momentsOf(channels)));
    return access([words(x, rows * channels), ...reads], writes, [words(partial, 3 * channels)]);
  },
  batchNormFromBatch: ({ sums, stride, threads, channels, weight, bias, coefficients }) =>
    access(
      [
        doubles(sums, momentsOf(channels), [threads, stride]),
        ...[weight, bias].flatMap((each) => where(each, (address) => words(address, channels))),
      ],
      coefficientArrays(coefficients, channels, 0, 1, 2, 3, 4, 5),
    ),
  batchNormMoveStatistics: ({ sums, stride, threads, channels, runningMean, runningVariance, thread }) => {
    const running = [words(runningMean, channels), words(runningVariance, channels)];
    return thread === 0
      ? access([doubles(sums, momentsOf(channels), [threads, stride]), ...running], running)
      : access([], []);
  },
  batchNormFromRunning: ({ runningMean, runningVariance, channels, weight, bias, coefficients }) =>
    access(
      [
        words(runningMean, channels),
        words(runningVariance, channels),
        ...[weight, bias].flatMap((each) => where(each, (address) => words(address, channels))),
      ],
      coefficientArrays(coefficients, channels, 0, 1, 2, 3, 4, 5),
    ),
  batchNorm: normalised,
  batchNormRelu: normalised,
  batchNormReluPool: ({ x, y, coefficients, ...shape }) =>
    access([whole(x, shape), ...coefficientArrays(coefficients, shape.channels, ...forwardArrays)], [halved(y, shape)]),
  batchNormGradientSums: gradientSums(0),
  batchNormReluGradientSums: gradientSums(...forwardArrays),
  batchNormReluPoolGradientSums: ({ x, y, dy, coefficients, sums, partial, again, ...shape }) => {
    const { reads, writes } = gathered(again, doubles(sums, 2 * shape.channels));
    const values = [whole(x, shape), halved(y, shape), halved(dy, shape)];
    return access([...values, ...coefficientArrays(coefficients, shape.channels, ...forwardArrays), ...reads], writes, [
      words(partial, 2 * shape.channels),
    ]);
  },
  batchNormGradientCoefficients: ({ sums, stride, threads, channels, coefficients, weightGradient, biasGradient }) =>
    access(
      [doubles(sums, 2 * channels, [threads, stride]), ...coefficientArrays(coefficients, channels, 1, 3)],
      [
        ...coefficientArrays(coefficients, channels, 4, 5),
        ...[weightGradient, biasGradient].flatMap((each) => where(each, (address) => words(address, channels))),
      ],
    ),
  batchNormGradient: normGradient(0, 1, 4, 5),
  batchNormReluGradient: normGradient(0, 1, 2, 4, 5),
  batchNormReluPoolGradient: ({ x, y, dy, dx, coefficients, ...shape }) =>
    access(
      [
        whole(x, shape),
        halved(y, shape),
        halved(dy, shape),
        ...coefficientArrays(coefficients, shape.channels, 0, 1, 2, 4, 5),
      ],
      [whole(dx, shape)],
    ),
  reluPool: ({ x, y, ...shape }) => access([whole(x, shape)], [halved(y, shape)]),
  reluPoolGradient: ({ x, y, dy, dx, ...shape }) =>
    access([whole(x, shape), halved(y, shape), halved(dy, shape)], [whole(dx, shape)]),
  relu: pointwise,
  leakyRelu: pointwise,
  sigmoid: pointwise,
  tanhForward: pointwise,
  gelu: pointwise,
  geluTanh: pointwise,
  reluGradient: pointwiseByY,
  leakyReluGradient: pointwiseByX,
  sigmoidGradient: pointwiseByY,
  tanhGradient: pointwiseByY,
  geluGradient: pointwiseByX,
  geluTanhGradient: pointwiseByX,
  softmax: ({ x, y, rows, columns }) => access([words(x, rows * columns)], [words(y, rows * columns)]),
  softmaxGradient: ({ y, dy, dx, rows, columns }) =>
    access([words(y, rows * columns), words(dy, rows * columns)], [words(dx, rows * columns)]),
  crossEntropy: ({ logits, labels, gradient, rows, columns, result }) =>
    access(
      [words(logits, rows * columns), words(labels, rows)],
      [...where(gradient, (dx) => words(dx, rows * columns)), words(result, 3)],
    ),
  softCrossEntropy: ({ logits, targets, gradient, rows, columns, result }) =>
    access(
      [words(logits, rows * columns), words(targets, rows * columns)],
      [...where(gradient, (dx) => words(dx, rows * columns)), doubles(result, 1)],
    ),
  meanSquaredError: targetLoss,
  absoluteError: targetLoss,
  thresholdCost: targetLoss,
  binaryCrossEntropy: targetLoss,
  binaryCrossEntropyWithLogits: targetLoss,
  requireFiniteLoss: ({ results, stride, threads }) => access([doubles(results, 1, [threads, stride])], []),
  countHits: ({ outputs, labels, rows, columns, result }) =>
    access([words(outputs, rows * columns), words(labels, rows)], [words(result + 8, 1)]),
  gatherGradients: ({ gradients, stride, squares, ...share }) => {
    const all = slice(gradients, share, [share.threads, stride]);
    return access([all], [all, doubles(squares, 1)]);
  },
  clipNorm: ({ gradients, squares, squaresStride, ...share }) => {
    const own = slice(gradients, share);
    return access([own, doubles(squares, 1, [share.threads, squaresStride])], [own]);
  },
  clipValue: ({ gradients, ...share }) => access([slice(gradients, share)], [slice(gradients, share)]),
  sgd: optimizer((setting) => (setting(1) === 0 ? [] : [0])),
  adam: optimizer(() => [0, 1]),
  rmsprop: optimizer((setting) => [0, ...(setting(5) === 0 ? [] : [1]), ...(setting(6) === 0 ? [] : [2])]),
  adagrad: optimizer(() => [0]),
};
