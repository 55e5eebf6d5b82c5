// What kinds compute in plain tfjs, against numbers that a person can check: the course's printed examples, and
// inputs chosen so that each known trap of the lowering would show. Runs without PyTorch.

import { describe, expect, it } from 'vitest';
import type { Attrs } from '../../src/core/attrs.ts';
import type { LayerKind } from '../../src/core/layer-kind.ts';
import type { Shape } from '../../src/core/shape.ts';
import { layers } from '../../src/layers/registry.ts';
import { runLayer } from '../support/run-layer.ts';

const kindOf = (name: string) => layers.get(name) as LayerKind;

async function run(kind: string, attrs: Attrs, shape: Shape, values: ArrayLike<number>, weights: Record<string, number[]> = {}): Promise<number[]> {
  const result = await runLayer({ kind: kindOf(kind), attrs, shape, values, weights });
  if ('problems' in result) throw new Error(result.problems.map((problem) => problem.message).join());
  return [...result.output].map((value) => Number(value.toFixed(5)));
}

const column = Array.from({ length: 25 }, (_, i) => (i % 5 === 2 ? 1 : 0));
const row = Array.from({ length: 25 }, (_, i) => (Math.floor(i / 5) === 2 ? 1 : 0));
const ones = (length: number, value = 1) => Array<number>(length).fill(value);
const sobelX = [1, 0, -1, 2, 0, -2, 1, 0, -1];
const sobelY = [1, 2, 1, 0, 0, 0, -1, -2, -1];

describe('Conv2d', () => {
  const conv = (attrs: Attrs, shape: Shape, values: number[], weight: number[], bias?: number[]) =>
    run('Conv2d', { ...attrs, bias: bias !== undefined }, shape, values, { weight, ...(bias && { bias }) });

  it('does not flip the filter: the course’s Sobel edge', async () => {
    expect(await conv({ outChannels: 1 }, [1, 5, 5], column, sobelX)).toEqual([-4, 0, 4, -4, 0, 4, -4, 0, 4]);
  });

  it('slides as the course prints it for strides 1, 2, 3 and padding 1', async () => {
    const box = (stride: number, padding: number) => conv({ outChannels: 1, kernelSize: 2, stride, padding }, [1, 4, 4], ones(16), ones(4));
    expect(await box(1, 0)).toEqual(ones(9, 4));
    expect(await box(2, 0)).toEqual(ones(4, 4));
    expect(await box(3, 0)).toEqual([4]);
    expect(await box(3, 1)).toEqual([1, 2, 2, 4]);
  });

  it('keeps channels apart: the course’s two inputs and three outputs', async () => {
    const single = Array.from({ length: 25 }, (_, i) => (i === 12 ? 1 : 0));
    const centre = (value: number) => [0, 0, 0, 0, value, 0, 0, 0, 0];
    const weight = [...centre(0.5), ...centre(0.5), ...centre(1), ...centre(-1), ...sobelX, ...sobelY];
    expect(await conv({ outChannels: 3 }, [2, 5, 5], [...ones(25), ...single], weight)).toEqual([
      0.5, 0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5, 0.5,
      1, 1, 1, 1, 0, 1, 1, 1, 1,
      -1, -2, -1, 0, 0, 0, 1, 2, 1,
    ]);
    expect(await conv({ outChannels: 1 }, [2, 5, 5], [...row.map((x) => -2 * x), ...row], [...centre(1), ...centre(-2)])).toEqual([0, 0, 0, -4, -4, -4, 0, 0, 0]);
  });

  it('pads "same" with the odd zero at the bottom and right', async () => {
    expect(await conv({ outChannels: 1, kernelSize: [1, 2], padding: 'same' }, [1, 1, 3], [1, 2, 3], [10, 1])).toEqual([12, 23, 30]);
  });

  it('gives each group and each depthwise filter its own channels', async () => {
    const values = [1, 10, 100, 1000];
    expect(await conv({ outChannels: 4, kernelSize: 1, groups: 2 }, [4, 1, 1], values, [1, 1, 1, 2, 1, 1, 1, 2], [0, 0, 0, 5])).toEqual([11, 21, 1100, 2105]);
    expect(await conv({ outChannels: 8, kernelSize: 1, groups: 4 }, [4, 1, 1], values, [1, 2, 3, 4, 5, 6, 7, 8])).toEqual([1, 2, 30, 40, 500, 600, 7000, 8000]);
  });

  it('spreads a dilated kernel, each axis by its own step', async () => {
    const image = Array.from({ length: 15 }, (_, i) => i);
    expect(await conv({ outChannels: 1, kernelSize: 2, dilation: [2, 4] }, [1, 3, 5], image, [1, 10, 100, 1000])).toEqual([0 + 40 + 1000 + 14_000]);
  });

  it('with stride and dilation is refused, since tfjs cannot', async () => {
    const result = await runLayer({ kind: kindOf('Conv2d'), attrs: { outChannels: 1, kernelSize: 2, stride: 2, dilation: [1, 2] }, shape: [1, 5, 5], values: column });
    expect(result).toMatchObject({
      problems: [{ code: 'tfjs-stride-and-dilation', severity: 'error', site: { node: 'example', attr: 'dilation' }, message: 'tfjs cannot run a convolution with both stride 2×2 and dilation 1×2' }],
    });
  });
});

describe('MaxPool2d', () => {
  it('gives the course’s printed results', async () => {
    const image = [1, 2, 3, -4, 0, 2, -3, 0, 0, 2, 3, 1, 0, 0, 0, 0];
    expect(await run('MaxPool2d', { stride: 1 }, [1, 4, 4], image)).toEqual([2, 3, 3, 2, 3, 3, 2, 3, 3]);
    expect(await run('MaxPool2d', {}, [1, 4, 4], image)).toEqual([2, 3, 2, 3]);
  });

  it.each([
    ['as tfjs pads "same"', { kernelSize: 3, stride: 1, padding: 1 }, [-1, -1, -1, -1, -1, -1, -1, -1, -1]],
    ['unlike "same"', { kernelSize: 3, stride: 2, padding: 1 }, [-1, -1, -1, -1]],
    ['on one axis', { kernelSize: [2, 1], stride: [2, 1], padding: [1, 0] }, [-9, -8, -7, -3, -1, -2]],
  ])('pads with minus infinity %s: what is below zero stays below', async (_, attrs, expected) => {
    expect(await run('MaxPool2d', attrs, [1, 3, 3], [-9, -8, -7, -6, -1, -2, -3, -4, -5])).toEqual(expected);
  });
});

describe('MaxPool2d with gaps', () => {
  it('is for other engines', async () => {
    const result = await runLayer({ kind: kindOf('MaxPool2d'), attrs: { dilation: 2 }, shape: [1, 5, 5], values: ones(25) });
    expect(result).toMatchObject({
      problems: [{ code: 'tfjs-pool-dilation', site: { node: 'example', attr: 'dilation' }, message: 'tfjs cannot run a max pooling with dilation 2×2' }],
    });
  });
});

describe('AvgPool2d', () => {
  const corner = (attrs: Attrs) => run('AvgPool2d', { kernelSize: 3, padding: 1, ...attrs }, [1, 4, 4], ones(16, 36));

  it('counts padding zeros, or leaves them out', async () => {
    expect(await corner({ stride: 3 })).toEqual([16, 16, 16, 16]);
    expect(await corner({ stride: 3, countIncludePad: false })).toEqual([36, 36, 36, 36]);
    expect(await corner({ stride: 1, countIncludePad: false })).toEqual(ones(16, 36));
    expect((await corner({ stride: 1 })).slice(0, 4)).toEqual([16, 24, 24, 16]);
  });
});

describe('AdaptiveAvgPool2d', () => {
  it('averages regions from floor(i·n/m) to ceil((i+1)·n/m)', async () => {
    const ramp = Array.from({ length: 7 }, (_, i) => i);
    expect(await run('AdaptiveAvgPool2d', { outputSize: [1, 3] }, [1, 1, 7], ramp)).toEqual([1, 3, 5]);
    expect(await run('AdaptiveAvgPool2d', { outputSize: [3, 1] }, [1, 7, 1], ramp)).toEqual([1, 3, 5]);
    expect(await run('AdaptiveAvgPool2d', { outputSize: [1, 5] }, [1, 1, 3], [10, 20, 60])).toEqual([10, 15, 20, 40, 60]);
    expect(await run('AdaptiveAvgPool2d', {}, [2, 1, 2], [1, 3, 10, 30])).toEqual([2, 20]);
  });
});

describe('layouts', () => {
  const values = Array.from({ length: 12 }, (_, i) => i);

  it('Flatten lays channels out one after another', async () => {
    expect(await run('Flatten', {}, [2, 2, 3], values)).toEqual(values);
    expect(await run('Flatten', {}, [12, 1, 1], values)).toEqual(values);
    expect(await run('Flatten', {}, [1, 3, 4], values)).toEqual(values);
  });

  it('Linear multiplies rows of its weight', async () => {
    expect(await run('Linear', { outFeatures: 2 }, [3], [1, 10, 100], { weight: [1, 2, 3, 4, 5, 6], bias: [0.5, 0] })).toEqual([321.5, 654]);
  });

  it('ZeroPad2d knows its sides', async () => {
    expect(await run('ZeroPad2d', { left: 1, right: 2, top: 0, bottom: 1 }, [1, 1, 1], [7])).toEqual([0, 7, 0, 0, 0, 0, 0, 0]);
  });

  it('Softmax sums to one over the channels of each pixel', async () => {
    const [a = 0, b = 0, c = 0, d = 0] = await run('Softmax', {}, [2, 1, 2], [0, 5, Math.log(3), 5]);
    expect([a, b, c, d]).toEqual([0.25, 0.5, 0.75, 0.5]);
  });
});

describe('normalisation', () => {
  it('uses the running statistics, with and without scale and shift', async () => {
    const running = { running_mean: [1, 2], running_var: [4, 9] };
    expect(await run('BatchNorm1d', { eps: 0, affine: false }, [2], [5, 8], running)).toEqual([2, 2]);
    expect(await run('BatchNorm2d', { eps: 0 }, [2, 1, 2], [1, 5, 2, 8], { ...running, weight: [10, 100], bias: [0, 1] })).toEqual([0, 20, 1, 201]);
  });
});

describe('activations', () => {
  // Φ(1) = 0.84134, tanh(1) = 0.76159, 1/(1+1/e) = 0.73106.
  it.each([
    ['ReLU', {}, [0, 0, 1]], ['LeakyReLU', { negativeSlope: 0.1 }, [-0.1, 0, 1]], ['Sigmoid', {}, [0.26894, 0.5, 0.73106]],
    ['Tanh', {}, [-0.76159, 0, 0.76159]], ['GELU', {}, [-0.15866, 0, 0.84134]],
  ] as const)('%s %j', async (kind, attrs, expected) => {
    const output = await run(kind, attrs, [3], [-1, 0, 1]);
    expect(output.map((value) => value + 0)).toEqual(expected.map((value) => value + 0));
  });

  it('GELU by the tanh formula is refused, since a saved tfjs model cannot name it', async () => {
    expect(await runLayer({ kind: kindOf('GELU'), attrs: { approximate: 'tanh' }, shape: [1], values: [1] })).toMatchObject({
      problems: [{ code: 'tfjs-gelu-tanh', site: { node: 'example', attr: 'approximate' }, fix: { action: { type: 'setAttr', node: 'example', attr: 'approximate', value: 'none' } } }],
    });
  });

  it('Dropout passes everything in evaluation, and is refused where tfjs would drop nothing', async () => {
    expect(await run('Dropout', { p: 0.9 }, [3], [1, 2, 3])).toEqual([1, 2, 3]);
    expect(await runLayer({ kind: kindOf('Dropout'), attrs: { p: 1 }, shape: [3], values: [1, 2, 3] })).toMatchObject({
      problems: [{ code: 'tfjs-dropout-all', severity: 'error', site: { node: 'example', attr: 'p' }, message: 'tfjs drops nothing where all is to be dropped: it takes p below 1, received 1' }],
    });
  });
});
