// From classes to what the loss compares outputs with, and from outputs back to how sure the network is of each class.

import { describe, expect, it } from 'vitest';
import type { ExampleSet } from '../../src/core/data.ts';
import { createBatches } from '../../src/training/batches.ts';
import { probabilitiesOf } from '../../src/core/probabilities.ts';
import { runTraining } from '../../src/training/run-training.ts';
import { withTargets } from '../../src/training/targets.ts';
import { collect, openToy, toyConfig, toyData } from './toy.ts';

const order = Int32Array.of(0, 3, 2, 5, 1);

describe('targets', () => {
  it('are one-hot rows of the classes, in the order of the batch, the last one short', () => {
    const { training } = withTargets(toyData, 'mse', 3);
    const batches = createBatches(training, 3, order);
    const first = batches.read(0);
    expect([...first.labels]).toEqual([0, 1, 0]);
    expect([...first.targets ?? []]).toEqual([1, 0, 0, 0, 1, 0, 1, 0, 0]);
    const last = batches.read(1);
    expect(last.count).toBe(2);
    expect([...last.targets ?? []].slice(0, 6)).toEqual([0, 1, 0, 0, 1, 0]);
  });

  it('are the class itself for one output, in the validation part too', () => {
    const { validation } = withTargets(toyData, 'bceWithLogits', 1);
    expect([...createBatches(validation, 5, order).read(0).targets ?? []]).toEqual([0, 1, 0, 1, 1]);
  });

  it('are left out where the loss takes classes', () => {
    expect(createBatches(withTargets(toyData, 'crossEntropy', 2).training, 5).read(0)).not.toHaveProperty('targets');
  });

  it('stay those of the dataset where it has its own', () => {
    const squares: ExampleSet = {
      ...toyData.training,
      targets: { size: 1, read: (indices, out) => Array.from(indices).forEach((index, row) => { out[row] = index ** 2; }) },
    };
    const { training } = withTargets({ ...toyData, training: squares }, 'mse', 1);
    expect([...createBatches(training, 5, order).read(0).targets ?? []]).toEqual([0, 9, 4, 25, 1]);
  });
});

it.each(['mse', 'bceWithLogits'] as const)('a run learns by %s', async (loss) => {
  const config = { ...toyConfig, loss, epochs: 20 };
  const session = await openToy(config);
  const events = await collect(runTraining({ session, config, data: withTargets(toyData, loss, 2) }));
  expect(events.at(-1)).toMatchObject({ type: 'ended', reason: 'completed' });
  const epochs = events.filter((event) => event.type === 'epoch');
  expect(epochs.at(-1)?.training.loss).toBeLessThan(0.7 * (epochs[0]?.training.loss ?? 0));
  expect(epochs.at(-1)?.validation.accuracy).toBeGreaterThan(0.85);
});

describe('probabilities', () => {
  const of = (...values: Parameters<typeof probabilitiesOf>) => Array.from(probabilitiesOf(...values), (p) => Number(p.toFixed(6)));

  it('are the softmax of logits', () => {
    expect(of('crossEntropy', Float32Array.of(0, Math.log(3)))).toEqual([0.25, 0.75]);
  });

  it('stand each for itself with the other losses', () => {
    expect(of('bceWithLogits', Float32Array.of(0, Math.log(3), -Math.log(9)))).toEqual([0.5, 0.75, 0.1]);
    expect(of('bce', Float32Array.of(0.5, 0.25, 0.125))).toEqual([0.5, 0.25, 0.125]);
    expect(of('mse', Float32Array.of(-0.5, 0.25, 1.5))).toEqual([0, 0.25, 1]);
  });

  it('are of both classes where one output tells them apart', () => {
    expect(of('bceWithLogits', Float32Array.of(Math.log(3)))).toEqual([0.25, 0.75]);
    expect(of('bce', Float32Array.of(0.125))).toEqual([0.875, 0.125]);
  });
});
