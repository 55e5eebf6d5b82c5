// Statistics, normalisation and running statistics of BatchNorm, against PyTorch's own module.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { elementCount, type Shape } from '../../../src/core/shape.ts';
import { batchStatistics, channelValues, followRunning, histogram, normalise, spreadOf } from '../../../src/ui/lenses/batch-norm/batch-statistics.ts';
import { batchIndices, batchSizes } from '../../../src/ui/lenses/batch-norm/use-batch.ts';
import { planOf } from '../../engines/networks.ts';
import { pythonWithTorch } from '../../support/shared-data.ts';

interface Case {
  readonly shape: Shape;
  readonly eps: number;
  readonly momentum: number;
  readonly weight: readonly number[];
  readonly bias: readonly number[];
  readonly batches: readonly (readonly number[])[];
}

interface Reference {
  readonly means: readonly (readonly number[])[];
  readonly variances: readonly (readonly number[])[];
  readonly training: readonly number[];
  readonly evaluation: readonly number[];
}

const examples = 6;
const random = createRandom(4, 'batches');
const caseOf = (shape: Shape, momentum: number): Case => ({
  shape, eps: 1e-3, momentum, weight: [1, -0.5, 2], bias: [0, 0.25, -1],
  batches: Array.from({ length: 5 }, () => Array.from({ length: examples * elementCount(shape) }, () => Math.fround(random.normal(3, 2)))),
});
const cases = [[3, 4, 5], [3]].flatMap((shape) => [0.01, 0.1, 0.5].map((momentum) => caseOf(shape, momentum)));

let reference: readonly Reference[] | undefined;
function askTorch(python: string): readonly Reference[] {
  const { stdout, stderr, status } = spawnSync(python, [fileURLToPath(new URL('./batch-norm-reference.py', import.meta.url))], { input: JSON.stringify(cases), encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Reference[];
}

describe('PyTorch', () => {
  test.for(cases.map((one, i) => [one.shape.join('×'), one.momentum, one, i] as const))('computes the same for %s with momentum %d', ([, momentum, one, i], context) => {
    reference ??= askTorch(pythonWithTorch(context));
    const torch = reference[i];
    if (!torch) throw new Error('PyTorch answered too little');
    const { shape, eps, weight, bias } = one;
    const batches = one.batches.map((batch) => batchStatistics(Float32Array.from(batch), examples, shape));
    const last = Float32Array.from(one.batches.at(-1) ?? []);
    for (let channel = 0; channel < 3; channel++) {
      const means = followRunning(batches.map((batch) => batch.means[channel] ?? NaN), momentum, 0);
      const variances = followRunning(batches.map((batch) => batch.unbiased[channel] ?? NaN), momentum, 1);
      means.forEach((mean, step) => expect(mean).toBeCloseTo(torch.means[step]?.[channel] ?? NaN, 5));
      variances.forEach((variance, step) => expect(variance).toBeCloseTo(torch.variances[step]?.[channel] ?? NaN, 5));

      const rest = { eps, weight: weight[channel] ?? NaN, bias: bias[channel] ?? NaN };
      const values = channelValues(last, examples, shape, channel);
      const expectSame = (found: Float32Array, all: readonly number[]) => {
        const wanted = channelValues(Float32Array.from(all), examples, shape, channel);
        expect(Math.max(...found.map((value, at) => Math.abs(value - (wanted[at] ?? NaN))))).toBeLessThan(1e-5);
      };
      const now = batches.at(-1);
      expectSame(normalise(values, { mean: now?.means[channel] ?? NaN, variance: now?.variances[channel] ?? NaN, ...rest }), torch.training);
      expectSame(normalise(values, { mean: means.at(-1) ?? NaN, variance: variances.at(-1) ?? NaN, ...rest }), torch.evaluation);
    }
  });
});

describe('statistics', () => {
  test('of a batch are by channel, biased and not', () => {
    const { means, variances, unbiased, count } = batchStatistics(Float32Array.of(1, 2, 10, 10, 3, 4, 10, 10), 2, [2, 1, 2]);
    expect([count, [...means], [...variances], [...unbiased]]).toEqual([4, [2.5, 10], [1.25, 0], [5 / 3, 0]]);
  });
  test('of a single value have no unbiased variance', () => {
    expect([...batchStatistics(Float32Array.of(7), 1, [1]).unbiased]).toEqual([NaN]);
  });
  test('survive a mean that is large beside the spread', () => {
    expect(spreadOf(Float32Array.of(1e6 - 1, 1e6, 1e6 + 1))).toEqual({ mean: 1e6, deviation: Math.sqrt(2 / 3) });
  });
});

test('a histogram counts every number once, the greatest in the last part', () => {
  expect(histogram(Float32Array.of(0, 0.4, 0.5, 1, NaN), 2, [0, 1])).toEqual([2, 2]);
  expect(histogram(Float32Array.of(3, 3), 3, [3, 3])).toEqual([2, 0, 0]);
});

test('batches follow each other and begin again at the end', () => {
  expect([...batchIndices(1, 3, 5)]).toEqual([3, 4, 0]);
});

test('batch sizes are those that the data and the memory bear, the run’s own among them', () => {
  const plan = planOf([['input', 'Input', { shape: [3, 4, 4] }], ['bn', 'BatchNorm2d'], ['act', 'ReLU'], ['second', 'BatchNorm2d'], ['flatten', 'Flatten']]);
  const [, bn, , second] = plan.ops;
  expect(bn && batchSizes(plan, bn, 60, 50)).toEqual([2, 4, 8, 16, 32, 50]);
  expect(bn && batchSizes(plan, bn, 1000, 50)).toEqual([2, 4, 8, 16, 32, 50, 64, 128, 256]);
  // Behind another BatchNorm what training sees depends on the batch, and the run has none that are larger.
  expect(second && batchSizes(plan, second, 1000, 50)).toEqual([2, 4, 8, 16, 32, 50]);
  const large = planOf([['input', 'Input', { shape: [64, 256, 256] }], ['bn', 'BatchNorm2d'], ['pool', 'AdaptiveAvgPool2d'], ['flatten', 'Flatten']]);
  const [, wide] = large.ops;
  expect(wide && batchSizes(large, wide, 60000, 100)).toEqual([]);
});
