// Round numbers along axes.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linearTicks, logarithmicTicks, tickText, tickTexts } from '../../../src/ui/charts/ticks.ts';

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

test.each<[low: number, high: number, most: number, ticks: number[]]>([
  [0.18, 2.5, 4, [0.2, 0.5, 1, 2]],
  [0.009, 0.012, 4, [0.009, 0.01, 0.011, 0.012]],
  [1e-4, 3, 4, [0.0001, 0.01, 1]],
  [1e-4, 3, 8, [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2]],
  [0.004, 3, 3, [0.01, 0.1, 1]],
  [0.3, 40, 1, [1, 10]],
  [1e-30, 1e9, 4, [1e-30, 1e-20, 1e-10, 1]],
])('logarithmic ticks from %d to %d, some %d of them', (low, high, most, ticks) => {
  expect(logarithmicTicks(low, high, most)).toEqual(ticks);
});

test.each<[number, string]>([
  [0, '0'], [0.05, '0.05'], [-200, '-200'], [9999, '9999'], [20_000, '20 k'], [-1_500_000, '-1.5 M'], [1e9, '1 G'], [2.5e13, '25 T'], [1e-6, '1e-6'], [1e20, '1e20'],
])('%d is written %s', (value, text) => {
  expect(tickText(value)).toBe(text);
});

test('numbers of an axis differ, in full where they must', () => {
  expect(tickTexts([100_000_001, 100_000_002])).toEqual(['100000001', '100000002']);
  expect(tickTexts([0.991, 0.992], (value) => `${Math.round(100 * value)} %`)).toEqual(['0.991', '0.992']);
});
