// What of a trained network fits another: weights and the optimiser's memory by name and shape, wherever the node is now.

import type { OptimizerState } from './optimizer-state.ts';
import type { NetworkPlan } from './plan.ts';
import { formatShape, sameShape, type Shape } from './shape.ts';
import { initialWeights, weightKey, type Initialisation, type WeightSet } from './weights.ts';

/** A weight that could not be carried over. */
export interface FreshWeight {
  /** `nodeId.weightName`. */
  readonly key: string;
  /** Absent where there was none of that name. */
  readonly was?: Shape;
  readonly is: Shape;
}

export interface CarriedOver {
  /** Complete for the plan; the same arrays where they were carried over. */
  readonly weights: WeightSet;
  /** Partial: memory of carried weights, frozen ones included. The number of steps goes on. */
  readonly state: OptimizerState;
  /** In the plan's order. */
  readonly fresh: readonly FreshWeight[];
}

export interface FreshStart {
  readonly seed: number;
  /** Of the network. */
  readonly initialisation?: Initialisation | undefined;
}

/** Carries weights and state over to a plan; what does not fit by name and shape starts from the seed, without memory. */
export function carryOver(from: { readonly weights: WeightSet; readonly state: OptimizerState }, plan: NetworkPlan, { seed, initialisation }: FreshStart): CarriedOver {
  const shapes = new Map(plan.ops.flatMap(({ id, weights }) => weights.map(({ name, shape }) => [weightKey(id, name), shape] as const)));
  const kept = (set: WeightSet) => Object.fromEntries(Object.entries(set).filter(([key, { shape }]) => {
    const expected = shapes.get(key);
    return expected !== undefined && sameShape(expected, shape);
  }));
  const carried = kept(from.weights);
  const fresh = [...shapes].filter(([key]) => !Object.hasOwn(carried, key)).map(([key, is]): FreshWeight => {
    const was = Object.hasOwn(from.weights, key) ? from.weights[key]?.shape : undefined;
    return { key, is, ...(was && { was }) };
  });
  const memory = Object.fromEntries(Object.entries(from.state.memory).map(([slot, tensors]) => [slot, kept(tensors)]));
  const start = fresh.length > 0 ? initialWeights(plan.ops, seed, initialisation) : {};
  return { weights: { ...start, ...carried }, state: { step: from.state.step, memory }, fresh };
}

/** What starts anew, the first `named` weights by name and the rest counted: "fc1.weight: 10×512 became 20×512, starts anew; fc2.bias: 10 is new". */
export function listFresh(fresh: readonly FreshWeight[], named: number): string {
  const more = fresh.length > named ? `; ${fresh.length - named} more start anew` : '';
  return `${fresh.slice(0, named).map(describeFresh).join('; ')}${more}`;
}

/** "fc1.weight: 10×512 became 20×512, starts anew". */
export function describeFresh({ key, was, is }: FreshWeight): string {
  return was ? `${key}: ${formatShape(was)} became ${formatShape(is)}, starts anew` : `${key}: ${formatShape(is)} is new`;
}
