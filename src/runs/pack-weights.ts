// Weights as one block of binary numbers with an index: what is stored, and its size known to the byte.

import type { Shape } from '../core/shape.ts';
import { elementCount } from '../core/shape.ts';
import type { WeightSet } from '../core/weights.ts';

export interface PackedWeights {
  readonly index: readonly { readonly key: string; readonly shape: Shape }[];
  /** The tensors one after another, in the order of the index. */
  readonly data: Float32Array;
}

export function packWeights(weights: WeightSet): PackedWeights {
  const entries = Object.entries(weights);
  const data = new Float32Array(entries.reduce((sum, [, { data: values }]) => sum + values.length, 0));
  let at = 0;
  for (const [, { data: values }] of entries) {
    data.set(values, at);
    at += values.length;
  }
  return { index: entries.map(([key, { shape }]) => ({ key, shape })), data };
}

/** Each tensor with memory of its own. Throws an Error where index and numbers do not belong together. */
export function unpackWeights({ index, data }: PackedWeights): WeightSet {
  const expected = index.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  if (data.length !== expected) throw new Error(`The kept weights are damaged: expected ${expected} numbers, received ${data.length}.`);
  let at = 0;
  return Object.fromEntries(index.map(({ key, shape }) => {
    const from = at;
    at += elementCount(shape);
    return [key, { shape, data: data.slice(from, at) }];
  }));
}
