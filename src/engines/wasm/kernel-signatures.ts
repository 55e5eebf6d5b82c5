// The kernels a plan may call and the names of their arguments, in order. A test holds this list to the built binaries.

const pool = ['images', 'height', 'width', 'channels', 'rows', 'rowTable', 'columns', 'columnTable'] as const;
const padding = ['images', 'height', 'width', 'channels', 'top', 'left', 'paddedHeight', 'paddedWidth'] as const;
const evenImages = ['images', 'height', 'width', 'channels'] as const;
const targetLoss = ['outputs', 'targets', 'gradient', 'rows', 'columns', 'batch', 'result'] as const;
const optimizer = ['weights', 'gradients', 'stride', 'state', 'stateStride', 'count', 'thread', 'threads', 'settings'] as const;

export const kernelSignatures = {
  barrier: ['control', 'threads'],
  gemm: ['m', 'n', 'k', 'a', 'lda', 'b', 'c', 'ldc', 'bias', 'accumulate'],
  gemmTransposed: ['m', 'n', 'k', 'a', 'lda', 'b', 'ldb', 'c', 'packed'],
  transposePanels: ['source', 'inputs', 'outputs', 'taps', 'chosen', 'tapList', 'target'],
  slideWindows: ['windows', 'x', 'filters', 'bias', 'y', 'images', 'padded'],
  filterGradient: ['windows', 'x', 'dy', 'gradient', 'images', 'chunk', 'padded', 'packed', 'again'],
  winograd3: ['winograd', 'x', 'filters', 'bias', 'y', 'images', 'padded', 'u', 'v', 'm'],
  winograd5: ['winograd', 'x', 'filters', 'bias', 'y', 'images', 'padded', 'u', 'v', 'm'],
  winogradGradient3: ['winograd', 'x', 'dy', 'filters', 'gradient', 'dx', 'images', 'padded', 'u', 'ut', 'v', 'm'],
  winogradGradient5: ['winograd', 'x', 'dy', 'filters', 'gradient', 'dx', 'images', 'padded', 'u', 'ut', 'v', 'm'],
  depthwise: ['windows', 'taps', 'x', 'filters', 'bias', 'y', 'images', 'padded'],
  depthwiseFilterGradient: ['windows', 'x', 'dy', 'gradient', 'images', 'padded', 'again'],
  transposeImages: ['x', 'y', 'images', 'rows', 'columns'],
  padImages: ['x', 'y', ...padding],
  cropImages: ['y', 'x', ...padding],
  copyChannels: ['from', 'to', 'pixels', 'channels', 'fromStep', 'toStep'],
  add: ['a', 'b', 'y', 'count'],
  addRelu: ['a', 'b', 'y', 'count'],
  sumRows: ['x', 'rows', 'columns', 'sums', 'again'],
  dropout: ['x', 'y', 'first', 'count', 'seed', 'step', 'threshold', 'scale'],
  maxPool: ['x', 'y', ...pool],
  maxPoolGradient: ['x', 'y', 'dy', 'dx', ...pool],
  averagePool: ['x', 'y', ...pool],
  averagePoolGradient: ['dy', 'dx', ...pool],
  batchNormSums: ['x', 'rows', 'channels', 'sums', 'partial', 'again'],
  batchNormFromBatch: ['sums', 'stride', 'threads', 'channels', 'eps', 'weight', 'bias', 'coefficients'],
  batchNormMoveStatistics: ['sums', 'stride', 'threads', 'channels', 'runningMean', 'runningVariance', 'momentum', 'thread'],
  batchNormFromRunning: ['runningMean', 'runningVariance', 'channels', 'eps', 'weight', 'bias', 'coefficients'],
  batchNorm: ['x', 'y', 'rows', 'channels', 'coefficients'],
  batchNormRelu: ['x', 'y', 'rows', 'channels', 'coefficients'],
  batchNormReluPool: ['x', 'y', ...evenImages, 'coefficients'],
  batchNormGradientSums: ['x', 'dy', 'rows', 'channels', 'coefficients', 'sums', 'partial', 'again'],
  batchNormReluGradientSums: ['x', 'dy', 'rows', 'channels', 'coefficients', 'sums', 'partial', 'again'],
  batchNormReluPoolGradientSums: ['x', 'y', 'dy', ...evenImages, 'coefficients', 'sums', 'partial', 'again'],
  batchNormGradientCoefficients: [
    'sums', 'stride', 'threads', 'thread', 'rows', 'channels', 'coefficients', 'weightGradient', 'biasGradient',
  ],
  batchNormGradient: ['x', 'dy', 'dx', 'rows', 'channels', 'coefficients'],
  batchNormReluGradient: ['x', 'dy', 'dx', 'rows', 'channels', 'coefficients'],
  batchNormReluPoolGradient: ['x', 'y', 'dy', 'dx', ...evenImages, 'coefficients'],
  reluPool: ['x', 'y', ...evenImages],
  reluPoolGradient: ['x', 'y', 'dy', 'dx', ...evenImages],
  relu: ['x', 'y', 'count'],
  leakyRelu: ['x', 'y', 'count', 'slope'],
  sigmoid: ['x', 'y', 'count'],
  tanhForward: ['x', 'y', 'count'],
  gelu: ['x', 'y', 'count'],
  geluTanh: ['x', 'y', 'count'],
  reluGradient: ['y', 'dy', 'dx', 'count'],
  leakyReluGradient: ['x', 'dy', 'dx', 'count', 'slope'],
  sigmoidGradient: ['y', 'dy', 'dx', 'count'],
  tanhGradient: ['y', 'dy', 'dx', 'count'],
  geluGradient: ['x', 'dy', 'dx', 'count'],
  geluTanhGradient: ['x', 'dy', 'dx', 'count'],
  softmax: ['x', 'y', 'rows', 'columns'],
  softmaxGradient: ['y', 'dy', 'dx', 'rows', 'columns'],
  crossEntropy: ['logits', 'labels', 'gradient', 'rows', 'columns', 'batch', 'smoothing', 'result'],
  softCrossEntropy: ['logits', 'targets', 'gradient', 'rows', 'columns', 'batch', 'smoothing', 'result'],
  meanSquaredError: targetLoss,
  absoluteError: targetLoss,
  thresholdCost: targetLoss,
  binaryCrossEntropy: targetLoss,
  binaryCrossEntropyWithLogits: targetLoss,
  requireFiniteLoss: ['results', 'stride', 'threads'],
  countHits: ['outputs', 'labels', 'rows', 'columns', 'threshold', 'result'],
  gatherGradients: ['gradients', 'stride', 'count', 'thread', 'threads', 'squares'],
  clipNorm: ['gradients', 'count', 'thread', 'threads', 'squares', 'squaresStride', 'max'],
  clipValue: ['gradients', 'count', 'thread', 'threads', 'max'],
  sgd: optimizer,
  adam: optimizer,
  rmsprop: optimizer,
  adagrad: optimizer,
} as const satisfies Record<string, readonly string[]>;

export type KernelName = keyof typeof kernelSignatures;

/** Arguments of a kernel by name. */
export type KernelArgs<K extends KernelName, T> = Readonly<Record<(typeof kernelSignatures)[K][number], T>>;

/** An instance of the built kernels; every function takes and returns numbers. */
export type Kernels = Readonly<Record<KernelName, (...args: number[]) => number | void>> & {
  readonly setScratch: (address: number) => void;
  readonly heapBase: () => number;
};
