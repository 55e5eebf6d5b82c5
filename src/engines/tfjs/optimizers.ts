// Optimisers with torch.optim's formulas, as tfjs operations. tfjs's own cannot change momentum while they run.

import * as tf from '@tensorflow/tfjs-core';
import type { MemorySlot } from '../../core/optimizer-state.ts';
import { withLiveChange, type LiveChange, type OptimizerConfig, type OptimizerOf, type OptimizerType } from '../../core/training-config.ts';

export interface Optimizer {
  /** Step number `step`, from 1, on variable i by gradient i. Call inside `tf.tidy`. */
  step(gradients: readonly tf.Tensor[], step: number): void;
  /** What is remembered of variable i: the same slots for all. */
  memory(i: number): ReadonlyMap<MemorySlot, tf.Variable>;
  /** Replaces what is remembered of variable i. Call inside `tf.tidy`. */
  remember(i: number, memory: ReadonlyMap<MemorySlot, tf.Tensor>): void;
  change(change: LiveChange): void;
  dispose(): void;
}

/** What an optimiser remembers beside one weight: a variable a slot, of one value at first. */
type Memory = (slot: MemorySlot, initial?: number) => tf.Variable;

interface Situation<C> {
  readonly weight: tf.Tensor;
  readonly gradient: tf.Tensor;
  readonly memory: Memory;
  readonly config: C;
  /** From 1. */
  readonly step: number;
}

/** A weight's new value. */
type Rule<C> = (situation: Situation<C>) => tf.Tensor;

/** Formulas: https://pytorch.org/docs/stable/optim.html, one page each. */
const rules: { readonly [T in OptimizerType]: Rule<OptimizerOf<T>> } = {
  sgd({ weight, gradient, memory, config: { learningRate, momentum, nesterov, weightDecay } }) {
    const g = withDecay(gradient, weight, weightDecay);
    // As in PyTorch the velocity rests while momentum is zero, and the first is the gradient itself.
    if (momentum === 0) return tf.sub(weight, tf.mul(g, learningRate));
    const velocity = set(memory('momentum_buffer'), (v) => tf.add(tf.mul(v, momentum), g));
    return tf.sub(weight, tf.mul(nesterov ? tf.add(g, tf.mul(velocity, momentum)) : velocity, learningRate));
  },
  adam: ({ gradient, weight, ...rest }) => adam({ weight, gradient: withDecay(gradient, weight, rest.config.weightDecay), ...rest }),
  adamw({ weight, config, ...rest }) {
    return adam({ weight: tf.mul(weight, 1 - config.learningRate * config.weightDecay), config, ...rest });
  },
  rmsprop({ weight, gradient, memory, config: { learningRate, alpha, eps, momentum, centered, weightDecay } }) {
    const g = withDecay(gradient, weight, weightDecay);
    let square: tf.Tensor = set(memory('square_avg'), (v) => blend(v, tf.square(g), alpha));
    if (centered) square = tf.sub(square, tf.square(set(memory('grad_avg'), (v) => blend(v, g, alpha))));
    const direction = tf.div(g, tf.add(tf.sqrt(square), eps));
    if (momentum === 0) return tf.sub(weight, tf.mul(direction, learningRate));
    return tf.sub(weight, tf.mul(set(memory('momentum_buffer'), (v) => tf.add(tf.mul(v, momentum), direction)), learningRate));
  },
  adagrad({ weight, gradient, memory, config: { learningRate, lrDecay, eps, initialAccumulatorValue, weightDecay }, step }) {
    const g = withDecay(gradient, weight, weightDecay);
    const sum = set(memory('sum', initialAccumulatorValue), (v) => tf.add(v, tf.square(g)));
    return tf.sub(weight, tf.mul(tf.div(g, tf.add(tf.sqrt(sum), eps)), learningRate / (1 + (step - 1) * lrDecay)));
  },
};

/** What Adam and AdamW share: they differ in where the weight decay goes. */
function adam({ weight, gradient, memory, config: { learningRate, beta1, beta2, eps }, step }: Situation<OptimizerOf<'adam' | 'adamw'>>): tf.Tensor {
  const mean = set(memory('exp_avg'), (v) => blend(v, gradient, beta1));
  const square = set(memory('exp_avg_sq'), (v) => blend(v, tf.square(gradient), beta2));
  const divisor = tf.add(tf.div(tf.sqrt(square), Math.sqrt(1 - beta2 ** step)), eps);
  return tf.sub(weight, tf.mul(tf.div(mean, divisor), learningRate / (1 - beta1 ** step)));
}

function withDecay(gradient: tf.Tensor, weight: tf.Tensor, weightDecay: number): tf.Tensor {
  return weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(weight, weightDecay));
}

/** The running mean that keeps the fraction `kept` of what it was. */
function blend(running: tf.Tensor, value: tf.Tensor, kept: number): tf.Tensor {
  return tf.add(tf.mul(running, kept), tf.mul(value, 1 - kept));
}

function set(variable: tf.Variable, next: (old: tf.Tensor) => tf.Tensor): tf.Variable {
  variable.assign(next(variable));
  return variable;
}

export function createOptimizer(initial: OptimizerConfig, weights: readonly tf.Variable[]): Optimizer {
  const memories = weights.map(() => new Map<MemorySlot, tf.Variable>());
  const memoryOf = (i: number) => memories[i] as Map<MemorySlot, tf.Variable>;
  let config = initial;
  const put = (i: number, slot: MemorySlot, value: tf.Tensor): tf.Variable => {
    const variable = tf.variable(value, false);
    memoryOf(i).set(slot, variable);
    return variable;
  };
  const remembered = (i: number): Memory => (slot, value = 0) =>
    memoryOf(i).get(slot) ?? put(i, slot, tf.fill((weights[i] as tf.Variable).shape, value));
  const forget = (i: number): void => {
    for (const variable of memoryOf(i).values()) variable.dispose();
    memoryOf(i).clear();
  };
  return {
    step(gradients, step) {
      const rule = rules[config.type] as Rule<OptimizerConfig>;
      weights.forEach((weight, i) => weight.assign(rule({ weight, gradient: gradients[i] as tf.Tensor, memory: remembered(i), config, step })));
    },
    change(change) {
      config = withLiveChange(config, change);
    },
    memory: memoryOf,
    remember(i, memory) {
      forget(i);
      for (const [slot, value] of memory) put(i, slot, value);
    },
    dispose: () => memories.forEach((_, i) => forget(i)),
  };
}
