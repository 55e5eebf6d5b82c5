// Optimisers with torch.optim's formulas, as tfjs operations. tfjs's own cannot change momentum while they run.

import * as tf from '@tensorflow/tfjs-core';
import type { LiveChange, OptimizerConfig } from '../../core/training-config.ts';

export interface Optimizer {
  /** One step on variable i by gradient i. Call inside `tf.tidy`. */
  step(gradients: readonly tf.Tensor[]): void;
  change(change: LiveChange): void;
  dispose(): void;
}

type Of<T extends OptimizerConfig['type']> = Extract<OptimizerConfig, { type: T }>;

export function createOptimizer(config: OptimizerConfig, variables: readonly tf.Variable[]): Optimizer {
  return config.type === 'sgd' ? createSgd({ ...config }, variables) : createAdam({ ...config }, variables);
}

/** https://pytorch.org/docs/stable/generated/torch.optim.SGD.html: v = momentum·v + g, w -= lr·v; the first v is g. */
function createSgd(config: { -readonly [K in keyof Of<'sgd'>]: Of<'sgd'>[K] }, variables: readonly tf.Variable[]): Optimizer {
  const velocities = createSlots(variables);
  return {
    step(gradients) {
      const { learningRate, momentum, weightDecay } = config;
      variables.forEach((variable, i) => {
        let direction = decay(gradients[i] as tf.Tensor, variable, weightDecay);
        // As in PyTorch the velocity rests while momentum is zero.
        if (momentum !== 0) {
          const velocity = velocities.get(i);
          velocity.assign(tf.add(tf.mul(velocity, momentum), direction));
          direction = velocity;
        }
        variable.assign(tf.sub(variable, tf.mul(direction, learningRate)));
      });
    },
    change({ learningRate, momentum }) {
      if (learningRate !== undefined) config.learningRate = learningRate;
      if (momentum !== undefined) config.momentum = momentum;
    },
    dispose: () => velocities.dispose(),
  };
}

/** https://pytorch.org/docs/stable/generated/torch.optim.Adam.html, with the weight decay in the gradient. */
function createAdam(config: { -readonly [K in keyof Of<'adam'>]: Of<'adam'>[K] }, variables: readonly tf.Variable[]): Optimizer {
  const means = createSlots(variables);
  const squares = createSlots(variables);
  let steps = 0;
  return {
    step(gradients) {
      steps++;
      const { learningRate, beta1, beta2, eps, weightDecay } = config;
      const stepSize = learningRate / (1 - beta1 ** steps);
      const correction = Math.sqrt(1 - beta2 ** steps);
      variables.forEach((variable, i) => {
        const gradient = decay(gradients[i] as tf.Tensor, variable, weightDecay);
        const mean = means.get(i);
        const square = squares.get(i);
        mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)));
        square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
        const divisor = tf.add(tf.div(tf.sqrt(square), correction), eps);
        variable.assign(tf.sub(variable, tf.mul(tf.div(mean, divisor), stepSize)));
      });
    },
    change({ learningRate }) {
      if (learningRate !== undefined) config.learningRate = learningRate;
    },
    dispose() {
      means.dispose();
      squares.dispose();
    },
  };
}

function decay(gradient: tf.Tensor, variable: tf.Variable, weightDecay: number): tf.Tensor {
  return weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(variable, weightDecay));
}

/** A state variable beside each weight, zero at first, made when it is first used. */
function createSlots(variables: readonly tf.Variable[]) {
  const slots = new Map<number, tf.Variable>();
  return {
    get(i: number): tf.Variable {
      const slot = slots.get(i) ?? tf.variable(tf.zerosLike(variables[i] as tf.Variable), false);
      slots.set(i, slot);
      return slot;
    },
    dispose() {
      for (const slot of slots.values()) slot.dispose();
      slots.clear();
    },
  };
}
