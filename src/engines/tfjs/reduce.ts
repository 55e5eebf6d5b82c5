// Sums over the rows of a matrix, the reduction that normalisation and bias gradients are made of.

import * as tf from '@tensorflow/tfjs-core';

/** Sum over the first axis. On WASM a product with ones is faster than the sum, which transposes first. */
export function sumRows(matrix: tf.Tensor2D): tf.Tensor1D {
  if (tf.getBackend() !== 'wasm') return tf.sum(matrix, 0);
  const [rows, columns] = matrix.shape;
  return tf.reshape(tf.matMul(tf.ones([1, rows]), matrix), [columns]);
}
