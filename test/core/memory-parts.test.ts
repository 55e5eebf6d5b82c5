// What the memory of a run is for: held against counts done by hand, and against what the stores of images really hold.

import { describe, expect, test } from 'vitest';
import { dataParts, sessionParts } from '../../src/core/memory-parts.ts';
import { defaultOptimizers, defaultTraining } from '../../src/core/training-config.ts';
import { imagesInMemory } from '../../src/datasets/image-source.ts';
import { createPixelStore } from '../../src/datasets/pixel-store.ts';
import { datasets } from '../../src/datasets/registry.ts';
import { planOf } from '../engines/networks.ts';

const mnist = datasets.get('mnist');
if (!mnist) throw new Error('MNIST');

describe('data', () => {
  test('of MNIST on 16×16: 70,000 images resized and as they are stored', () => {
    expect(dataParts(mnist, [1, 16, 16])).toEqual({ examples: 70_000 * (256 + 2), stored: 70_000 * 784 });
  });

  test('of CIFAR-10 at its own size', () => {
    const cifar = datasets.get('cifar-10');
    expect(cifar && dataParts(cifar, [3, 32, 32])).toEqual({ examples: 60_000 * (3072 + 2), stored: 60_000 * 3072 });
  });

  test('are what a store of images holds', () => {
    const source = { shape: [1, 28, 28] as const, pixels: new Uint8Array(30 * 784), labels: new Uint8Array(30) };
    const { pixels, labels } = createPixelStore(imagesInMemory(source.shape, source.pixels, source.labels));
    const parts = dataParts({ ...mnist, trainingCount: 20, testCount: 10 }, [1, 28, 28]);
    expect(parts).toEqual({ examples: pixels.byteLength + labels.byteLength + 30, stored: source.pixels.byteLength });
  });

  test('that the user brought are read piece by piece; numbers are floats; drawn ones are as many as one likes', () => {
    expect(dataParts({ ...mnist, id: 'own-birds', trainingCount: 100, testCount: 20 }, [1, 16, 16])).toEqual({ examples: 120 * 258, stored: 0 });
    expect(dataParts({ ...mnist, inputNames: ['x', 'y'], inputShape: [2], trainingCount: 1000, testCount: 0 }, [2])).toEqual({ examples: 1000 * 9, stored: 0 });
    const { trainingCount: _, ...drawn } = mnist;
    expect(dataParts(drawn, [1, 16, 16])).toBeUndefined();
  });
});

test('a session: parameters once as weights, once as gradients, once for each slot of the optimiser; the rest is the layers’', () => {
  // 5 × 4 weights and 5 biases.
  const plan = planOf([['input', 'Input', { shape: [4] }], ['fc', 'Linear', { outFeatures: 5 }]]);
  const adam = { ...defaultTraining, optimizer: defaultOptimizers.adam };
  expect(sessionParts(plan, adam, 10_000)).toEqual({ parameters: 4 * 25 * 4, layers: 10_000 - 400 });
  expect(sessionParts(plan, { ...adam, optimizer: defaultOptimizers.adagrad }, 10_000).parameters).toBe(4 * 25 * 3);
  const frozen = { ...plan, ops: plan.ops.map((op) => ({ ...op, frozen: true })) };
  expect(sessionParts(frozen, adam, 10_000).parameters).toBe(4 * 25);
});
