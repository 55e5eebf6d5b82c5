// Maps made small for a card, kernels before and after, and the limit on what is asked for.

import { describe, expect, test } from 'vitest';
import { defaultTraining } from '../../../src/core/training-config.ts';
import { initialWeights } from '../../../src/core/weights.ts';
import { filterOf, hasKernels, weightsBefore } from '../../../src/ui/lenses/flow/kernels.ts';
import { overlayLoad } from '../../../src/ui/lenses/flow/all-values.ts';
import { channelOf, shrinkMap } from '../../../src/ui/lenses/grid-shape.ts';
import { planOf } from '../../engines/networks.ts';

describe('a map', () => {
  const values = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
  test('that is small enough stays as it is', () => {
    expect(shrinkMap(values, 3, 3, 3)).toEqual({ values, rows: 3, columns: 3 });
  });
  test('that is not becomes the means of its cells, smaller ones at the edges', () => {
    expect(shrinkMap(values, 3, 3, 2)).toEqual({ values: Float32Array.of(3, 4.5, 7.5, 9), rows: 2, columns: 2 });
    expect(shrinkMap(Float32Array.of(1, 3, 8), 1, 3, 2)).toEqual({ values: Float32Array.of(2, 8), rows: 1, columns: 2 });
  });
  test('is one channel of an image', () => {
    expect(channelOf(values, [3, 1, 3], 1)).toEqual(Float32Array.of(4, 5, 6));
  });
});

describe('kernels', () => {
  const plan = planOf([['input', 'Input', { shape: [4, 6, 6] }], ['conv', 'Conv2d', { outChannels: 4, kernelSize: [1, 2], groups: 2 }], ['flatten', 'Flatten'], ['fc', 'Linear']]);
  const [, conv, flatten, fc] = plan.ops;
  const config = { ...defaultTraining, seed: 9, initialisation: { weight: { scheme: 'heNormal' as const } } };

  test('begin as the run does: drawn from its seed by its scheme', () => {
    expect(conv && weightsBefore(conv, config)).toEqual(initialWeights(plan.ops, 9, config.initialisation)['conv.weight']?.data);
  });

  test('of one filter are those of its group, with what changed', () => {
    const before = Float32Array.from({ length: 16 }, (_, i) => i);
    const now = before.map((value, i) => value + (i === 13 ? 0.5 : 0));
    expect(conv && filterOf(conv, before, now, 3, 8)).toEqual({
      rows: 1, columns: 2,
      kernels: [
        { channel: 0, before: Float32Array.of(12, 13), now: Float32Array.of(12, 13.5), change: Float32Array.of(0, 0.5) },
        { channel: 1, before: Float32Array.of(14, 15), now: Float32Array.of(14, 15), change: Float32Array.of(0, 0) },
      ],
    });
  });

  test('are what convolutions have', () => {
    expect([conv, flatten, fc].map((op) => op && hasKernels(op))).toEqual([true, false, false]);
  });
});

test('all values of one example count before every card shows them', () => {
  const small = planOf([['input', 'Input', { shape: [1, 4, 4] }], ['flatten', 'Flatten']]);
  expect(overlayLoad(small)).toEqual({ bytes: 128, fits: true });
  const large = planOf([['input', 'Input', { shape: [3, 512, 512] }], ['conv', 'Conv2d', { outChannels: 64, padding: 1 }], ['pool', 'AdaptiveAvgPool2d'], ['flatten', 'Flatten']]);
  expect(overlayLoad(large).fits).toBe(false);
});
