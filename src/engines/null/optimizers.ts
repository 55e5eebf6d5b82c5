// Optimisers in float64 with the formulas of torch.optim, written for reading.
// https://pytorch.org/docs/stable/optim.html

import { memorySlots, slotsOfStep, slotStart, type MemorySlot, type OptimizerState } from '../../core/optimizer-state.ts';
import { withLiveChange, type LiveChange, type OptimizerConfig, type OptimizerOf } from '../../core/training-config.ts';
import type { Parameter } from './dense-network.ts';

export interface Optimizer {
  /** Moves every parameter that is not frozen by its gradient. */
  step(): void;
  change(change: LiveChange): void;
  read(): OptimizerState;
  /** Replaces everything remembered; the state must fit. */
  write(state: OptimizerState): void;
}

/** One element of one parameter: its weight and gradient, and its place in the slots. */
interface Element {
  readonly w: number;
  readonly g: number;
  readonly i: number;
}

/** The new weight of one element at step `t`, counted from 1; `memory` holds the slots in the order of `memorySlots`. */
type Rule<C> = (settings: C, element: Element, memory: readonly Float32Array[], t: number) => number;

/** Optimiser of these parameters, at rest. */
export function createOptimizer(config: OptimizerConfig, parameters: readonly Parameter[]): Optimizer {
  switch (config.type) {
    case 'sgd': return run(config, parameters, sgd);
    case 'adam':
    case 'adamw': return run(config, parameters, adam);
    case 'rmsprop': return run(config, parameters, rmsprop);
    case 'adagrad': return run(config, parameters, adagrad);
  }
}

function run<C extends OptimizerConfig>(config: C, parameters: readonly Parameter[], rule: Rule<C>): Optimizer {
  const slots = memorySlots(config);
  const used = new Set<MemorySlot>();
  let settings = config;
  let t = 0;
  const learned = parameters
    .filter(({ frozen }) => !frozen)
    .map((parameter) => ({ ...parameter, memory: slots.map(() => parameter.value.slice().fill(slotStart(config))) }));
  return {
    step() {
      t++;
      for (const { value, gradient, memory } of learned) {
        value.forEach((w, i) => { value[i] = rule(settings, { w, g: gradient[i] as number, i }, memory, t); });
      }
      for (const slot of slotsOfStep(settings)) used.add(slot);
    },
    change(change) {
      settings = withLiveChange(settings, change);
    },
    read() {
      const tensorsOf = (slot: number) => learned.map(({ key, shape, memory }) => [key, { shape, data: memory[slot]?.slice() }] as const);
      const entries = slots.map((name, slot) => [name, Object.fromEntries(tensorsOf(slot))] as const).filter(([name]) => used.has(name));
      return { step: t, memory: Object.fromEntries(entries) as OptimizerState['memory'] };
    },
    write(state) {
      t = state.step;
      used.clear();
      slots.forEach((name, slot) => {
        const tensors = state.memory[name];
        if (tensors) used.add(name);
        for (const { key, memory } of learned) {
          const data = tensors?.[key]?.data;
          if (data) memory[slot]?.set(data);
          else memory[slot]?.fill(slotStart(config));
        }
      });
    },
  };
}

/** Replaces an element of a slot by `next` of what it was, and returns it. */
function update(slot: Float32Array | undefined, i: number, next: (before: number) => number): number {
  const value = next(slot?.[i] ?? 0);
  if (slot) slot[i] = value;
  return value;
}

function sgd({ learningRate, momentum, weightDecay, nesterov }: OptimizerOf<'sgd'>, { w, g, i }: Element, [velocity]: readonly Float32Array[]): number {
  const gradient = g + weightDecay * w;
  // As in PyTorch the velocity rests while momentum is zero.
  if (momentum === 0) return w - learningRate * gradient;
  const v = update(velocity, i, (before) => momentum * before + gradient);
  return w - learningRate * (nesterov ? gradient + momentum * v : v);
}

function adam(settings: OptimizerOf<'adam' | 'adamw'>, { w, g, i }: Element, [first, second]: readonly Float32Array[], t: number): number {
  const { type, learningRate, beta1, beta2, eps, weightDecay } = settings;
  const gradient = type === 'adam' ? g + weightDecay * w : g;
  const decayed = type === 'adamw' ? w * (1 - learningRate * weightDecay) : w;
  const m = update(first, i, (before) => beta1 * before + (1 - beta1) * gradient) / (1 - beta1 ** t);
  const v = update(second, i, (before) => beta2 * before + (1 - beta2) * gradient ** 2) / (1 - beta2 ** t);
  return decayed - (learningRate * m) / (Math.sqrt(v) + eps);
}

function rmsprop(settings: OptimizerOf<'rmsprop'>, { w, g, i }: Element, [squares, velocity, means]: readonly Float32Array[]): number {
  const { learningRate, alpha, eps, momentum, centered, weightDecay } = settings;
  const gradient = g + weightDecay * w;
  const square = update(squares, i, (before) => alpha * before + (1 - alpha) * gradient ** 2);
  const mean = centered ? update(means, i, (before) => alpha * before + (1 - alpha) * gradient) : 0;
  const step = gradient / (Math.sqrt(square - mean ** 2) + eps);
  return w - learningRate * (momentum === 0 ? step : update(velocity, i, (before) => momentum * before + step));
}

function adagrad(settings: OptimizerOf<'adagrad'>, { w, g, i }: Element, [squares]: readonly Float32Array[], t: number): number {
  const { learningRate, lrDecay, eps, weightDecay } = settings;
  const gradient = g + weightDecay * w;
  const square = update(squares, i, (before) => before + gradient ** 2);
  return w - ((learningRate / (1 + (t - 1) * lrDecay)) * gradient) / (Math.sqrt(square) + eps);
}
