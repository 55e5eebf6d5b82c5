// How large tensors are.

import type { WeightSet } from './weights.ts';

/** Euclidean norm of each tensor by its key; summed in float64. */
export function weightNorms(weights: WeightSet): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(weights).map(([key, { data }]) => [key, Math.sqrt(data.reduce((sum, value) => sum + value * value, 0))]));
}
