// What is carried over to an edited network, by name and shape, and what the screen says of the rest.

import { describe, expect, it } from 'vitest';
import { carryOver, describeFresh } from '../../src/core/carry-over.ts';
import type { OptimizerState } from '../../src/core/optimizer-state.ts';
import { initialWeights, type WeightSet } from '../../src/core/weights.ts';
import { planOf, type NodeRow } from '../engines/networks.ts';

const before: readonly NodeRow[] = [
  ['input', 'Input', { shape: [4] }],
  ['fc1', 'Linear', { outFeatures: 5 }],
  ['act1', 'ReLU'],
  ['fc2', 'Linear', { outFeatures: 5 }],
  ['fc3', 'Linear', { outFeatures: 2 }],
];
const trained = (rows: readonly NodeRow[]): { weights: WeightSet; state: OptimizerState } => {
  const filled = (value: number): WeightSet => Object.fromEntries(Object.entries(initialWeights(planOf(rows).ops, 9)).map(([key, { shape, data }], i) =>
    [key, { shape, data: data.map((_, j) => value + i + j / 100) }]));
  return { weights: filled(10), state: { step: 7, memory: { exp_avg: filled(20), exp_avg_sq: filled(30) } } };
};

describe('carried over', () => {
  const from = trained(before);

  it('is everything to the same network, also where a node has moved', () => {
    const moved = planOf([['input', 'Input', { shape: [4] }], ['fc1', 'Linear', { outFeatures: 5 }], ['fc2', 'Linear', { outFeatures: 5 }], ['act1', 'Tanh'], ['fc3', 'Linear', { outFeatures: 2 }]]);
    expect(carryOver(from, moved, { seed: 1 })).toEqual({ ...from, fresh: [] });
  });

  it('is not what has another shape: that starts from the seed, without memory, and is named', () => {
    const wider = planOf(before.map((row) => (row[0] === 'fc2' ? ['fc2', 'Linear', { outFeatures: 6 }] : row)));
    const { weights, state, fresh } = carryOver(from, wider, { seed: 3 });
    expect(fresh.map(describeFresh)).toEqual([
      'fc2.weight: 5×5 became 6×5, starts anew', 'fc2.bias: 5 became 6, starts anew', 'fc3.weight: 2×5 became 2×6, starts anew',
    ]);
    const drawn = initialWeights(wider.ops, 3);
    for (const key of ['fc2.weight', 'fc2.bias', 'fc3.weight']) {
      expect(weights[key]).toEqual(drawn[key]);
      expect(state.memory['exp_avg']).not.toHaveProperty([key]);
    }
    for (const key of ['fc1.weight', 'fc1.bias', 'fc3.bias']) {
      expect(weights[key]).toEqual(from.weights[key]);
      expect(state.memory['exp_avg_sq']?.[key]).toEqual(from.state.memory['exp_avg_sq']?.[key]);
    }
    expect(state.step).toBe(7);
  });

  it('is nothing of a node that is gone, and a new one says so', () => {
    const grown = planOf([...before.slice(0, 3), ['bn', 'BatchNorm1d'], ['fc3', 'Linear', { outFeatures: 2 }]]);
    const { weights, state, fresh } = carryOver(from, grown, { seed: 3 });
    expect(fresh.map(describeFresh).slice(0, 2)).toEqual(['bn.weight: 5 is new', 'bn.bias: 5 is new']);
    expect(Object.keys(weights).some((key) => key.startsWith('fc2.'))).toBe(false);
    expect(Object.keys(state.memory['exp_avg'] ?? {})).toEqual(['fc1.weight', 'fc1.bias', 'fc3.weight', 'fc3.bias']);
  });

  it('is the memory of frozen parameters too, and nothing is changed in place', () => {
    const copy = structuredClone(from);
    const frozen = planOf(before.map(([id, kind, attrs = {}]) => [id, kind, attrs, { frozen: id === 'fc1' }] as const));
    expect(carryOver(from, frozen, { seed: 1 })).toEqual({ ...from, fresh: [] });
    expect(from).toEqual(copy);
  });
});
