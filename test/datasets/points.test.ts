// The generated datasets of the course's labs: shapes, order, balance and statistics as the labs have them.

import { describe, expect, it } from 'vitest';
import type { ExampleSet } from '../../src/core/data.ts';
import { trainingCountOf, type DatasetOptions } from '../../src/core/dataset-options.ts';
import type { DatasetKind, LoadRequest, PreparedData } from '../../src/datasets/dataset-kind.ts';
import { lines } from '../../src/datasets/lines.ts';
import { noisyParabola } from '../../src/datasets/noisy-parabola.ts';
import { noisyXor } from '../../src/datasets/noisy-xor.ts';
import { oneBump } from '../../src/datasets/one-bump.ts';
import { polynomial, polynomialOf } from '../../src/datasets/polynomial.ts';
import { datasets } from '../../src/datasets/registry.ts';
import { spirals } from '../../src/datasets/spirals.ts';
import { threshold } from '../../src/datasets/threshold.ts';
import { twoBumps } from '../../src/datasets/two-bumps.ts';
import { allInputs, allLabels, memorySources, request } from './memory-sources.ts';

function load(kind: DatasetKind, options: DatasetOptions = {}, changes: Partial<LoadRequest> = {}): Promise<PreparedData> {
  const preprocessing = { shape: kind.inputShape, resize: 'none', normalize: 'none', mean: 0, std: 1 } as const;
  return kind.load(request({ sources: memorySources({}), preprocessing, options, ...changes }));
}

function targetsOf({ count, targets }: ExampleSet): number[] {
  const out = new Float32Array(count * (targets?.size ?? 0));
  targets?.read(Array.from({ length: count }, (_, i) => i), out);
  return [...out];
}

/** Inputs and targets. */
const bytesOf = (set: ExampleSet) => Buffer.from(Float32Array.of(...targetsOf(set), ...allInputs(set).subarray(0, 20_000)).buffer);
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
function stdOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}

const column = (set: ExampleSet, at: number) => [...allInputs(set)].filter((_, i) => i % (set.shape[0] ?? 1) === at);

describe('points on a line', () => {
  it('one bump is the course’s 40 points, 7 of them up', async () => {
    const { training, validation } = await load(oneBump);
    expect([...allInputs(training)]).toEqual(Array.from({ length: 40 }, (_, i) => i - 20));
    expect(allLabels(training).map((label, i) => (label === 1 ? i - 20 : undefined)).filter((x) => x !== undefined)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
    expect([...allInputs(validation)].slice(0, 2)).toEqual([-19.5, -18.5]);
    expect(allLabels((await load(oneBump, { halfWidth: 1 })).training).filter(Boolean)).toHaveLength(1);
  });

  it('two bumps are numpy’s linspace(-20, 20, 100), 26 of them up', async () => {
    const { training } = await load(twoBumps);
    const xs = [...allInputs(training)];
    expect([xs.length, xs[0], xs[99]]).toEqual([100, -20, 20]);
    expect(xs[1]).toBeCloseTo(-20 + 40 / 99, 5);
    const labels = allLabels(training);
    const up = xs.filter((_, i) => labels[i] === 1);
    expect(up).toHaveLength(26);
    expect(up.every((x) => Math.abs(x) > 5 && Math.abs(x) < 10)).toBe(true);
  });

  it('the threshold itself is below', async () => {
    const { training } = await load(threshold);
    const xs = [...allInputs(training)].map((x) => Number(x.toFixed(4)));
    expect(xs.slice(0, 3)).toEqual([-1, -0.9, -0.8]);
    expect(xs.at(-1)).toBe(0.9);
    expect(xs.filter((_, i) => allLabels(training)[i] === 1)).toEqual([0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
  });
});

describe('noisy XOR', () => {
  it('has 25 points at each corner, in order, 0.05 away', async () => {
    const { training } = await load(noisyXor);
    expect(training.count).toBe(100);
    expect(allLabels(training)).toEqual([0, 1, 1, 0].flatMap((label) => new Array<number>(25).fill(label)));
    const corner = (at: number) => [0, 1].map((axis) => (column(training, axis)[at] ?? NaN) > 0.5);
    expect([0, 25, 50, 75].map(corner)).toEqual([[false, false], [false, true], [true, false], [true, true]]);
    const many = (await load(noisyXor, { perCorner: 5000 })).training;
    const away = [...allInputs(many)].map((value) => value - Math.round(value));
    expect(stdOf(away)).toBeCloseTo(0.05, 3);
    expect(meanOf(away)).toBeCloseTo(0, 3);
  });
});

describe('spirals', () => {
  it('are three arms of 500 points, radius and angle growing', async () => {
    const { training } = await load(spirals);
    expect(allLabels(training)).toEqual([0, 1, 2].flatMap((label) => new Array<number>(500).fill(label)));
    const x2 = column(training, 1);
    const radii = column(training, 0).map((x, i) => Math.hypot(x, x2[i] ?? NaN));
    [0, 1, 2].forEach((arm) => [0, 250, 499].forEach((i) => expect(radii[arm * 500 + i]).toBeCloseTo(i / 499, 5)));
  });

  it('shake by 0.2 radians about the course’s angles', async () => {
    const { training } = await load(spirals, { perArm: 4000 });
    const x1 = column(training, 0);
    const x2 = column(training, 1);
    const off = x1.map((x, i) => {
      const wanted = 4 * Math.floor(i / 4000) + (4 * (i % 4000)) / 3999;
      const difference = Math.atan2(x, x2[i] as number) - wanted;
      return difference - 2 * Math.PI * Math.round(difference / (2 * Math.PI));
    }).filter((_, i) => i % 4000 > 0);
    expect(stdOf(off)).toBeCloseTo(0.2, 2);
    expect(meanOf(off)).toBeCloseTo(0, 2);
  });
});

describe('polynomial', () => {
  it('labels clean points, moved by noise twice in training and once in the test part', async () => {
    const { training, validation } = await load(polynomial, { count: 50_000 });
    // 10,000,000 points of numpy: 0.5148 above.
    expect(meanOf(allLabels(training))).toBeCloseTo(0.5148, 2);
    // A uniform number has variance 1/12.
    expect(stdOf(column(training, 0)) ** 2).toBeCloseTo(1 / 12 + 2 * 0.2 ** 2, 2);
    expect(stdOf(column(validation, 1)) ** 2).toBeCloseTo(1 / 12 + 0.15 ** 2, 2);
    const clean = (await load(polynomial, { count: 500, noise: 0 })).training;
    const x2 = column(clean, 1);
    expect(allLabels(clean)).toEqual(column(clean, 0).map((x, i) => Number(polynomialOf(x, x2[i] ?? NaN) > 0)));
    expect((await load(polynomial)).training.count).toBe(1000);
  });
});

describe('noisy parabola', () => {
  it('has numbers to predict and no classes', async () => {
    const { training, validation, classNames } = await load(noisyParabola);
    expect([training.count, validation.count, classNames, training.targets?.size]).toEqual([40, 40, [], 1]);
    const xs = [...allInputs(training)];
    expect([xs[0], xs[39]]).toEqual([-1, 1]);
    expect(targetsOf(training)).not.toEqual(targetsOf(validation));
    const many = (await load(noisyParabola, { count: 20_000 })).training;
    const inputs = allInputs(many);
    const noise = targetsOf(many).map((y, i) => y - (inputs[i] ?? NaN) ** 2);
    expect(stdOf(noise)).toBeCloseTo(1, 1);
    expect(meanOf(noise)).toBeCloseTo(0, 1);
  });

  it('is split with its targets', async () => {
    const { training, validation } = await load(noisyParabola, { noise: 0 }, { validation: 0.25, seed: 3 });
    expect([training.count, validation.count]).toEqual([30, 10]);
    targetsOf(validation).forEach((y, i) => expect(y).toBeCloseTo((allInputs(validation)[i] as number) ** 2, 5));
  });
});

describe('lines', () => {
  it('are the course’s counts, vertical ones first, the bar in the middle', async () => {
    const { training, validation } = await load(lines);
    expect([training.count, validation.count]).toEqual([10_000, 1000]);
    expect([meanOf(allLabels(training)) * 10_000, meanOf(allLabels(validation)) * 1000]).toEqual([4999, 499]);
    expect(allLabels(training)).toEqual(allLabels(training).toSorted((a, b) => a - b));
    const inputs = allInputs(training);
    const average = (from: number, to: number) => Array.from({ length: 121 }, (_, p) => {
      let sum = 0;
      for (let i = from; i < to; i++) sum += inputs[i * 121 + p] as number;
      return sum / (to - from);
    });
    average(0, 5001).forEach((lit, p) => expect(lit).toBeCloseTo(Math.abs(Math.floor(p / 11) - 5) <= 4 && Math.abs((p % 11) - 5) <= 1 ? 0.9 : 0, 1));
    average(5001, 10_000).forEach((lit, p) => expect(lit).toBeCloseTo(Math.abs((p % 11) - 5) <= 4 && Math.abs(Math.floor(p / 11) - 5) <= 1 ? 0.9 : 0, 1));
  });

  it('move where there is an offset', async () => {
    const { training } = await load(lines, { offset: 2, density: 1, count: 200 });
    const inputs = allInputs(training);
    const corners = Array.from({ length: 101 }, (_, i) => inputs.subarray(i * 121, (i + 1) * 121).indexOf(1));
    // Rows 1 and 2, columns 3 and 4.
    expect([...new Set(corners)].sort((a, b) => a - b)).toEqual([14, 15, 25, 26]);
    Array.from({ length: 200 }, (_, i) => expect(inputs.subarray(i * 121, (i + 1) * 121).reduce((a, b) => a + b, 0)).toBe(27));
  });
});

describe('every dataset with options', () => {
  const generated = [...datasets.values()].filter(({ options }) => options);

  it.each(generated.map((kind) => [kind.id, kind] as const))('%s is the same for the same options, and as many as it says', async (_, kind) => {
    const [a, b] = await Promise.all([load(kind), load(kind)]);
    expect(bytesOf(a.training).equals(bytesOf(b.training))).toBe(true);
    expect(a.training.count).toBe(trainingCountOf(kind));
    if (kind.options && 'seed' in kind.options) {
      const other = await load(kind, { seed: 77 });
      expect(bytesOf(a.training).equals(bytesOf(other.training))).toBe(false);
    }
  });

  it('refuses an option out of range', async () => {
    await expect(load(spirals, { noise: -1 })).rejects.toThrow('Noise of the dataset must be a number of at least 0, received -1.');
  });

  it('normalises each number by the training part, takes limits, and refuses an Input of another size', async () => {
    const preprocessing = { shape: [2], resize: 'none', normalize: 'dataset', mean: 0, std: 1 } as const;
    const { training } = await load(noisyXor, {}, { preprocessing, validation: 0.5 });
    [0, 1].forEach((at) => {
      expect(meanOf(column(training, at))).toBeCloseTo(0, 5);
      expect(stdOf(column(training, at))).toBeCloseTo(1, 5);
    });
    const limited = await load(noisyXor, {}, { limits: { training: 7, test: 3 } });
    expect([limited.training.count, limited.validation.count]).toEqual([7, 3]);
    await expect(load(noisyXor, {}, { preprocessing: { ...preprocessing, shape: [3] } })).rejects.toThrow('The Input asks for 3; an example of the dataset has 2 numbers.');
  });
});
