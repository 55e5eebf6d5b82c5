// What the charts of a run draw: training as it was and smoothed, and validation, over epochs.

import { describe, expect, test } from 'vitest';
import { emptyRunLog, extendRunLog } from '../../../src/training/run-log.ts';
import type { RunEvent, SideEvent } from '../../../src/training/protocol.ts';
import { extendSeries, maxPoints } from '../../../src/training/series.ts';
import { rateSeries, rateTable, runSeries, runTable } from '../../../src/ui/charts/run-series.ts';

const batch = (step: number, loss: number): RunEvent => ({
  type: 'batch', step, epoch: Math.ceil(step / 2), batch: ((step - 1) % 2) + 1, batchesPerEpoch: 2, loss, accuracy: 0.5, learningRate: 0.1, imagesPerSecond: 1, etaMs: 1, trainedMs: step,
});
const epoch = (number: number, loss: number): RunEvent => ({
  type: 'epoch', epoch: number, step: 2 * number, training: { loss: 9, accuracy: 0.9 }, validation: { loss, accuracy: 0.25 }, durationMs: 1, imagesPerSecond: 1,
});
const log = extendRunLog(emptyRunLog, [batch(1, 4), batch(2, 2), epoch(1, 3), batch(3, 1), batch(4, 1), epoch(2, NaN)]);
const points = (measure: 'loss' | 'accuracy', smoothing: number) => runSeries(log, measure, smoothing).map(({ name, xs, ys }) => ({ name, xs: [...Array.from(xs)], ys: [...Array.from(ys)] }));

describe('series', () => {
  test('are the batches, their average, and validation, in epochs; a validation that is not a number is left out', () => {
    expect(points('loss', 0)).toEqual([
      { name: 'batch', xs: [0.5, 1, 1.5, 2], ys: [4, 2, 1, 1] },
      { name: 'training', xs: [0.5, 1, 1.5, 2], ys: [4, 2, 1, 1] },
      { name: 'validation', xs: [1], ys: [3] },
    ]);
    expect(points('accuracy', 0).at(-1)).toEqual({ name: 'validation', xs: [1, 2], ys: [0.25, 0.25] });
  });

  test('are smoothed by the moving average without bias at the start', () => {
    // Weights 1, .5, .25 of the newest three, divided by their sum.
    const smooth = points('loss', 0.5)[1]?.ys ?? [];
    expect(smooth[0]).toBe(4);
    expect(smooth[1]).toBeCloseTo((2 + 0.5 * 4) / 1.5, 12);
    expect(smooth[2]).toBeCloseTo((1 + 0.5 * 2 + 0.25 * 4) / 1.75, 12);
  });

  test('smooth a merged series to nearly the same curve as the whole one', () => {
    const value = (step: number) => 2 * Math.exp(-step / 700) + 0.3 * Math.sin(12.9898 * step);
    const steps = Array.from({ length: 4 * maxPoints }, (_, i) => ({ step: i + 1, value: value(i + 1) }));
    const merged = { ...log, loss: extendSeries({ stride: 1, points: [] }, steps), epochs: [] };
    const whole = { ...log, loss: { stride: 1, points: steps.map(({ step, value: v }) => ({ step, count: 1, mean: v, min: v, max: v })) }, epochs: [] };
    const [, exact] = runSeries(whole, 'loss', 0.98);
    const [, smooth] = runSeries(merged, 'loss', 0.98);
    expect(merged.loss.points.length).toBeLessThanOrEqual(maxPoints);
    for (const [i, { step }] of merged.loss.points.entries()) {
      expect(Math.abs((smooth?.ys[i] ?? NaN) - (exact?.ys[step - 1] ?? NaN))).toBeLessThan(0.03);
    }
  });
});

test('the table has a row a point and the validation at its step, drawn or not', () => {
  expect(runTable(log, 'loss', 0)).toEqual([
    ['epoch', 'step', 'batch', 'training, smoothed by 0', 'validation'],
    [0.5, 1, 4, 4, undefined],
    [1, 2, 2, 2, 3],
    [1.5, 3, 1, 1, undefined],
    [2, 4, 1, 1, undefined],
  ]);
  const merged = { ...log, loss: { stride: 4, points: [{ step: 4, count: 4, mean: 2, min: 1, max: 4 }] } };
  expect(runTable(merged, 'loss', 0).slice(1)).toEqual([[1, 2, undefined, undefined, 3], [2, 4, 2, 2, undefined]]);
});

describe('the learning rate', () => {
  const at = (step: number, learningRate: number): RunEvent => ({ ...batch(step, 1), learningRate } as RunEvent);
  const changed = (step: number, change: { learningRate?: number; momentum?: number }): RunEvent => ({ type: 'changed', step, change });
  const halved = extendRunLog(emptyRunLog, [at(1, 0.1), at(2, 0.1), changed(2, { learningRate: 0.01 }), at(3, 0.01), changed(3, { momentum: 0.5 }), changed(3, { learningRate: 0.02 }), at(4, 0.02), changed(4, { learningRate: 9 })]);

  test('is what batches were trained with, with a dot where it was changed by hand and a batch came of it', () => {
    const [line, dots] = rateSeries(halved);
    expect([[...Array.from(line?.xs ?? [])], [...Array.from(line?.ys ?? [])]]).toEqual([[0.5, 1, 1.5, 2], [0.1, 0.1, 0.01, 0.02]]);
    expect([dots?.xs, dots?.ys]).toEqual([[1.5, 1.75, 2], [0.01, NaN, 0.02]]);
  });

  test('is a table too', () => {
    expect(rateTable(halved)).toEqual([
      ['epoch', 'step', 'learning rate', 'changed to'], [0.5, 1, 0.1, undefined], [1, 2, 0.1, undefined], [1.5, 3, 0.01, 0.01], [2, 4, 0.02, 0.02],
    ]);
  });
});

test('a comparison has both sides, each with its own colour, in charts and tables', () => {
  const sides = extendRunLog(emptyRunLog, [
    batch(1, 4), { type: 'twin', event: { ...batch(1, 8), learningRate: 0.2 } as SideEvent },
    { type: 'twin', event: { type: 'changed', step: 1, change: { learningRate: 0.3 } } },
    batch(2, 2), { type: 'twin', event: { ...batch(2, 6), learningRate: 0.3 } as SideEvent }, epoch(1, 3), { type: 'twin', event: epoch(1, 5) as SideEvent },
  ]);
  expect(runSeries(sides, 'loss', 0).map(({ name, ys }) => [name, ...Array.from(ys)])).toEqual([['A', 4, 2], ['A validation', 3], ['B', 8, 6], ['B validation', 5]]);
  const rates = rateSeries(sides);
  expect(rates.map(({ name, ys }) => [name, ...Array.from(ys)])).toEqual([['A', 0.1, 0.1], ['A changed by hand'], ['B', 0.2, 0.3], ['B changed by hand', 0.3]]);
  expect(new Set(rates.map(({ colour }) => colour)).size).toBe(2);
  expect(rateTable(sides)).toEqual([
    ['side', 'epoch', 'step', 'learning rate', 'changed to'], ['A', 0.5, 1, 0.1, undefined], ['A', 1, 2, 0.1, undefined], ['B', 0.5, 1, 0.2, undefined], ['B', 1, 2, 0.3, 0.3],
  ]);
  expect(runTable(sides, 'loss', 0).map((row) => row.slice(0, 4))).toEqual([
    ['side', 'epoch', 'step', 'batch'], ['A', 0.5, 1, 4], ['A', 1, 2, 2], ['B', 0.5, 1, 8], ['B', 1, 2, 6],
  ]);
});
