// Augmentation against NumPy: whole-pixel shifts are np.roll with black behind, a quarter turn is np.rot90, a flip np.fliplr.

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createAugment } from '../../src/core/augment.ts';
import type { Augmentation } from '../../src/core/augmentation.ts';
import { createRandom, type Random } from '../../src/core/random.ts';

const shape = [2, 8, 8];
const size = 128;
/** Random, the same in both languages. */
const image = Float32Array.from({ length: size }, (_, i) => ((i * 37) % 101) / 100);

/** Draws what is told in place of chance: `share` of the way from the least to the most. */
function fixed(share: number, unit = 0): Random {
  return { ...createRandom(1, 'unused'), uniform: (low: number, high: number) => low + share * (high - low), unit: () => unit } as Random;
}

function changed(augmentation: Augmentation, random: Random): number[] {
  const out = image.slice();
  createAugment(augmentation, shape, { mean: [0, 0], std: [1, 1] })?.(out, 1, random);
  return [...out];
}

function numpy(expression: string): number[] {
  const program = `import json, numpy as np\na = np.array([((i * 37) % 101) / 100 for i in range(128)], dtype='f4').reshape(2, 8, 8)\ndef shifted(a, dy, dx):\n    out = np.roll(a, (dy, dx), (1, 2))\n    if dy > 0: out[:, :dy] = 0\n    if dy < 0: out[:, dy:] = 0\n    if dx > 0: out[:, :, :dx] = 0\n    if dx < 0: out[:, :, dx:] = 0\n    return out\nprint(json.dumps((${expression}).reshape(-1).tolist()))`;
  return JSON.parse(execFileSync('python3', ['-c', program]).toString()) as number[];
}

function expectEqual(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  const worst = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? NaN))), 0);
  expect(worst).toBeLessThanOrEqual(tolerance);
}

describe('augmentation as NumPy does it', () => {
  it('shifts by whole pixels, with black behind', () => {
    expectEqual(changed({ shift: 0.25 }, fixed(1)), numpy('shifted(a, 2, 2)'), 0);
    expectEqual(changed({ shift: 0.375 }, fixed(0)), numpy('shifted(a, -3, -3)'), 0);
  });

  it('flips', () => {
    expectEqual(changed({ flip: true }, fixed(0.5, 0.1)), numpy('a[:, :, ::-1]'), 0);
    expectEqual(changed({ flip: true }, fixed(0.5, 0.9)), numpy('a'), 0);
  });

  it('turns by a quarter and by a half', () => {
    expectEqual(changed({ rotate: 90 }, fixed(1)), numpy('np.rot90(a, 1, (2, 1))'), 1e-6);
    expectEqual(changed({ rotate: 90 }, fixed(0)), numpy('np.rot90(a, 1, (1, 2))'), 1e-6);
    expectEqual(changed({ rotate: 180 }, fixed(1)), numpy('np.rot90(a, 2, (1, 2))'), 1e-6);
  });

  it('scales about the middle, as bilinear interpolation at NumPy’s places gives it', () => {
    // Twice as large in steps of 1/1.5: each target pixel comes from (x - 3.5) / 1.5 + 3.5.
    expectEqual(changed({ scale: 0.5 }, fixed(1)), numpy('(lambda p: (lambda w: np.einsum("yi,cij,xj->cyx", w, a, w))(np.maximum(0, 1 - np.abs(p[:, None] - np.arange(8)[None]))))((np.arange(8) - 3.5) / 1.5 + 3.5)'), 1e-5);
  });

  it('adds noise that is normal: its moments, and none in common between pixels', () => {
    const count = 400;
    const out = new Float32Array(count * size);
    createAugment({ noise: 0.2 }, shape, { mean: [0.5, 0.5], std: [0.5, 0.25] })?.(out, count, createRandom(3, 'noise'));
    for (const [channel, std] of [0.4, 0.8].entries()) {
      const values = Array.from(out).filter((_, i) => Math.floor((i % size) / 64) === channel);
      const moment = (power: number) => values.reduce((sum, value) => sum + (value / std) ** power, 0) / values.length;
      // Of 25,600 values: standard errors 0.006, 0.009, 0.015 and 0.06.
      for (const [power, expected, tolerance] of [[1, 0, 0.03], [2, 1, 0.04], [3, 0, 0.08], [4, 3, 0.25]] as const) expect(Math.abs(moment(power) - expected)).toBeLessThan(tolerance);
      const product = values.reduce((sum, value, i) => sum + value * (values[i + 1] ?? 0), 0) / values.length / std ** 2;
      expect(Math.abs(product)).toBeLessThan(0.03);
    }
  });

  it('cuts out a square of the side’s share, whole, in every image', () => {
    const count = 50;
    const out = new Float32Array(count * size).fill(1);
    createAugment({ cutOut: 0.5 }, shape, { mean: [0, 0], std: [1, 1] })?.(out, count, createRandom(5, 'cut'));
    for (let n = 0; n < count; n++) expect(out.subarray(n * size, (n + 1) * size).filter((value) => value === 0)).toHaveLength(2 * 16);
  });
});
