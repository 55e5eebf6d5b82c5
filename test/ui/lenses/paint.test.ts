// From numbers to pixels: the ends and the middle of both palettes, and what is no number.

import { describe, expect, test } from 'vitest';
import { paint, rangeOf, type Palette } from '../../../src/ui/lenses/paint.ts';

function painted(values: readonly number[], palette: Palette, range = rangeOf(Float32Array.from(values))): number[][] {
  const out = new Uint8ClampedArray(4 * values.length);
  paint(Float32Array.from(values), out, palette, range);
  return values.map((_, i) => [...out.subarray(4 * i, 4 * i + 3)]);
}

describe('grey', () => {
  test('goes from black at the least to white at the greatest', () => {
    expect(painted([-2, 0, 2], 'grey')).toEqual([[0, 0, 0], [128, 128, 128], [255, 255, 255]]);
  });
  test('of equal values is black', () => {
    expect(painted([3, 3], 'grey')).toEqual([[0, 0, 0], [0, 0, 0]]);
  });
});

describe('signed', () => {
  test('keeps zero in the middle, whatever the range', () => {
    const [zero, positive, negative] = painted([0, 4, -1], 'signed');
    const [alone] = painted([0], 'signed');
    expect(zero).toEqual(alone);
    const distance = (a: readonly number[] = [], b: readonly number[] = []) => Math.hypot(...a.map((x, i) => x - (b[i] ?? 0)));
    // A quarter of the reach is a quarter of the way to the hue.
    expect(distance(negative, zero)).toBeLessThan(distance(positive, zero) / 2);
    expect(negative?.[2]).toBeGreaterThan(negative?.[0] ?? 255);
    expect(positive?.[0]).toBeGreaterThan(positive?.[2] ?? 255);
  });
});

describe('heat', () => {
  test('gets lighter all the way, from its darkest to its lightest colour', () => {
    const colours = painted(Array.from({ length: 33 }, (_, i) => i), 'heat');
    const lightness = colours.map(([red = 0, green = 0, blue = 0]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue);
    expect(lightness).toEqual(lightness.toSorted((a, b) => a - b));
    expect([colours[0], colours[32]]).toEqual([[68, 1, 84], [253, 231, 37]]);
  });
});

test('what is no number has a colour of its own and does not stretch the range', () => {
  expect(rangeOf(Float32Array.of(NaN, 1, Infinity, 2))).toEqual([1, 2]);
  expect(rangeOf(Float32Array.of(NaN))).toEqual([0, 0]);
  const [nan, low, high] = painted([NaN, 1, 2], 'grey');
  expect([low, high]).toEqual([[0, 0, 0], [255, 255, 255]]);
  expect(new Set(nan).size).toBeGreaterThan(1);
});
