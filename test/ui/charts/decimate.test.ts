// Lines of any length as few points: what is drawn stays the same to the pixel.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bandPixels, linePixels } from '../../../src/ui/charts/decimate.ts';

const same = (value: number) => value;
const pairs = (flat: readonly number[]) => Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);

describe('a line', () => {
  test('of few points is all of them', () => {
    expect(pairs(linePixels([0, 1.5, 3], [4, 5, 6], same, same))).toEqual([[0, 4], [1.5, 5], [3, 6]]);
  });

  test('keeps of each column of pixels the first, the least, the greatest and the last', () => {
    const xs = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 1];
    const ys = [5, 6, 9, 7, 1, 4, 2];
    expect(pairs(linePixels(xs, ys, same, same))).toEqual([[0, 5], [0.2, 9], [0.4, 1], [0.5, 4], [1, 2]]);
  });

  test('breaks where values are missing for a column or more, and nowhere else', () => {
    expect(pairs(linePixels([0, 1, 2, 3], [1, NaN, 3, 4], same, same))).toEqual([[0, 1], [NaN, NaN], [2, 3], [3, 4]]);
    expect(pairs(linePixels([0, 0.2, 0.4, 1], [1, Infinity, 3, 4], same, same))).toEqual([[0, 1], [0.4, 3], [1, 4]]);
    expect(linePixels([0, 1], [NaN, NaN], same, same)).toEqual([]);
  });

  test('of a million points is at most five a column, and reaches the extremes of every column', () => {
    const count = 1_000_000;
    const width = 300;
    const xs = Float64Array.from({ length: count }, (_, i) => i);
    // Every seventh value is missing, so the gaps are thinned too.
    const ys = Float64Array.from({ length: count }, (_, i) => (i % 7 === 0 ? NaN : Math.sin(i / 9_000) + Math.sin(12.9898 * i)));
    const drawn = linePixels(xs, ys, (x) => (x / count) * width, same);
    expect(drawn.length / 2).toBeLessThanOrEqual(5 * width);
    for (const column of [0, 17, 299]) {
      const inside = Array.from(ys.subarray(Math.ceil((column * count) / width), Math.floor(((column + 1) * count) / width))).filter(Number.isFinite);
      const shown = pairs(drawn).filter(([x = NaN]) => Math.floor(x) === column).map(([, y = NaN]) => y);
      expect(Math.max(...shown)).toBe(inside.reduce((a, b) => Math.max(a, b)));
      expect(Math.min(...shown)).toBe(inside.reduce((a, b) => Math.min(a, b)));
    }
  });

  test('goes through the first and last point of any series, in order of x', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 200 }), (values) => {
      const xs = values.map((_, i) => i / 13);
      const drawn = pairs(linePixels(xs, values, same, same));
      expect(drawn[0]).toEqual([0, values[0]]);
      expect(drawn.at(-1)).toEqual([xs.at(-1), values.at(-1)]);
      expect(drawn.map(([x]) => x)).toEqual(drawn.map(([x]) => x).toSorted((a = 0, b = 0) => a - b));
    }));
  });
});

test('a band goes along the upper values and back along the lower, once for each stretch without gaps', () => {
  const xs = [0, 0.5, 1, 2, 3];
  // Heights in pixels grow downwards: of one column the upper edge is the least, the lower the greatest.
  const outlines = bandPixels(xs, [8, 9, 7, NaN, 6], [2, 3, 1, 1, 1], same, same);
  expect(outlines.map(pairs)).toEqual([[[0, 2], [1, 1], [1, 7], [0, 9]], [[3, 1], [3, 6]]]);
});
