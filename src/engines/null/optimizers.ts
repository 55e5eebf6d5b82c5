// Optimisers in float64 with the formulas of torch.optim.SGD and torch.optim.Adam.
// https://pytorch.org/docs/stable/generated/torch.optim.SGD.html and .../torch.optim.Adam.html

import type { LiveChange, OptimizerConfig } from '../../core/training-config.ts';
import type { Parameter } from './dense-network.ts';

export interface Optimizer {
  /** Moves every parameter that is not frozen by its gradient. */
  step(): void;
  change(change: LiveChange): void;
}

export function createOptimizer(config: OptimizerConfig, parameters: readonly Parameter[]): Optimizer {
  const learned = parameters.filter((parameter) => !parameter.frozen);
  return config.type === 'sgd' ? createSgd({ ...config }, learned) : createAdam({ ...config }, learned);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Settings<T extends OptimizerConfig['type']> = Mutable<Extract<OptimizerConfig, { type: T }>>;

function createSgd(settings: Settings<'sgd'>, parameters: readonly Parameter[]): Optimizer {
  const velocities = parameters.map(({ value }) => new Float64Array(value.length));
  return {
    step() {
      const { learningRate, momentum, weightDecay } = settings;
      parameters.forEach(({ value, gradient }, p) => {
        const velocity = velocities[p] as Float64Array;
        value.forEach((w, i) => {
          const g = (gradient[i] as number) + weightDecay * w;
          const v = momentum * (velocity[i] as number) + g;
          velocity[i] = v;
          value[i] = w - learningRate * v;
        });
      });
    },
    change({ learningRate = settings.learningRate, momentum = settings.momentum }) {
      Object.assign(settings, { learningRate, momentum });
    },
  };
}

function createAdam(settings: Settings<'adam'>, parameters: readonly Parameter[]): Optimizer {
  const firsts = parameters.map(({ value }) => new Float64Array(value.length));
  const seconds = parameters.map(({ value }) => new Float64Array(value.length));
  let steps = 0;
  return {
    step() {
      const { learningRate, beta1, beta2, eps, weightDecay } = settings;
      steps++;
      const correction1 = 1 - beta1 ** steps;
      const correction2 = 1 - beta2 ** steps;
      parameters.forEach(({ value, gradient }, p) => {
        const first = firsts[p] as Float64Array;
        const second = seconds[p] as Float64Array;
        value.forEach((w, i) => {
          const g = (gradient[i] as number) + weightDecay * w;
          const m = beta1 * (first[i] as number) + (1 - beta1) * g;
          const v = beta2 * (second[i] as number) + (1 - beta2) * g * g;
          first[i] = m;
          second[i] = v;
          value[i] = w - (learningRate * (m / correction1)) / (Math.sqrt(v / correction2) + eps);
        });
      });
    },
    change({ learningRate = settings.learningRate }) {
      settings.learningRate = learningRate;
    },
  };
}
