// The losses as tfjs operations with gradients of their own, each the mean over the batch, as in torch.nn.
// https://pytorch.org/docs/stable/nn.html#loss-functions

import * as tf from '@tensorflow/tfjs-core';
import { isBinary, losses, type LossType } from '../../core/losses.ts';

/** Loss of [examples, outputs] against targets of the same shape: for cross-entropy each row adds up to 1. */
export function computeLoss(type: LossType, outputs: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  return withGradient(outputs, (x) => formulas[type](x, targets));
}

/** The loss, and its gradient by the outputs. */
interface Formula {
  readonly value: tf.Tensor;
  readonly gradient: tf.Tensor;
}

const formulas: { readonly [T in LossType]: (x: tf.Tensor, targets: tf.Tensor) => Formula } = {
  crossEntropy(x, targets) {
    const count = x.shape[0] as number;
    const shifted = tf.sub(x, tf.max(x, 1, true));
    const logProbabilities = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
    // A class that is no target counts nothing, even where its logarithm is minus infinity.
    const nothing = tf.mul(tf.exp(logProbabilities), 0);
    const products = tf.where(tf.notEqual(targets, 0), tf.mul(logProbabilities, targets), nothing);
    return {
      value: tf.div(tf.neg(tf.sum(products)), count),
      gradient: tf.div(tf.sub(tf.exp(logProbabilities), targets), count),
    };
  },
  softCrossEntropy(x, targets) {
    const count = x.shape[0] as number;
    const shifted = tf.sub(x, tf.max(x, 1, true));
    const logProbabilities = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
    return {
      value: tf.div(tf.neg(tf.sum(tf.mul(logProbabilities, targets))), count),
      // Targets need not add up to 1.
      gradient: tf.div(tf.sub(tf.mul(tf.exp(logProbabilities), tf.sum(targets, 1, true)), targets), count),
    };
  },
  mse(x, targets) {
    const distance = tf.sub(x, targets);
    return { value: tf.div(tf.sum(tf.square(distance)), x.size), gradient: tf.mul(distance, 2 / x.size) };
  },
  l1(x, targets) {
    const distance = tf.sub(x, targets);
    return { value: tf.div(tf.sum(tf.abs(distance)), x.size), gradient: tf.div(tf.sign(distance), x.size) };
  },
  /** Logarithms and slope bounded as torch.nn.BCELoss bounds them. */
  bce(x, targets) {
    // Some GPUs have a finite logarithm of 0.
    const bounded = (p: tf.Tensor) => tf.where(tf.equal(p, 0), -100, tf.maximum(tf.log(p), -100));
    const rest = tf.sub(1, x);
    const likelihood = tf.add(tf.mul(targets, bounded(x)), tf.mul(tf.sub(1, targets), bounded(rest)));
    const slope = tf.div(tf.sub(x, targets), tf.maximum(tf.mul(x, rest), 1e-12));
    return { value: tf.div(tf.neg(tf.sum(likelihood)), x.size), gradient: tf.div(slope, x.size) };
  },
  /** (1 - t)·x + max(-x, 0) + log(1 + exp(-|x|)) */
  bceWithLogits(x, targets) {
    // The first two first: they are what cancels.
    const distance = tf.add(tf.mul(tf.sub(1, targets), x), tf.relu(tf.neg(x)));
    return {
      value: tf.div(tf.sum(tf.add(distance, tf.log1p(tf.exp(tf.neg(tf.abs(x)))))), x.size),
      gradient: tf.div(tf.sub(tf.sigmoid(x), targets), x.size),
    };
  },
  threshold(x, targets) {
    const side = (values: tf.Tensor) => tf.greater(values, losses.threshold.threshold);
    // NaN lies on neither side.
    const wrong = tf.where(tf.isNaN(x), x, tf.cast(tf.notEqual(side(x), side(targets)), 'float32'));
    return { value: tf.div(tf.sum(wrong), x.size), gradient: tf.zerosLike(x) };
  },
};

function withGradient(outputs: tf.Tensor2D, formula: (x: tf.Tensor) => Formula): tf.Scalar {
  const loss = tf.customGrad((...given) => {
    const [x, save] = given as [tf.Tensor2D, (tensors: tf.Tensor[]) => void];
    const { value, gradient } = formula(x);
    save([gradient]);
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => [tf.mul(dy, saved[0] as tf.Tensor)] };
  });
  return loss(outputs) as tf.Scalar;
}

/** Number of examples whose largest output is the labelled one, or whose single output is on the label's side of the threshold. */
export function countCorrect(type: LossType, outputs: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  const classes = isBinary(type, outputs.shape[1])
    ? tf.cast(tf.greater(tf.reshape(outputs, [-1]), losses[type].threshold), 'int32')
    : tf.argMax(outputs, 1);
  return tf.sum(tf.cast(tf.equal(classes, labels), 'float32'));
}
