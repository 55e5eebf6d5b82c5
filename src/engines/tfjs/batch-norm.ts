// Batch normalisation in training as PyTorch does it: the batch is normalised by its biased variance, the
// running variance takes the unbiased one (tfjs's layer keeps the biased one and fails without scale or centre).

import * as tf from '@tensorflow/tfjs-core';
import type { TrainingPass } from './forward.ts';
import { sumRows } from './reduce.ts';

export interface BatchNorm {
  /** For messages. */
  readonly name: string;
  readonly gamma: tf.Variable;
  readonly beta: tf.Variable;
  readonly movingMean: tf.Variable;
  readonly movingVariance: tf.Variable;
  /** Fraction of the running statistics that is kept, 1 - PyTorch's momentum. */
  readonly kept: number;
  readonly epsilon: number;
}

/** Normalises over all axes but the last and says where the running statistics are to move. Throws on one value per channel, as PyTorch. */
export function trainBatchNorm(x: tf.Tensor, norm: BatchNorm, move: TrainingPass['move']): tf.Tensor {
  const channels = x.shape[x.rank - 1] ?? 1;
  const rows = x.size / channels;
  if (rows < 2) throw new Error(`${norm.name} needs more than one value a channel to train on, received a batch of one`);
  const normalise = tf.customGrad((...given) => {
    const [x2d, gamma, beta, save] = given as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D, (tensors: tf.Tensor[]) => void];
    const mean = tf.div(sumRows(x2d), rows);
    const centred = tf.sub(x2d, mean);
    const variance = tf.div(sumRows(tf.square(centred) as tf.Tensor2D), rows);
    moveStatistics(norm, mean, variance, rows, move);
    const inverseStd = tf.rsqrt(tf.add(variance, norm.epsilon));
    const normed = tf.mul(centred, inverseStd) as tf.Tensor2D;
    save([normed, inverseStd, gamma]);
    return {
      value: tf.add(tf.mul(normed, gamma), beta),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => batchNormGradient(dy as tf.Tensor2D, saved, rows),
    };
  });
  return tf.reshape(normalise(tf.reshape(x, [rows, channels]), norm.gamma, norm.beta), x.shape);
}

function batchNormGradient(dy: tf.Tensor2D, saved: tf.Tensor[], rows: number): tf.Tensor[] {
  const [normed, inverseStd, gamma] = saved as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];
  const dGamma = sumRows(tf.mul(dy, normed) as tf.Tensor2D);
  const dBeta = sumRows(dy);
  const centred = tf.sub(tf.sub(dy, tf.div(dBeta, rows)), tf.mul(normed, tf.div(dGamma, rows)));
  return [tf.mul(centred, tf.mul(gamma, inverseStd)), dGamma, dBeta];
}

function moveStatistics({ kept, movingMean, movingVariance }: BatchNorm, mean: tf.Tensor, variance: tf.Tensor, rows: number, move: TrainingPass['move']): void {
  const towards = (running: tf.Variable, batch: tf.Tensor) => tf.keep(tf.add(tf.mul(running, kept), tf.mul(batch, 1 - kept)));
  move(movingMean, towards(movingMean, mean));
  move(movingVariance, towards(movingVariance, tf.mul(variance, rows / (rows - 1))));
}
