// Receptive fields are exact: in the engine, a unit changes with the pixels of its field's edges and with none outside.

import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { elementAt, joinRegions, traceBack, type Region } from '../../src/core/region.ts';
import { elementCount } from '../../src/core/shape.ts';
import { layers } from '../../src/layers/registry.ts';
import { openNetwork } from '../ui/lenses/open-network.ts';
import { planOf, type NodeRow } from './networks.ts';

// Mean pooling and smooth activations, so that every pixel counts; a maximum hides most.
const networks: readonly (readonly [string, readonly NodeRow[], string])[] = [
  ['strides, pads and a dilation', [
    ['input', 'Input', { shape: [2, 9, 8] }], ['conv1', 'Conv2d', { outChannels: 2, stride: [2, 1], padding: 1 }], ['tanh', 'Tanh'],
    ['it', 'Conv2d', { outChannels: 2, kernelSize: 2, dilation: [1, 2], padding: [0, 1] }], ['flatten', 'Flatten'],
  ], 'it'],
  ['groups', [
    ['input', 'Input', { shape: [4, 4, 4] }], ['it', 'Conv2d', { outChannels: 4, kernelSize: 2, groups: 2 }], ['flatten', 'Flatten'],
  ], 'it'],
  ['a pad on some sides and a mean', [
    ['input', 'Input', { shape: [1, 6, 7] }], ['pad', 'ZeroPad2d', { left: 2, right: 0, top: 0, bottom: 1 }], ['it', 'AvgPool2d', { kernelSize: 3, stride: 2, padding: 1 }], ['flatten', 'Flatten'],
  ], 'it'],
  ['regions of unequal size', [
    ['input', 'Input', { shape: [2, 7, 8] }], ['it', 'AdaptiveAvgPool2d', { outputSize: [3, 5] }], ['flatten', 'Flatten'],
  ], 'it'],
  ['branches that join', [
    ['input', 'Input', { shape: [1, 6, 6] }], ['a', 'Conv2d', { outChannels: 2, kernelSize: 1 }], ['b', 'Conv2d', { outChannels: 2, padding: 1 }, { from: ['input'] }],
    ['it', 'Add', {}, { from: ['a', 'b'] }], ['flatten', 'Flatten'],
  ], 'it'],
  ['rows one below the other', [
    ['input', 'Input', { shape: [1, 5, 4] }], ['a', 'Conv2d', { outChannels: 2, kernelSize: 2 }], ['b', 'AvgPool2d', { kernelSize: 2, stride: 1 }, { from: ['input'] }],
    ['b2', 'Conv2d', { outChannels: 2, kernelSize: 1 }], ['it', 'Concat', { dim: 2 }, { from: ['a', 'b2'] }], ['flatten', 'Flatten'],
  ], 'it'],
  ['features of an image', [
    ['input', 'Input', { shape: [2, 4, 4] }], ['conv', 'Conv2d', { outChannels: 2, kernelSize: 2 }], ['it', 'Flatten'],
  ], 'it'],
  ['everything', [
    ['input', 'Input', { shape: [1, 4, 3] }], ['flatten', 'Flatten'], ['fc', 'Linear', { outFeatures: 3 }], ['it', 'Softmax'],
  ], 'it'],
];

describe('the engine', () => {
  test.each(networks)('agrees: %s', async (_, rows, id) => {
    const plan = planOf(rows);
    const { session } = await openNetwork(plan);
    const random = createRandom(5, 'image');
    const size = elementCount(plan.inputShape);
    const image = Float32Array.from({ length: size }, () => random.normal(0, 1));
    const read = async (input: Float32Array) => (await session.inspect(input, 1, [id])).get(id)?.data ?? new Float32Array();
    const before = await read(image);
    /** The smallest region of the input that changes each unit. */
    const found: (Region | undefined)[] = Array.from(before, () => undefined);
    for (let pixel = 0; pixel < size; pixel++) {
      const after = await read(image.map((value, i) => (i === pixel ? value + 3 : value)));
      const place = elementAt(plan.inputShape, pixel);
      found.forEach((known, unit) => {
        if (after[unit] !== before[unit]) found[unit] = known ? joinRegions(known, place) : place;
      });
    }
    const shape = plan.ops.find((op) => op.id === id)?.outputShape ?? [];
    expect(found.map((_, unit) => traceBack(plan, layers, id, elementAt(shape, unit)).get('input'))).toEqual(found);
    session.dispose();
  });
});
