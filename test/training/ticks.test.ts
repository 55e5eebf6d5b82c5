// Round numbers along axes.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linearTicks, logarithmicTicks } from '../../src/ui/charts/ticks.ts';

describe('linear ticks', () => {
  test.each<[number, number, number, number[]]>([
    [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0.047, 1, 4, [0.2, 0.4, 0.6, 0.8, 1]],
    [0, 3.4, 6, [0, 0.5, 1, 1.5, 2, 2.5, 3]],
    [1.4981, 1.5034, 4, [1.499, 1.5, 1.501, 1.502, 1.503]],
    [0, 0.0067, 6, [0, 0.001, 0.002, 0.003, 0.004, 0.005, 0.006]],
    [7, 7, 4, [7]],
  ])('from %d to %d', (low, high, count, ticks) => {
    expect(linearTicks(low, high, count)).toEqual(ticks);
  });

  test('lie inside, are evenly spaced, and are about as many as wanted', () => {
    fc.assert(fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), fc.integer({ min: 2, max: 10 }), (low, span, count) => {
      const ticks = linearTicks(low, low + span, count);
      expect(ticks.length).toBeGreaterThanOrEqual(Math.floor(count / 2));
      expect(ticks.length).toBeLessThanOrEqual(2 * count);
      const slack = 1e-6 * span;
      for (const tick of ticks) expect(tick >= low - slack && tick <= low + span + slack).toBe(true);
      const gaps = ticks.slice(1).map((tick, i) => tick - (ticks[i] ?? 0));
      for (const gap of gaps) expect(Math.abs(gap - (gaps[0] ?? 0))).toBeLessThan(slack + 1e-9);
    }));
  });
});

test.each<[number, number, number[]]>([
  [0.18, 2.5, [0.2, 0.5, 1, 2]],
  [0.009, 0.012, [0.01]],
  [1e-4, 3, [0.0001, 0.001, 0.01, 0.1, 1]],
])('logarithmic ticks from %d to %d', (low, high, ticks) => {
  expect(logarithmicTicks(low, high)).toEqual(ticks);
});
