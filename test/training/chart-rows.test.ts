// What charts draw: rows by step, smoothing, ranges.

import { describe, expect, test } from 'vitest';
import { emptyRunLog, extendRunLog } from '../../src/training/run-log.ts';
import type { RunEvent } from '../../src/training/protocol.ts';
import { extendSeries, maxPoints } from '../../src/training/series.ts';
import { chartRows, lastOf, valueDomain } from '../../src/ui/charts/chart-rows.ts';

const batch = (step: number, loss: number): RunEvent => ({
  type: 'batch', step, epoch: Math.ceil(step / 2), batch: ((step - 1) % 2) + 1, batchesPerEpoch: 2, loss, accuracy: 0.5, learningRate: 0.1, imagesPerSecond: 1, etaMs: 1, trainedMs: step,
});
const epoch = (number: number, loss: number): RunEvent => ({
  type: 'epoch', epoch: number, step: 2 * number, training: { loss: 9, accuracy: 0.9 }, validation: { loss, accuracy: 0.25 }, durationMs: 1, imagesPerSecond: 1,
});
const log = extendRunLog(emptyRunLog, [batch(1, 4), batch(2, 2), epoch(1, 3), batch(3, 1), batch(4, 1), epoch(2, NaN)]);

describe('rows', () => {
  test('join training and validation by step, in epochs; a validation that is not a number is left out', () => {
    expect(chartRows(log, 'loss', 0)).toEqual([
      { step: 1, epoch: 0.5, raw: 4, smooth: 4 },
      { step: 2, epoch: 1, raw: 2, smooth: 2, validation: 3 },
      { step: 3, epoch: 1.5, raw: 1, smooth: 1 },
      { step: 4, epoch: 2, raw: 1, smooth: 1 },
    ]);
    expect(lastOf(chartRows(log, 'accuracy', 0), 'validation')).toEqual({ epoch: 2, value: 0.25 });
  });

  test('are smoothed by the moving average without bias at the start', () => {
    // Weights 1, .5, .25 of the newest three, divided by their sum.
    const smooth = chartRows(log, 'loss', 0.5).map((row) => row.smooth);
    expect(smooth[0]).toBe(4);
    expect(smooth[1]).toBeCloseTo((2 + 0.5 * 4) / 1.5, 12);
    expect(smooth[2]).toBeCloseTo((1 + 0.5 * 2 + 0.25 * 4) / 1.75, 12);
  });

  test('smooth a merged series to nearly the same curve as the whole one', () => {
    const length = 4 * maxPoints;
    const value = (step: number) => 2 * Math.exp(-step / 700) + 0.3 * Math.sin(12.9898 * step);
    const steps = Array.from({ length }, (_, i) => ({ step: i + 1, value: value(i + 1) }));
    const merged = { ...log, loss: extendSeries({ stride: 1, points: [] }, steps), epochs: [] };
    const whole = { ...log, loss: { stride: 1, points: steps.map(({ step, value: v }) => ({ step, count: 1, mean: v, min: v, max: v })) }, epochs: [] };
    const exact = new Map(chartRows(whole, 'loss', 0.98).map(({ step, smooth }) => [step, smooth]));
    expect(merged.loss.points.length).toBeLessThanOrEqual(maxPoints);
    for (const { step, smooth } of chartRows(merged, 'loss', 0.98)) {
      expect(Math.abs((smooth ?? NaN) - (exact.get(step) ?? NaN))).toBeLessThan(0.03);
    }
  });
});

describe('the range of values', () => {
  test('comes from the data, and stays above zero where they do', () => {
    expect(valueDomain(chartRows(log, 'loss', 0), false)).toEqual([0.85, 4.15]);
    expect(valueDomain([{ step: 1, epoch: 1, raw: 0.01 }, { step: 2, epoch: 2, raw: 1 }], false)[0]).toBe(0);
    expect(valueDomain([], false)).toEqual([0, 1]);
  });

  test('on a logarithmic scale leaves out what has no logarithm', () => {
    const [low, high] = valueDomain([{ step: 1, epoch: 1, raw: 0 }, { step: 2, epoch: 2, raw: 0.11 }, { step: 3, epoch: 3, validation: 10 }], true);
    expect(low).toBeCloseTo(0.1, 12);
    expect(high).toBeCloseTo(11, 12);
  });
});
