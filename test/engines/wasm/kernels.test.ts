// The built kernels one by one: their signatures, and their numbers against plain float64 arithmetic.

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { hasRelaxedSimd } from '../../../src/engines/wasm/features.ts';
import { kernelSignatures, type KernelName } from '../../../src/engines/wasm/kernel-signatures.ts';
import { inPanels, kernelBench, variants, type Bench } from './kernels.ts';

const random = createRandom(5, 'kernels');
const noise = (count: number) => Float32Array.from({ length: count }, () => random.uniform(-1, 1));

function worst(actual: readonly number[], expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return actual.reduce((most, value, i) => {
    const difference = Math.abs(value - (expected[i] as number));
    return Number.isNaN(difference) ? Infinity : Math.max(most, difference);
  }, 0);
}

/** erf by its Maclaurin series, exact to float64 for |x| < 5. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** Node 20 has relaxed SIMD behind a flag only; test/browser/wasm-engine.test.ts runs those kernels in Chromium. */
const runnable = variants.filter((variant) => hasRelaxedSimd() || variant.startsWith('plain'));

describe.each(runnable)('%s', (variant) => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await kernelBench(variant);
  });

  it('has the kernels that plans call, with as many arguments', () => {
    const found = Object.keys(kernelSignatures).map((name) => [name, bench.kernels[name as KernelName].length]);
    expect(found).toEqual(Object.entries(kernelSignatures).map(([name, args]) => [name, args.length]));
  });

  it('multiplies matrices of any size', async () => {
    const size = fc.integer({ min: 1, max: 20 });
    const sizes = fc.record({ m: size, n: size, k: fc.oneof(size, fc.constant(300)), bias: fc.boolean(), accumulate: fc.boolean() });
    await fc.assert(fc.asyncProperty(sizes, async ({ m, n, k, bias, accumulate }) => {
      const local = await kernelBench(variant);
      const [a, b, c, biases] = [noise(m * k), noise(k * n), noise(m * n), noise(Math.ceil(n / 8) * 8)];
      const address = local.put(c);
      local.kernels.gemm(
        m, n, k, local.put(a), k, local.put(inPanels(b, k, n)), address, n, bias ? local.put(biases) : 0, Number(accumulate),
      );
      const expected = Array.from(c, (start, i) => {
        const [row, column] = [Math.floor(i / n), i % n];
        let sum = accumulate ? start : bias ? biases[column] as number : 0;
        for (let j = 0; j < k; j++) sum += (a[row * k + j] as number) * (b[j * n + column] as number);
        return sum;
      });
      expect(worst(local.read(address, m * n), expected)).toBeLessThan(1e-6 * (10 + k));
      expect(local.floats[address / 4 + m * n]).toBeNaN();
    }), { numRuns: 60 });
  });

  it('multiplies by a transposed matrix, as gradients of weights need', async () => {
    const size = fc.integer({ min: 1, max: 20 });
    await fc.assert(fc.asyncProperty(size, size, size, async (m, n, k) => {
      const local = await kernelBench(variant);
      const [a, b] = [noise(k * m + 8), noise(k * n)];
      const c = local.room(Math.ceil(n / 8) * 8 * m);
      local.kernels.gemmTransposed(m, n, k, local.put(a), m, local.put(b), n, c, local.room(8 * k));
      const product = Array.from({ length: m * n }, (_, i) => {
        let sum = 0;
        for (let j = 0; j < k; j++) sum += (a[j * m + Math.floor(i / n)] as number) * (b[j * n + (i % n)] as number);
        return sum;
      });
      expect(worst(local.read(c, Math.ceil(n / 8) * 8 * m), Array.from(inPanels(product, m, n)))).toBeLessThan(1e-5);
    }), { numRuns: 40 });
  });

  it('computes activations to float32', () => {
    const points = Float32Array.from({ length: 4003 }, (_, i) => (i - 2001) / 250);
    const x = bench.put(points);
    const y = bench.room(points.length);
    const against = (kernel: KernelName, formula: (x: number) => number): number => {
      bench.kernels[kernel](x, y, points.length);
      return worst(bench.read(y, points.length), Array.from(points, formula));
    };
    expect(against('relu', (v) => Math.max(v, 0))).toBe(0);
    expect(against('tanhForward', Math.tanh)).toBeLessThan(3e-7);
    expect(against('sigmoid', (v) => 1 / (1 + Math.exp(-v)))).toBeLessThan(2e-7);
    const limited = (v: number) => (Math.abs(v) > 4 ? Math.sign(v) : erf(v));
    expect(against('gelu', (v) => (v / 2) * (1 + limited(v / Math.SQRT2)))).toBeLessThan(2e-6);
    const inner = (v: number) => Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3);
    expect(against('geluTanh', (v) => (v / 2) * (1 + Math.tanh(inner(v))))).toBeLessThan(2e-6);
  });

  it('keeps the variance of a channel far from zero', () => {
    const rows = 5000;
    const values = Float32Array.from({ length: rows * 5 }, () => 1000 + random.normal());
    const sums = bench.room(64);
    const [mean, variance] = [bench.put([0, 0, 0, 0, 0]), bench.put([1, 1, 1, 1, 1])];
    bench.kernels.batchNormSums(bench.put(values), rows, 5, sums, bench.room(15), 0);
    bench.kernels.batchNormMoveStatistics(sums, 128, 1, 5, mean, variance, 1, 0);
    for (let c = 0; c < 5; c++) {
      const channel = Array.from({ length: rows }, (_, row) => values[row * 5 + c] as number);
      const average = channel.reduce((sum, value) => sum + value, 0) / rows;
      const unbiased = channel.reduce((sum, value) => sum + (value - average) ** 2, 0) / (rows - 1);
      expect(Math.abs(bench.read(mean, 5)[c] as number - average)).toBeLessThan(1e-3);
      expect(Math.abs(bench.read(variance, 5)[c] as number / unbiased - 1)).toBeLessThan(1e-5);
    }
  });

  it('lets a velocity without gradient die away instead of lingering as denormals, and keeps NaN', () => {
    const [weights, gradients, velocity] = [bench.put([1, 1, 1, 1]), bench.put([0, 0, 0, 0]), bench.put([1e-3, -1, 1e-37, NaN])];
    const settings = bench.put([0.1, 0.9, 0, 0]);
    const velocities = new Set<number>();
    for (let step = 0; step < 1000; step++) {
      bench.kernels.sgd(weights, gradients, 0, velocity, 0, 4, 0, 1, settings);
      for (const value of bench.read(velocity, 4)) velocities.add(Math.abs(value));
    }
    expect(bench.read(velocity, 4).map(Math.abs)).toEqual([0, 0, 0, NaN]);
    expect([...velocities].filter((value) => value > 0 && value < 2 ** -126)).toEqual([]);
  });
});
