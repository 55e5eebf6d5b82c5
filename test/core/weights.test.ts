// Initial weights: which tensors there are, and that each has its own stream. Their distributions are held to
// PyTorch's in test/parity.

import { describe, expect, it } from 'vitest';
import { createPlan, type NetworkPlan } from '../../src/core/plan.ts';
import { initialWeights, type Initialisation } from '../../src/core/weights.ts';
import { layers } from '../../src/layers/registry.ts';
import { chain } from '../support/graph-builder.ts';

function planOf(...kinds: Parameters<typeof chain>[1][]): NetworkPlan {
  const compiled = createPlan(chain([2, 8, 8], ...kinds), layers);
  if ('problems' in compiled) throw new Error(JSON.stringify(compiled.problems));
  return compiled.plan;
}

const small = planOf(['Conv2d', { outChannels: 4 }], ['BatchNorm2d'], ['Flatten'], ['Linear', { outFeatures: 3 }]);

describe('initial weights', () => {
  it('are named and shaped as in a PyTorch state_dict', () => {
    const shapes = Object.fromEntries(Object.entries(initialWeights(small.ops, 0)).map(([key, { shape }]) => [key, shape]));
    expect(shapes).toEqual({
      'n1.weight': [4, 2, 3, 3], 'n1.bias': [4],
      'n2.weight': [4], 'n2.bias': [4], 'n2.running_mean': [4], 'n2.running_var': [4],
      'n4.weight': [3, 144], 'n4.bias': [3],
    });
  });

  it('are the same for the same seed, and others for another', () => {
    expect(initialWeights(small.ops, 5)).toEqual(initialWeights(small.ops, 5));
    expect(initialWeights(small.ops, 5)['n1.weight']?.data).not.toEqual(initialWeights(small.ops, 6)['n1.weight']?.data);
  });

  it('of a layer do not change when another is added', () => {
    const longer = planOf(['Conv2d', { outChannels: 4 }], ['BatchNorm2d'], ['Flatten'], ['Linear', { outFeatures: 3 }], ['Linear']);
    expect(initialWeights(longer.ops, 5)).toMatchObject(initialWeights(small.ops, 5));
  });

  it('are the very numbers that a layer was given, and others’ stay as they were', () => {
    const values = Array.from({ length: 4 }, (_, i) => i / 10);
    const ops = small.ops.map((op) => (op.id === 'n1' ? { ...op, initialisation: { bias: { scheme: 'values', values } as const } } : op));
    const weights = initialWeights(ops, 5);
    expect(weights['n1.bias']?.data).toEqual(Float32Array.from(values));
    expect({ ...weights, 'n1.bias': undefined }).toEqual({ ...initialWeights(small.ops, 5), 'n1.bias': undefined });
  });

  it('are refused where a layer is given too few', () => {
    const ops = small.ops.map((op) => (op.id === 'n4' ? { ...op, initialisation: { weight: { scheme: 'values', values: [1, 2] } as const } } : op));
    expect(() => initialWeights(ops, 5)).toThrow('n4.weight is given 2 initial numbers; expected 432.');
  });

  it('leave batch normalisation at the identity whatever the scheme', () => {
    const weights = initialWeights(small.ops, 0, { weight: { scheme: 'constant', value: 7 }, bias: { scheme: 'constant', value: 7 } });
    expect([weights['n2.weight'], weights['n2.bias'], weights['n2.running_mean'], weights['n2.running_var']].map((tensor) => tensor?.data[0])).toEqual([1, 0, 0, 1]);
    expect([...(weights['n4.bias']?.data ?? [])]).toEqual([7, 7, 7]);
  });

  it('follow the layer before the network, and the default where neither says', () => {
    const network: Initialisation = { weight: { scheme: 'zeros' } };
    const ops = small.ops.map((op) => (op.id === 'n4' ? { ...op, initialisation: { weight: { scheme: 'constant', value: 2 } } as const } : op));
    const weights = initialWeights(ops, 0, network);
    const filled = (key: string, value: number) => weights[key]?.data.every((element) => element === value);
    expect(filled('n1.weight', 0)).toBe(true);
    expect(filled('n4.weight', 2)).toBe(true);
    // Biases keep PyTorch's default: within 1/sqrt(fan in), and not constant.
    const bias = [...(weights['n1.bias']?.data ?? [])];
    expect(new Set(bias).size).toBe(4);
    expect(Math.max(...bias.map(Math.abs))).toBeLessThan(1 / Math.sqrt(18));
  });
});
