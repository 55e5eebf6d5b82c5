// The two gradients of a depthwise convolution, composed of forward kernels. NHWC images, filters
// [height, width, channels, multiplier]; output channel c·multiplier + q reads channel c.

import * as tf from '@tensorflow/tfjs-core';
import { inputGradientPads, spread, type Conv } from './conv-gradients.ts';
import { sumRows } from './reduce.ts';

/** Gradient by the input: one depthwise convolution with the turned filter for each multiple, added up. */
export function depthwiseInputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, conv: Conv): tf.Tensor4D {
  const [height, width, channels, multiplier] = conv.filterShape;
  const turned = tf.reverse(filter, [0, 1]);
  const parts = tf.unstack(tf.reshape(spread(dy, conv.stride), [-1, channels, multiplier]), 2);
  const kernels = tf.unstack(turned, 3);
  const [count, outHeight, outWidth] = dy.shape;
  const spreadShape: tf.Tensor4D['shape'] = [count, (outHeight - 1) * conv.stride[0] + 1, (outWidth - 1) * conv.stride[1] + 1, channels];
  const gradients = parts.map((part, q) => {
    const kernel = tf.reshape(kernels[q] as tf.Tensor, [height, width, channels, 1]) as tf.Tensor4D;
    const image = tf.reshape(part, spreadShape) as tf.Tensor4D;
    return tf.depthwiseConv2d(image, kernel, 1, inputGradientPads(conv), 'NHWC', [...conv.dilation]);
  });
  return gradients.length === 1 ? (gradients[0] as tf.Tensor4D) : tf.addN(gradients);
}

/** Gradient by the filter: for each of its elements the pixels it met, times dy, summed over batch and image. */
export function depthwiseFilterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, conv: Conv): tf.Tensor4D {
  const { pads, stride, dilation, filterShape: [height, width, channels, multiplier] } = conv;
  const padded = tf.pad(x, [[0, 0], [pads.top, pads.bottom], [pads.left, pads.right], [0, 0]]);
  const [count, outHeight, outWidth] = dy.shape;
  const rows = count * outHeight * outWidth;
  const errors = tf.reshape(dy, [rows, channels, multiplier]);
  const sums: tf.Tensor[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const begin = [0, row * dilation[0], column * dilation[1], 0];
      const end = [count, (begin[1] ?? 0) + (outHeight - 1) * stride[0] + 1, (begin[2] ?? 0) + (outWidth - 1) * stride[1] + 1, channels];
      const met = tf.reshape(tf.stridedSlice(padded, begin, end, [1, stride[0], stride[1], 1]), [rows, channels, 1]);
      sums.push(sumRows(tf.reshape(tf.mul(met, errors), [rows, channels * multiplier]) as tf.Tensor2D));
    }
  }
  return tf.reshape(tf.stack(sums), [height, width, channels, multiplier]);
}
