// Optimisers in float64 with the formulas of torch.optim, written for reading.
// https://pytorch.org/docs/stable/optim.html

import { withLiveChange, type LiveChange, type OptimizerConfig, type OptimizerOf } from '../../core/training-config.ts';
import type { Parameter } from './dense-network.ts';

export interface Optimizer {
  /** Moves every parameter that is not frozen by its gradient. */
  step(): void;
  change(change: LiveChange): void;
}

/** One element of one parameter: its weight and gradient, and its place in the state arrays. */
interface Element {
  readonly w: number;
  readonly g: number;
  readonly i: number;
}

/** The new weight of one element at step `t`, counted from 1; `state` holds the optimiser's memory. */
type Rule<C> = (settings: C, element: Element, state: readonly Float64Array[], t: number) => number;

/** Optimiser of these parameters, at rest. */
export function createOptimizer(config: OptimizerConfig, parameters: readonly Parameter[]): Optimizer {
  switch (config.type) {
    case 'sgd': return run(config, parameters, sgd, [0]);
    case 'adam':
    case 'adamw': return run(config, parameters, adam, [0, 0]);
    case 'rmsprop': return run(config, parameters, rmsprop, [0, 0, 0]);
    case 'adagrad': return run(config, parameters, adagrad, [config.initialAccumulatorValue]);
  }
}

function run<C extends OptimizerConfig>(config: C, parameters: readonly Parameter[], rule: Rule<C>, start: readonly number[]): Optimizer {
  let settings = config;
  let t = 0;
  const learned = parameters
    .filter(({ frozen }) => !frozen)
    .map(({ value, gradient }) => ({ value, gradient, state: start.map((initial) => new Float64Array(value.length).fill(initial)) }));
  return {
    step() {
      t++;
      for (const { value, gradient, state } of learned) {
        value.forEach((w, i) => { value[i] = rule(settings, { w, g: gradient[i] as number, i }, state, t); });
      }
    },
    change(change) {
      settings = withLiveChange(settings, change);
    },
  };
}

/** Replaces an element of a state array by `next` of what it was, and returns it. */
function update(state: Float64Array | undefined, i: number, next: (before: number) => number): number {
  const value = next(state?.[i] ?? 0);
  if (state) state[i] = value;
  return value;
}

function sgd({ learningRate, momentum, weightDecay, nesterov }: OptimizerOf<'sgd'>, { w, g, i }: Element, [velocity]: readonly Float64Array[]): number {
  const gradient = g + weightDecay * w;
  const v = update(velocity, i, (before) => momentum * before + gradient);
  return w - learningRate * (nesterov ? gradient + momentum * v : v);
}

function adam(settings: OptimizerOf<'adam' | 'adamw'>, { w, g, i }: Element, [first, second]: readonly Float64Array[], t: number): number {
  const { type, learningRate, beta1, beta2, eps, weightDecay } = settings;
  const gradient = type === 'adam' ? g + weightDecay * w : g;
  const decayed = type === 'adamw' ? w * (1 - learningRate * weightDecay) : w;
  const m = update(first, i, (before) => beta1 * before + (1 - beta1) * gradient) / (1 - beta1 ** t);
  const v = update(second, i, (before) => beta2 * before + (1 - beta2) * gradient ** 2) / (1 - beta2 ** t);
  return decayed - (learningRate * m) / (Math.sqrt(v) + eps);
}

function rmsprop(settings: OptimizerOf<'rmsprop'>, { w, g, i }: Element, [squares, means, velocity]: readonly Float64Array[]): number {
  const { learningRate, alpha, eps, momentum, centered, weightDecay } = settings;
  const gradient = g + weightDecay * w;
  const square = update(squares, i, (before) => alpha * before + (1 - alpha) * gradient ** 2);
  const mean = centered ? update(means, i, (before) => alpha * before + (1 - alpha) * gradient) : 0;
  const step = gradient / (Math.sqrt(square - mean ** 2) + eps);
  return w - learningRate * update(velocity, i, (before) => momentum * before + step);
}

function adagrad(settings: OptimizerOf<'adagrad'>, { w, g, i }: Element, [squares]: readonly Float64Array[], t: number): number {
  const { learningRate, lrDecay, eps, weightDecay } = settings;
  const gradient = g + weightDecay * w;
  const square = update(squares, i, (before) => before + gradient ** 2);
  return w - ((learningRate / (1 + (t - 1) * lrDecay)) * gradient) / (Math.sqrt(square) + eps);
}
