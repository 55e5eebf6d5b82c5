// What the next step of training depends on besides the weights and the settings: plain data, the same whatever the engine,
// so that a run can be put away and taken up. Tensors are in PyTorch's layout.

import type { NetworkPlan } from './plan.ts';
import { elementCount, formatShape, sameShape, type Shape } from './shape.ts';
import type { OptimizerConfig } from './training-config.ts';
import { weightKey, type WeightSet } from './weights.ts';

/** What an optimiser remembers of a parameter, named as in torch.optim's state_dict. */
export type MemorySlot = 'momentum_buffer' | 'exp_avg' | 'exp_avg_sq' | 'square_avg' | 'grad_avg' | 'sum';

export interface OptimizerState {
  /** Steps taken. Adam's bias correction, Adagrad's decay and Dropout's masks depend on it. */
  readonly step: number;
  /** Slot -> a tensor for every trained parameter. A slot that no step has used yet is absent. */
  readonly memory: Readonly<Record<string, WeightSet>>;
}

/** All slots that an optimiser may come to use, whatever changes while it runs. */
export function memorySlots(optimizer: OptimizerConfig): readonly MemorySlot[] {
  switch (optimizer.type) {
    case 'sgd': return ['momentum_buffer'];
    case 'adam':
    case 'adamw': return ['exp_avg', 'exp_avg_sq'];
    case 'rmsprop': return ['square_avg', 'momentum_buffer', ...(optimizer.centered ? ['grad_avg' as const] : [])];
    case 'adagrad': return ['sum'];
  }
}

/** The slots that a step with these settings uses: with momentum 0 the velocity rests. */
export function slotsOfStep(optimizer: OptimizerConfig): readonly MemorySlot[] {
  const rests = 'momentum' in optimizer && optimizer.momentum === 0;
  return memorySlots(optimizer).filter((slot) => !(rests && slot === 'momentum_buffer'));
}

/** What every number of a slot is before its first step. */
export function slotStart(optimizer: OptimizerConfig): number {
  return optimizer.type === 'adagrad' ? optimizer.initialAccumulatorValue : 0;
}

/** Shapes of the parameters that training moves, by weight key. */
export function trainedParameters({ ops }: NetworkPlan): ReadonlyMap<string, Shape> {
  return new Map(ops.filter(({ frozen }) => !frozen).flatMap(({ id, weights }) =>
    weights.filter(({ role }) => role === 'parameter').map(({ name, shape }) => [weightKey(id, name), shape])));
}

export interface WriteStateOptions {
  /**
   * Whether the state may be another network's or optimiser's: memory that has no place here is ignored, and what is
   * missing starts as in torch.optim.
   */
  readonly partial?: boolean;
}

/**
 * The state as this optimiser can take it for these parameters. A slot that is absent as a whole starts as in torch.optim.
 * Throws an Error that names the slot and the key where a tensor has another shape and, unless the state is partial, where
 * one is missing or has no place.
 */
export function fitState(
  { step, memory }: OptimizerState, optimizer: OptimizerConfig, parameters: ReadonlyMap<string, Shape>, { partial = false }: WriteStateOptions = {},
): OptimizerState {
  if (!Number.isSafeInteger(step) || step < 0) throw new Error(`a state's step expects a whole number from 0, received ${step}`);
  const slots: readonly string[] = memorySlots(optimizer);
  const stray = Object.keys(memory).find((slot) => !slots.includes(slot));
  if (stray !== undefined && !partial) throw new Error(`${optimizer.type} remembers ${slots.join(', ')}, received "${stray}"`);
  const fitting = Object.entries(memory).filter(([slot]) => slots.includes(slot));
  return { step, memory: Object.fromEntries(fitting.map(([slot, tensors]) => [slot, fitSlot(slot, tensors, parameters, partial)])) };
}

function fitSlot(slot: string, tensors: WeightSet, parameters: ReadonlyMap<string, Shape>, partial: boolean): WeightSet {
  for (const [key, { shape, data }] of Object.entries(tensors)) {
    const expected = parameters.get(key);
    if (!expected && !partial) throw new Error(`the state has ${slot} of "${key}", which is not trained here`);
    if (expected && (!sameShape(shape, expected) || data.length !== elementCount(expected))) {
      throw new Error(`${slot} of "${key}" expects shape ${formatShape(expected)}, received ${formatShape(shape)} with ${data.length} numbers`);
    }
  }
  const missing = [...parameters.keys()].find((key) => !Object.hasOwn(tensors, key));
  if (missing !== undefined && !partial) throw new Error(`the state lacks ${slot} of "${missing}"`);
  return Object.fromEntries(Object.entries(tensors).filter(([key]) => parameters.has(key)));
}
