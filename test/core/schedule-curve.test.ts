// The curve of a schedule as it is drawn before a run.

import { expect, test } from 'vitest';
import { scheduleCurve } from '../../src/core/schedule-curve.ts';
import { defaultSchedules } from '../../src/core/schedules.ts';
import { defaultTraining } from '../../src/core/training-config.ts';

const config = { ...defaultTraining, epochs: 10 };

test('goes from the first batch to the last, in so many points at most', () => {
  const { points, totalSteps } = scheduleCurve({ ...config, schedule: defaultSchedules.cosine }, 600, 50);
  expect([points.length, points[0]?.step, points.at(-1)?.step, totalSteps]).toEqual([50, 0, 5999, 6000]);
  expect(scheduleCurve({ ...config, schedule: defaultSchedules.cosine }, 3, 50).points.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, i) => i));
});

test('knows its start, peak and end', () => {
  const curve = scheduleCurve({ ...config, schedule: { ...defaultSchedules.oneCycle, pctStart: 0.5, divFactor: 10, finalDivFactor: 100 } }, 10);
  expect(curve.start).toBeCloseTo(0.01, 12);
  expect(curve.peak.step).toBe(49);
  expect(curve.peak.learningRate).toBeCloseTo(0.1, 12);
  expect(curve.end).toBeCloseTo(0.0001, 12);
});

test('is level without a schedule, and for a plateau that may never come', () => {
  for (const schedule of [undefined, defaultSchedules.plateau]) {
    const { points } = scheduleCurve({ ...config, ...(schedule && { schedule }) }, 10);
    expect(new Set(points.map(({ learningRate }) => learningRate))).toEqual(new Set([0.1]));
  }
});

test('a run of one batch has one point', () => {
  expect(scheduleCurve({ ...config, epochs: 1 }, 1).points).toEqual([{ step: 0, learningRate: 0.1 }]);
});
