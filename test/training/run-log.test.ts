// What is kept of a run: series that stay bounded, and the fold over events.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TrainingEvent } from '../../src/core/training-event.ts';
import type { RunEvent } from '../../src/training/protocol.ts';
import { emptyRunLog, extendRunLog, type RunLog } from '../../src/training/run-log.ts';
import { emptySeries, extendSeries, maxPoints } from '../../src/training/series.ts';

const batch = (step: number, loss: number): RunEvent => ({
  type: 'batch', step, epoch: 1, batch: step, batchesPerEpoch: 100, loss, accuracy: 1 - loss / 10, learningRate: 0.1, imagesPerSecond: 1000 + step, etaMs: 5000 - step, trainedMs: 10 * step,
});
const epoch = (number: number): RunEvent => ({
  type: 'epoch', epoch: number, step: 10 * number, training: { loss: 1, accuracy: 0.5 }, validation: { loss: 2, accuracy: 0.25 }, durationMs: 100, imagesPerSecond: 10,
});

describe('a series', () => {
  test('keeps every measurement while there is room', () => {
    const series = extendSeries(extendSeries(emptySeries, [{ step: 1, value: 4 }]), [{ step: 2, value: 3 }]);
    expect(series.points).toEqual([{ step: 1, count: 1, mean: 4, min: 4, max: 4 }, { step: 2, count: 1, mean: 3, min: 3, max: 3 }]);
  });

  test('of any length stays bounded and loses no step, no extreme and no mean', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 1, max: 700 }), fc.integer(), (length, chunk, seed) => {
      const values = Array.from({ length }, (_, i) => Math.sin(seed + i * 1.7) * (i + 1));
      let series = emptySeries;
      for (let from = 0; from < length; from += chunk) {
        series = extendSeries(series, values.slice(from, from + chunk).map((value, i) => ({ step: from + i + 1, value })));
      }
      const { points, stride } = series;
      expect(points.length).toBeLessThanOrEqual(maxPoints);
      if (length > maxPoints) expect(points.length).toBeGreaterThanOrEqual(maxPoints / 2);
      let step = 0;
      points.forEach((point, i) => {
        if (i < points.length - 1) expect(point.count).toBe(stride);
        const part = values.slice(step, step + point.count);
        step += point.count;
        expect(point.step).toBe(step);
        expect(point.min).toBe(Math.min(...part));
        expect(point.max).toBe(Math.max(...part));
        expect(point.mean).toBeCloseTo(part.reduce((a, b) => a + b, 0) / part.length, 6);
      });
      expect(step).toBe(length);
    }), { numRuns: 30 });
  });
});

describe('the log of a run', () => {
  const story: RunEvent[] = [
    { type: 'phase', phase: 'loading data', fraction: 0.5, detail: 'drawing digits' },
    { type: 'notice', code: 'dataset-fallback', message: 'Digits instead.' },
    { type: 'data', dataset: 'digits', name: 'Digits', trainingCount: 10, validationCount: 5, classNames: ['0', '1'], standsInFor: 'mnist' },
    { type: 'engine', id: 'null', name: 'Plain', description: 'float64', candidates: [] },
    { type: 'phase', phase: 'training' },
    batch(1, 2.5), batch(2, 2), epoch(1), batch(3, 1.5),
    { type: 'ended', reason: 'stopped' },
  ];

  test('holds the last of each and all of the rest', () => {
    const log = extendRunLog(emptyRunLog, story);
    expect(log.phase).toEqual({ phase: 'training' });
    expect(log.notices).toEqual([{ code: 'dataset-fallback', message: 'Digits instead.' }]);
    expect(log.data).toMatchObject({ dataset: 'digits', standsInFor: 'mnist' });
    expect(log.engine).toMatchObject({ id: 'null' });
    expect(log.loss.points.map(({ step, mean }) => [step, mean])).toEqual([[1, 2.5], [2, 2], [3, 1.5]]);
    expect(log.accuracy.points.at(-1)?.mean).toBeCloseTo(0.85, 12);
    expect(log.lastBatch).toMatchObject({ step: 3, imagesPerSecond: 1003, etaMs: 4997 });
    expect(log.epochs).toMatchObject([{ epoch: 1, step: 10, validation: { loss: 2, accuracy: 0.25 } }]);
    expect(log.ended).toEqual({ reason: 'stopped' });
  });

  test('is the same however the events were cut into messages, and changes nothing it was given', () => {
    const whole = extendRunLog(emptyRunLog, story);
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 4 })), (sizes) => {
      let log: RunLog = emptyRunLog;
      let rest = story;
      for (const size of [...sizes, story.length]) {
        log = Object.freeze(extendRunLog(log, rest.slice(0, size)));
        rest = rest.slice(size);
      }
      expect(log).toEqual(whole);
    }));
    expect(emptyRunLog.loss.points).toEqual([]);
  });

  /** What the page and the worker know of a run that was taken up `times` times, after every tenth batch. */
  const interrupted = (times: number): RunEvent[] => {
    let log = emptyRunLog;
    let events: RunEvent[] = [];
    for (let part = 0; part <= times; part++) {
      const batches = Array.from({ length: 10 }, (_, i) => batch(10 * part + i + 1, 3 - 0.01 * i));
      const others = batches.map((event): RunEvent => ({ type: 'twin', event: { ...event, loss: 7 } as TrainingEvent }));
      const start: RunEvent[] = part === 0 ? [] : [{ type: 'resumed', log: structuredClone(log) }];
      events = [...start, ...story.slice(0, 5), ...batches, ...others, epoch(part + 1)];
      log = extendRunLog(emptyRunLog, events);
    }
    return events;
  };

  test('keeps the curves of every part, however often the run was interrupted', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 6 }), (times) => {
      const steps = Array.from({ length: 10 * (times + 1) }, (_, i) => i + 1);
      const log = extendRunLog(emptyRunLog, interrupted(times));
      for (const series of [log.loss, log.accuracy, log.trainedMs, log.learningRate, log.twin?.loss]) {
        expect(series?.points.map(({ step }) => step)).toEqual(steps);
      }
      expect(log.epochs.map(({ epoch: number }) => number)).toEqual(Array.from({ length: times + 1 }, (_, i) => i + 1));
    }));
  });

  test('is the same however the events of a resumed run were cut into messages, whatever stands before it', () => {
    const events = [...story.slice(0, 8), ...interrupted(3), ...story.slice(-1)];
    const whole = events.reduce((log, event) => extendRunLog(log, [event]), emptyRunLog);
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 40 })), (sizes) => {
      let log: RunLog = emptyRunLog;
      let from = 0;
      for (const size of [...sizes, events.length]) log = extendRunLog(log, events.slice(from, (from += size)));
      expect(log).toEqual(whole);
    }));
  });
});
