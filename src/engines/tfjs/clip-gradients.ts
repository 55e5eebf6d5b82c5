// Gradient clipping as tfjs operations, as torch.nn.utils.clip_grad_norm_ and clip_grad_value_ do it.

import * as tf from '@tensorflow/tfjs-core';
import type { ClippingConfig } from '../../core/training-config.ts';

/** The gradients with their common Euclidean norm clipped, or each number by itself. Call inside `tf.tidy`. */
export function clipGradients({ type, max }: ClippingConfig, gradients: readonly tf.Tensor[]): tf.Tensor[] {
  if (type === 'value') return gradients.map((g) => tf.minimum(tf.maximum(g, -max), max));
  const norm = tf.sqrt(tf.addN(gradients.map((g) => tf.sum(tf.square(g)))));
  const factor = tf.minimum(tf.div(max, tf.add(norm, 1e-6)), 1);
  return gradients.map((g) => tf.mul(g, factor));
}
