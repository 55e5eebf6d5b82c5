// Randomness: the generator against its published vector, the distributions against their moments. Seeds are fixed,
// so nothing here is left to chance.

import { describe, expect, it } from 'vitest';
import { createRandom, xoshiro128, type Random } from '../../src/core/random.ts';

const draws = (count: number, draw: () => number) => Array.from({ length: count }, draw);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const moment = (values: readonly number[], power: number) => mean(values.map((value) => value ** power));

/** Pearson's statistic against equal counts. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

it('is xoshiro128** 1.1: the reference implementation’s first outputs from state 1, 2, 3, 4', () => {
  // As in the tests of the rand_xoshiro crate, made with https://prng.di.unimi.it/xoshiro128starstar.c.
  expect(draws(10, xoshiro128(1, 2, 3, 4))).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ]);
});

describe('a stream', () => {
  const state = (random: Random) => draws(4, random.bits).join();

  it('is named by its seed and purpose', () => {
    expect(state(createRandom(7, 'shuffle'))).toBe(state(createRandom(7, 'shuffle')));
    const others = [createRandom(7), createRandom(8, 'shuffle'), createRandom(7, 'shufflf'), createRandom(7 + 2 ** 32, 'shuffle'), createRandom(7 + 2 ** 33, 'shuffle')];
    expect(new Set([...others, createRandom(7, 'shuffle')].map(state)).size).toBe(6);
  });

  it('does not go with the stream of the next seed', () => {
    const [a, b] = [createRandom(1), createRandom(2)];
    const products = draws(100_000, () => (a.unit() - 0.5) * (b.unit() - 0.5));
    // Standard error of a mean of products of two uniforms: 1/12/sqrt(n).
    expect(Math.abs(mean(products))).toBeLessThan(4 / 12 / Math.sqrt(100_000));
  });

  it('stays the same from release to release, since a seed names a run', () => {
    const random = createRandom(42, 'release');
    expect([random.bits(), random.int(1000), random.unit(), [...random.shuffle([0, 1, 2, 3, 4, 5])]]).toEqual([293835687, 811, 0.5315841480209721, [1, 2, 3, 0, 5, 4]]);
  });
});

describe('distributions', () => {
  const count = 200_000;

  it('unit is uniform on [0, 1)', () => {
    const values = draws(count, createRandom(1, 'unit').unit);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(Math.abs(mean(values) - 1 / 2)).toBeLessThan(4 * Math.sqrt(1 / 12 / count));
    expect(Math.abs(moment(values, 2) - 1 / 3)).toBeLessThan(4 * Math.sqrt(4 / 45 / count));
    const bins = new Array<number>(100).fill(0);
    for (const value of values) bins[Math.floor(value * 100)] = (bins[Math.floor(value * 100)] ?? 0) + 1;
    // 99 degrees of freedom: below 148.2 in 999 of 1,000 fair samples.
    expect(chiSquare(bins)).toBeLessThan(148.2);
  });

  it('normal has the moments and the tails of a Gaussian', () => {
    const random = createRandom(2, 'normal');
    const values = draws(count, () => random.normal());
    expect(Math.abs(mean(values))).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(moment(values, 2) - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(Math.abs(moment(values, 3))).toBeLessThan(4 * Math.sqrt(15 / count));
    expect(Math.abs(moment(values, 4) - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
    for (const [bound, share] of [[1, 0.3173], [1.96, 0.05], [3, 0.0027]] as const) {
      const beyond = values.filter((value) => Math.abs(value) > bound).length / count;
      expect(Math.abs(beyond - share)).toBeLessThan(4 * Math.sqrt(share / count) + 1e-4);
    }
    expect(mean(draws(10_000, () => random.normal(5, 0.1)))).toBeCloseTo(5, 2);
  });

  it('uniform and int stay in their ranges and fill them evenly', () => {
    const random = createRandom(3, 'ranges');
    const values = draws(10_000, () => random.uniform(-2, 6));
    expect(values.every((value) => value >= -2 && value < 6)).toBe(true);
    expect(mean(values)).toBeCloseTo(2, 1);
    const faces = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i++) {
      const face = random.int(6);
      faces[face] = (faces[face] ?? 0) + 1;
    }
    // 5 degrees of freedom, 0.999 quantile.
    expect(chiSquare(faces)).toBeLessThan(20.5);
  });

  it('shuffle gives every order equally often and loses nothing', () => {
    const random = createRandom(4, 'shuffle');
    const orders = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = random.shuffle([0, 1, 2, 3]).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(24);
    // 23 degrees of freedom, 0.999 quantile.
    expect(chiSquare([...orders.values()])).toBeLessThan(49.7);
    expect([...random.shuffle(Uint8Array.from({ length: 256 }, (_, i) => i))].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 256 }, (_, i) => i));
  });
});
