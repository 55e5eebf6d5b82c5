// The stock layers of tfjs that networks are lowered to: the class name each has in saved models, and its variables.

import type { TfjsLayerName } from '../../core/tfjs-target.ts';

export interface StockLayer {
  readonly className: string;
  /** Names of its variables in the order of `getWeights()`. */
  readonly variables: readonly string[];
  /** True for layers that know an image's axis order. */
  readonly spatial: boolean;
}

const plain = (className: string): StockLayer => ({ className, variables: [], spatial: false });
const spatial = (className: string, ...variables: string[]): StockLayer => ({ className, variables, spatial: true });

export const stockLayers: Readonly<Record<TfjsLayerName, StockLayer>> = {
  activation: plain('Activation'),
  add: plain('Add'),
  averagePooling2d: spatial('AveragePooling2D'),
  batchNormalization: { className: 'BatchNormalization', variables: ['gamma', 'beta', 'moving_mean', 'moving_variance'], spatial: false },
  concatenate: plain('Concatenate'),
  conv2d: spatial('Conv2D', 'kernel', 'bias'),
  cropping2D: spatial('Cropping2D'),
  dense: { className: 'Dense', variables: ['kernel', 'bias'], spatial: false },
  depthwiseConv2d: spatial('DepthwiseConv2D', 'depthwise_kernel', 'bias'),
  dropout: plain('Dropout'),
  flatten: plain('Flatten'),
  globalAveragePooling2d: spatial('GlobalAveragePooling2D'),
  leakyReLU: plain('LeakyReLU'),
  maxPooling2d: spatial('MaxPooling2D'),
  permute: plain('Permute'),
  reshape: plain('Reshape'),
  softmax: plain('Softmax'),
  zeroPadding2d: spatial('ZeroPadding2D'),
};
