// The two gradients of a convolution as convolutions: the input's with the filter turned round, the filter's
// with batch and channels changing places and stride and dilation too. NHWC images, HWIO filters.
// Dumoulin, Visin, "A guide to convolution arithmetic for deep learning", 2016.

import * as tf from '@tensorflow/tfjs-core';

type Two = readonly [height: number, width: number];

export interface Conv {
  readonly xShape: readonly [number, number, number, number];
  readonly filterShape: readonly [number, number, number, number];
  readonly stride: Two;
  readonly dilation: Two;
  readonly pads: { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number };
}

export type ExplicitPads = [[number, number], [number, number], [number, number], [number, number]];

/** Gradient by the input: dy, spread out by the stride, convolved with the filter turned by 180 degrees. */
export function convInputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, conv: Conv): tf.Tensor4D {
  const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D;
  return tf.conv2d(spread(dy, conv.stride), turned, 1, inputGradientPads(conv), 'NHWC', [...conv.dilation]);
}

/** Gradient by the filter: the input, channels as batch, convolved with dy, batch as input channels. */
export function convFilterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, conv: Conv): tf.Tensor4D {
  const { pads, stride, dilation, filterShape: [height, width, inChannels, outChannels] } = conv;
  const explicit: ExplicitPads = [[0, 0], [pads.top, pads.bottom], [pads.left, pads.right], [0, 0]];
  const images = tf.transpose(x, [3, 1, 2, 0]);
  const kernels = tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D;
  const found = tf.conv2d(images as tf.Tensor4D, kernels, [...dilation], explicit, 'NHWC', [...stride]);
  // Where the stride leaves pixels at the edge unread there are rows and columns beyond the filter's.
  const exact = tf.slice(found, 0, [inChannels, height, width, outChannels]);
  return tf.transpose(exact, [1, 2, 0, 3]);
}

/** Pads with which a stride-1 convolution of the spread dy gives an image of the input's size. */
export function inputGradientPads({ xShape, filterShape, stride, dilation, pads }: Conv): ExplicitPads {
  const along = (axis: 0 | 1, before: number, after: number): [number, number] => {
    const reach = dilation[axis] * (filterShape[axis] - 1);
    const size = xShape[axis === 0 ? 1 : 2];
    const unread = (size + before + after - reach - 1) % stride[axis];
    return [reach - before, reach - after + unread];
  };
  return [[0, 0], along(0, pads.top, pads.bottom), along(1, pads.left, pads.right), [0, 0]];
}

/** Zeros between the pixels, `stride - 1` of them. */
export function spread(image: tf.Tensor4D, [rows, columns]: Two): tf.Tensor4D {
  if (rows === 1 && columns === 1) return image;
  const [count, height, width, channels] = image.shape;
  const wide = tf.pad(tf.reshape(image, [count * height * width, channels]), [[0, 0], [0, (columns - 1) * channels]]);
  const high = tf.pad(tf.reshape(wide, [count * height, width * columns * channels]), [[0, 0], [0, (rows - 1) * width * columns * channels]]);
  const full = tf.reshape(high, [count, height * rows, width * columns, channels]) as tf.Tensor4D;
  return tf.slice(full, 0, [count, (height - 1) * rows + 1, (width - 1) * columns + 1, channels]);
}
