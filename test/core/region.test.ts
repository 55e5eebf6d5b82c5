// Parts of tensors and what they depend on: by hand here; test/engines/receptive-regions.test.ts disturbs every pixel.

import { describe, expect, test } from 'vitest';
import { clipRegion, elementAt, joinRegions, traceBack, wholeOf } from '../../src/core/region.ts';
import { layers } from '../../src/layers/registry.ts';
import { planOf } from '../engines/networks.ts';

describe('regions', () => {
  test('of one element', () => {
    expect(elementAt([2, 3, 4], 0)).toEqual([[0, 1], [0, 1], [0, 1]]);
    expect(elementAt([2, 3, 4], 23)).toEqual([[1, 2], [2, 3], [3, 4]]);
    expect(elementAt([2, 3, 4], 6)).toEqual([[0, 1], [1, 2], [2, 3]]);
    expect(elementAt([10], 7)).toEqual([[7, 8]]);
  });
  test('join and are clipped', () => {
    expect(joinRegions([[0, 2], [3, 4]], [[1, 5], [0, 1]])).toEqual([[0, 5], [0, 4]]);
    expect(clipRegion([[-1, 2], [1, 9]], [3, 4])).toEqual([[0, 2], [1, 4]]);
    expect(clipRegion([[-2, 0], [0, 1]], [3, 4])).toBeUndefined();
    expect(wholeOf([3, 4])).toEqual([[0, 3], [0, 4]]);
  });
});

describe('a receptive field', () => {
  const lenet = planOf([
    ['input', 'Input', { shape: [1, 16, 16] }], ['conv1', 'Conv2d', { outChannels: 4, kernelSize: 5, padding: 2 }], ['relu1', 'ReLU'], ['pool1', 'MaxPool2d'],
    ['conv2', 'Conv2d', { outChannels: 4, kernelSize: 5, padding: 2 }], ['pool2', 'MaxPool2d'], ['flatten', 'Flatten'], ['fc', 'Linear', { outFeatures: 3 }],
  ]);
  test.each([
    ['conv1', [[0, 1], [8, 9], [0, 1]], [[0, 1], [6, 11], [0, 3]]],
    ['pool1', [[0, 1], [3, 4], [3, 4]], [[0, 1], [4, 10], [4, 10]]],
    ['conv2', [[2, 3], [4, 5], [4, 5]], [[0, 1], [2, 16], [2, 16]]],
    ['flatten', [[0, 1]], [[0, 1], [0, 10], [0, 10]]],
    ['fc', [[1, 2]], [[0, 1], [0, 16], [0, 16]]],
  ] as const)('of a unit of %s', (id, unit, expected) => {
    expect(traceBack(lenet, layers, id, unit).get('input')).toEqual(expected);
  });
  test('holds what lies on the way and nothing behind', () => {
    const seen = traceBack(lenet, layers, 'relu1', [[1, 2], [5, 6], [5, 6]]);
    expect([...seen.keys()].sort()).toEqual(['conv1', 'input', 'relu1']);
  });
});
