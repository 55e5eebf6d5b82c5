// AssemblyScript. The kernels that plans call; src/engines/wasm/kernel-signatures.ts names their arguments.

export { heapBase, setScratch } from './scratch';
export { barrier } from './barrier';
export { gemm, gemmTransposed } from './gemm';
export { transposePanels } from './transpose';
export { filterGradient, slideWindows } from './conv';
export { winograd3, winograd5, winogradGradient3, winogradGradient5 } from './winograd';
export { depthwise, depthwiseFilterGradient } from './depthwise';
export { copyChannels, cropImages, padImages, transposeImages } from './layout';
export { add, addRelu, dropout, sumRows } from './elementwise';
export { averagePool, averagePoolGradient, maxPool, maxPoolGradient } from './pool';
export { batchNorm, batchNormFromBatch, batchNormFromRunning, batchNormMoveStatistics, batchNormRelu, batchNormSums } from './batch-norm';
export {
  batchNormGradient, batchNormGradientCoefficients, batchNormGradientSums, batchNormReluGradient, batchNormReluGradientSums,
} from './batch-norm-gradient';
export { batchNormReluPool, batchNormReluPoolGradient, batchNormReluPoolGradientSums, reluPool, reluPoolGradient } from './relu-pool';
export {
  gelu, geluGradient, geluTanh, geluTanhGradient, leakyRelu, leakyReluGradient, relu, reluGradient, sigmoid, sigmoidGradient,
  tanhForward, tanhGradient,
} from './activations';
export { crossEntropy, softCrossEntropy, softmax, softmaxGradient } from './softmax';
export { clipNorm, clipValue, gatherGradients } from './clipping';
export { absoluteError, binaryCrossEntropy, binaryCrossEntropyWithLogits, countHits, meanSquaredError, requireFiniteLoss, thresholdCost } from './losses';
export { adagrad, adam, rmsprop, sgd } from './optimizers';
