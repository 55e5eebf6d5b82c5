// Between the arrays of a batch, channels first, and tfjs's tensors, channels last.

import * as tf from '@tensorflow/tfjs-core';
import { isBinary, smoothingOf, takesTargets, targetsObstacle, writeClassTargets, type LossConfig } from '../../core/losses.ts';
import { elementCount, type Shape } from '../../core/shape.ts';
import { channelsLast } from '../../interop/tfjs/layout.ts';
import type { Batch } from '../engine.ts';

export interface BatchTensors {
  readonly input: tf.Tensor;
  readonly labels: tf.Tensor1D;
  /** [examples, outputs]; one-hot where the loss takes classes, smoothed where the config says so. */
  readonly targets: tf.Tensor2D;
}

/** A batch for the loss of `config`. Throws where a label is not one of the classes, or targets are missing. */
export function batchTensors(batch: Batch, inputShape: Shape, outputs: number, config: LossConfig): BatchTensors {
  const { loss } = config;
  const classes = isBinary(loss, outputs) ? 2 : outputs;
  const labelled = batch.labels.slice(0, batch.count);
  const wrong = labelled.findIndex((label) => label < 0 || label >= classes);
  if (wrong >= 0) throw new Error(`label ${labelled[wrong]} of example ${wrong} is not one of the network’s ${classes} classes`);
  const obstacle = targetsObstacle(loss, batch.targets, batch.count, outputs);
  if (obstacle !== undefined) throw new Error(obstacle);
  return {
    input: inputTensor(batch.inputs, batch.count, inputShape),
    labels: tf.tensor1d(labelled, 'int32'),
    targets: tf.tensor2d(targetsOf(batch, outputs, config), [batch.count, outputs]),
  };
}

/** A copy: tfjs's CPU backend would keep the caller's array. */
function targetsOf({ targets, labels, count }: Batch, outputs: number, config: LossConfig): Float32Array {
  const smoothing = smoothingOf(config);
  const smooth = (values: Float32Array) => (smoothing === 0 ? values : values.map((target) => target * (1 - smoothing) + smoothing / outputs));
  if (targets && takesTargets(config.loss)) return smooth(targets.slice(0, count * outputs));
  // Not by `tf.oneHot`: on WASM its float32 result holds the bits of integers.
  const oneHot = new Float32Array(count * outputs);
  writeClassTargets(labels, count, outputs, oneHot);
  return smooth(oneHot);
}

/** The first `count` examples of `shape`. */
export function inputTensor(inputs: Float32Array, count: number, shape: Shape): tf.Tensor {
  // A copy: tfjs's CPU backend would keep the caller's array.
  const tensor = tf.tensor(inputs.slice(0, count * elementCount(shape)), [count, ...shape], 'float32');
  // One channel reads the same first or last.
  if (shape.length < 2 || shape[0] === 1) return tf.reshape(tensor, [count, ...channelsLast(shape)]);
  return tf.transpose(tensor, [0, ...channelsLast(shape.map((_, axis) => axis + 1))]);
}

/** A value of the network, channels first. */
export function channelsFirst(tensor: tf.Tensor): tf.Tensor {
  if (tensor.rank < 3) return tensor;
  return tf.transpose(tensor, [0, tensor.rank - 1, ...Array.from({ length: tensor.rank - 2 }, (_, axis) => axis + 1)]);
}
