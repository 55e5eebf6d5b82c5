// Parallel coordinates: axes, places and brushes.

import { describe, expect, test } from 'vitest';
import { defaultOptimizers } from '../../src/core/training-config.ts';
import { meritOf, parallelAxes, passesBrushes } from '../../src/runs/parallel-axes.ts';
import { toyConfig } from '../training/toy.ts';
import { blankRecord } from './records.ts';

const run = (minute: number, learningRate: number, accuracy: number | undefined, batchSize = 16) => blankRecord(minute, {
  config: { ...toyConfig, batchSize, optimizer: { ...defaultOptimizers.sgd, learningRate } },
  results: { steps: 1, epochs: 1, imagesSeen: 16, trainedMs: 1000 * minute, ...(accuracy !== undefined && { best: { epoch: 1, loss: 1 - accuracy, accuracy } }) },
});
const records = [run(1, 0.001, 0.5), run(2, 0.01, 0.9), run(3, 0.1, undefined), run(4, 0.1, 0.7, 32)];
const axes = parallelAxes(records);
const axis = (id: string) => axes.find(({ column }) => column.id === id);

test('an axis for each setting in which runs differ, then time and results', () => {
  expect(axes.map(({ column }) => column.id)).toEqual(['learningRate', 'batchSize', 'trainedSeconds', 'bestLoss', 'bestAccuracy']);
});

describe('places', () => {
  test('learning rates two decades apart lie on a logarithmic axis', () => {
    expect(axis('learningRate')?.scale).toBe('log');
    expect([0.001, 0.01, 0.1].map((value) => axis('learningRate')?.place(value))).toEqual([0, expect.closeTo(0.5, 12), 1]);
    expect(axis('learningRate')?.ticks.map(({ value }) => value)).toEqual([0.001, 0.01, 0.1]);
  });

  test('others are linear, with the least at the bottom', () => {
    expect(axis('trainedSeconds')?.scale).toBe('linear');
    expect([1, 2, 3, 4].map((value) => axis('trainedSeconds')?.place(value))).toEqual([0, expect.closeTo(1 / 3, 12), expect.closeTo(2 / 3, 12), 1]);
  });

  test('names have places of their own, in order', () => {
    const mixed = parallelAxes([run(1, 0.1, 0.5), blankRecord(2, { config: { ...toyConfig, optimizer: defaultOptimizers.adam } }), blankRecord(3, { config: { ...toyConfig, optimizer: defaultOptimizers.rmsprop } })]);
    const optimizer = mixed.find(({ column }) => column.id === 'optimizer');
    expect(optimizer?.ticks).toEqual([{ value: 'adam', place: 0 }, { value: 'rmsprop', place: 0.5 }, { value: 'sgd', place: 1 }]);
  });

  test('no value, no place; all alike, the middle', () => {
    expect(axis('bestAccuracy')?.place(undefined)).toBeUndefined();
    expect(parallelAxes([run(1, 0.1, 0.5)]).find(({ column }) => column.id === 'bestAccuracy')?.place(0.5)).toBe(0.5);
  });
});

test('a brush keeps what lies inside it, ends included, and nothing without a value', () => {
  const passing = (brushes: Parameters<typeof passesBrushes>[2]) => records.filter((record) => passesBrushes(record, axes, brushes)).map(({ name }) => name);
  expect(passing({})).toEqual(['Run 1', 'Run 2', 'Run 3', 'Run 4']);
  expect(passing({ learningRate: [0.5, 1] })).toEqual(['Run 2', 'Run 3', 'Run 4']);
  expect(passing({ bestAccuracy: [0, 1] })).toEqual(['Run 1', 'Run 2', 'Run 4']);
  expect(passing({ learningRate: [0.4, 1], bestAccuracy: [0.9, 1] })).toEqual(['Run 2']);
});

test('merit is the best accuracy among all, from the worst to the best', () => {
  const merit = meritOf(records);
  expect(records.map(merit)).toEqual([0, 1, undefined, expect.closeTo(0.5, 12)]);
});

test('without validation and accuracy the loss decides, the lower the better', () => {
  const lossOnly = [1, 3].map((loss, i) => blankRecord(i, { results: { steps: 1, epochs: 1, imagesSeen: 1, trainedMs: 1, training: { loss, accuracy: NaN } } }));
  expect(lossOnly.map(meritOf(lossOnly))).toEqual([1, 0]);
});
