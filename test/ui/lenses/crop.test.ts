// What part of a picture is shown, and its values with padding around.

import { describe, expect, test } from 'vitest';
import { cropAround, cropValues } from '../../../src/ui/lenses/crop.ts';
import { numberText } from '../../../src/ui/lenses/number-text.ts';

const none = { top: 0, bottom: 0, left: 0, right: 0 };

describe('a crop', () => {
  test('of a small picture is all of it and its padding', () => {
    expect(cropAround(5, 6, { top: 0, bottom: 3, left: 0, right: 3 }, 32, { top: 1, bottom: 2, left: 0, right: 3 })).toEqual({ top: -1, bottom: 7, left: 0, right: 9 });
  });
  test.each([
    ['in the middle', 50, { top: 35, bottom: 67 }],
    ['at the start', 0, { top: -1, bottom: 31 }],
    ['at the end', 99, { top: 68, bottom: 100 }],
  ])('of a large picture lies around the window %s', (_, row, expected) => {
    expect(cropAround(100, 4, { top: row, bottom: row + 1, left: 0, right: 1 }, 32, { ...none, top: 1 })).toMatchObject({ ...expected, left: 0, right: 4 });
  });
  test('holds a window that is larger than what is shown otherwise', () => {
    expect(cropAround(100, 100, { top: 10, bottom: 60, left: 0, right: 1 }, 32, none)).toMatchObject({ top: 10, bottom: 60, left: 0, right: 32 });
  });
  test('takes the values under it, and zeros outside', () => {
    const values = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect([...cropValues(values, 2, 3, { top: -1, bottom: 2, left: 1, right: 4 })]).toEqual([0, 0, 0, 2, 3, 0, 5, 6, 0]);
    expect([...cropValues(values, 2, 3, { top: 3, bottom: 4, left: -2, right: -1 })]).toEqual([0]);
  });
});

test.each([
  [0.34712, '0.3471'], [-4, '-4'], [1.234e-7, '1.2e-7'], [0.0012, '0.0012'], [2e7, '2e7'], [123456, '123500'], [Infinity, '∞'], [-Infinity, '-∞'], [NaN, 'NaN'], [0, '0'],
])('%d reads as %s', (value, text) => {
  expect(numberText(value)).toBe(text);
});
