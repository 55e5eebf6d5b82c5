// Convolution and dense layers in training. The stock layers run fused kernels, whose gradients tfjs has written
// out for each and which neither dilate nor run on WASM; the plain kernels take the gradients of gradients.ts.

import * as tf from '@tensorflow/tfjs-core';
import type { ExplicitPads } from './conv-gradients.ts';
import { sumRows } from './reduce.ts';

export interface Convolution {
  readonly kernel: tf.Variable;
  readonly bias?: tf.Variable;
  readonly strides: [number, number];
  readonly dilations: [number, number];
  readonly pads: ExplicitPads | 'valid';
}

/** tf.layers.conv2d without activation. */
export function convolve(x: tf.Tensor, { kernel, bias, strides, dilations, pads }: Convolution): tf.Tensor {
  return addBias(tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor as tf.Tensor4D, strides, pads, 'NHWC', dilations), bias);
}

/** tf.layers.depthwiseConv2d without activation. */
export function convolveDepthwise(x: tf.Tensor, { kernel, bias, strides, dilations, pads }: Convolution): tf.Tensor {
  return addBias(tf.depthwiseConv2d(x as tf.Tensor4D, kernel as tf.Tensor as tf.Tensor4D, strides, pads, 'NHWC', dilations), bias);
}

/** tf.layers.dense without activation, on [examples, features]. */
export function dense(x: tf.Tensor, kernel: tf.Variable, bias: tf.Variable | undefined): tf.Tensor {
  return addBias(tf.matMul(x, kernel), bias);
}

function addBias(x: tf.Tensor, bias: tf.Variable | undefined): tf.Tensor {
  if (!bias) return x;
  const add = tf.customGrad((...given) => {
    const [values, offset] = given as tf.Tensor[];
    return {
      value: tf.add(values as tf.Tensor, offset as tf.Tensor),
      gradFunc: (dy: tf.Tensor) => [dy, sumRows(tf.reshape(dy, [-1, dy.shape[dy.rank - 1] ?? 1]))],
    };
  });
  return add(x, bias);
}
