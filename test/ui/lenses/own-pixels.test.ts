// Images typed as text: read, written, and refused with the place of what is wrong.

import { describe, expect, test } from 'vitest';
import { drawPattern, patterns, readPixels, writePixels } from '../../../src/ui/lenses/arithmetic/own-pixels.ts';

describe('typed pixels', () => {
  test('are read row by row, apart by spaces, commas or semicolons', () => {
    expect(readPixels('0 1, 2\n\n-3;4.5 5e-1 ', [1, 2, 3])).toEqual({ values: Float32Array.of(0, 1, 2, -3, 4.5, 0.5) });
  });
  test('are written so that they read as the same float32 numbers', () => {
    const values = Float32Array.of(0.1, -1 / 3, 1e-20, 3.4e38, 16777216, 0, 0.2, 1);
    expect(readPixels(writePixels(values, [2, 2, 2]), [2, 2, 2])).toEqual({ values });
    expect(writePixels(Float32Array.of(0.1, 2, 3, 4, 5, 6, 7, 8), [2, 2, 2])).toBe('0.1 2\n3 4\n\n5 6\n7 8');
  });
  test.each([
    ['1 2\n3 4\n5 6', [1, 2, 2], 'The input is 1×2×2, so 2 rows of 2 numbers are expected; received 3 rows.'],
    ['1 2\n3', [1, 2, 2], 'Row 2 has 1 numbers; expected 2.'],
    ['1 2\n3 x', [1, 2, 2], 'Row 2, column 2: expected a number, received "x".'],
    ['1\n\n2 3', [2, 1, 1], 'Row 1 of channel 1 has 2 numbers; expected 1.'],
    ['', [3], 'The input is 3, so 1 rows of 3 numbers are expected; received 0 rows.'],
  ])('%j is refused', (text, shape, problem) => {
    expect(readPixels(text, shape)).toEqual({ problem });
  });
  test('can be a line down the middle of every channel', () => {
    const vertical = patterns.find(({ label }) => label === 'Vertical line');
    expect(vertical && [...drawPattern(vertical, [2, 2, 3])]).toEqual([0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0]);
  });
});
