// A pass forward and back with taps: each value asked for goes through an identity, whose gradient is the sum over all its
// readers, for so tfjs calls it.

import * as tf from '@tensorflow/tfjs-core';
import type { Tap } from './forward.ts';
import type { LiveVariable } from './model.ts';
import { channelsFirst } from './tensors.ts';

export interface Pass {
  readonly input: tf.Tensor;
  /** Those asked for. */
  readonly ops: readonly string[];
  /** The tensor to differentiate: the loss, or the outputs. */
  readonly run: (tap: Tap) => tf.Tensor;
  /** What to start from, of that tensor's shape; 1 where absent. */
  readonly start?: tf.Tensor;
  readonly variables: readonly LiveVariable[];
}

/** Tensors that outlive the pass, in the order of what was asked for; images are channels first. */
// A type and not an interface, as tfjs's containers have it.
export type Found = {
  readonly end: tf.Tensor;
  readonly values: tf.Tensor[];
  readonly gradients: tf.Tensor[];
  readonly byVariable: tf.Tensor[];
};

/** Call inside `tf.tidy`. */
export function differentiate({ input, ops, run, start, variables }: Pass): Found {
  const values = new Map<string, tf.Tensor>();
  const gradients = new Map<string, tf.Tensor>();
  const copy = (tensor: tf.Tensor) => tf.keep(tf.clone(channelsFirst(tensor)));
  const tap: Tap = (op, value) => {
    if (!ops.includes(op)) return value;
    values.set(op, copy(value));
    const gradFunc = (dy: tf.Tensor) => {
      gradients.set(op, copy(dy));
      return [dy];
    };
    return tf.customGrad((...given) => ({ value: tf.clone(given[0] as tf.Tensor), gradFunc }))(value);
  };
  const { value, grads } = tf.engine().gradients(() => run(tap), [input, ...variables.map((variable) => variable.value)], start, true);
  const known = (all: ReadonlyMap<string, tf.Tensor>) => ops.map((op) => all.get(op) ?? tf.zerosLike(values.get(op) as tf.Tensor));
  // The input's own gradient is asked for only so that tfjs goes back through all ops.
  const byVariable = grads.slice(1).map((by: tf.Tensor | null, i) => by ?? tf.zerosLike((variables[i] as LiveVariable).value));
  return { end: value, values: known(values), gradients: known(gradients), byVariable };
}
