// Cross-entropy of logits and class indices, as torch.nn.CrossEntropyLoss with its mean over the batch.

import * as tf from '@tensorflow/tfjs-core';

/** Mean cross-entropy; `targets` is one-hot, both are [examples, classes]. */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  const [count] = logits.shape;
  const loss = tf.customGrad((...given) => {
    const [x, save] = given as [tf.Tensor2D, (tensors: tf.Tensor[]) => void];
    const shifted = tf.sub(x, tf.max(x, 1, true));
    const logProbabilities = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
    save([logProbabilities]);
    return {
      value: tf.div(tf.neg(tf.sum(tf.mul(logProbabilities, targets))), count),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => [tf.mul(dy, tf.div(tf.sub(tf.exp(saved[0] as tf.Tensor), targets), count))],
    };
  });
  return loss(logits) as tf.Scalar;
}

/** Number of examples whose largest logit is the labelled class. */
export function countCorrect(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32'));
}
