// Output elements taken apart: the numbers that the course prints, and what the engine computes, element by element.

import { describe, expect, test } from 'vitest';
import type { Attrs } from '../../../src/core/attrs.ts';
import type { NetworkPlan } from '../../../src/core/plan.ts';
import { createRandom } from '../../../src/core/random.ts';
import { elementCount } from '../../../src/core/shape.ts';
import { weightKey, type WeightSet } from '../../../src/core/weights.ts';
import { layers } from '../../../src/layers/registry.ts';
import { stepUnit, unitOps, workOut, type UnitOp, type UnitWork } from '../../../src/ui/lenses/arithmetic/unit-arithmetic.ts';
import { tableTexts } from '../../../src/ui/lenses/arithmetic/number-table.tsx';
import { equalsSign } from '../../../src/ui/lenses/number-text.ts';
import { clampUnit, gridOf } from '../../../src/ui/lenses/grid-shape.ts';
import { channelText, totalText } from '../../../src/ui/lenses/arithmetic/unit-text.ts';
import { planOf, type NodeRow } from '../../engines/networks.ts';
import { openNetwork } from './open-network.ts';

interface Alone {
  readonly kind: string;
  readonly attrs: Attrs;
  readonly shape: readonly [number, number, number];
  readonly input: readonly number[];
  readonly weight?: readonly number[];
  readonly bias?: readonly number[];
}

/** A layer alone, every output element worked out. */
function workAll({ kind, attrs, shape, input, weight, bias }: Alone): { readonly unitOp: UnitOp; readonly works: readonly UnitWork[] } {
  const [unitOp] = unitOps(planOf([['input', 'Input', { shape }], ['it', kind, attrs]]), layers);
  if (!unitOp) throw new Error(`${kind} cannot be taken apart`);
  const tensors = { input: Float32Array.from(input), ...(weight && { weight: Float32Array.from(weight) }), ...(bias && { bias: Float32Array.from(bias) }) };
  const units = Array.from({ length: elementCount(unitOp.outputGrid) }, (_, i) => stepUnit(unitOp.outputGrid, { channel: 0, row: 0, column: 0 }, i));
  return { unitOp, works: units.map((unit) => workOut(unitOp, layers, unit, tensors)) };
}

const totals = (layer: Alone) => workAll(layer).works.map(({ total }) => total);
const vertical = [0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0];
const horizontal = Array.from({ length: 25 }, (_, i) => (Math.floor(i / 5) === 2 ? 1 : 0));
const sobelX = [1, 0, -1, 2, 0, -2, 1, 0, -1];
const sobelY = [1, 2, 1, 0, 0, 0, -1, -2, -1];
const centre = (value: number) => [0, 0, 0, 0, value, 0, 0, 0, 0];
const zeros = (count: number) => Array<number>(count).fill(0);

describe('what the course prints', () => {
  test('a Sobel kernel on a vertical line', () => {
    const layer = { kind: 'Conv2d', attrs: { outChannels: 1 }, shape: [1, 5, 5], input: vertical, weight: sobelX, bias: [0] } as const;
    expect(totals(layer)).toEqual([-4, 0, 4, -4, 0, 4, -4, 0, 4]);
    const { works: [first] } = workAll(layer);
    expect(first).toMatchObject({ rows: [0, 1, 2], columns: [0, 1, 2], bias: 0, total: -4 });
    expect(first?.channels[0]).toMatchObject({ inputs: [0, 0, 1, 0, 0, 1, 0, 0, 1], weights: sobelX, products: [0, 0, -1, 0, 0, -2, 0, 0, -1], result: -4 });
  });

  const ones = Array<number>(16).fill(1);
  test.each([
    ['stride 1', { stride: 1 }, Array<number>(9).fill(4)],
    ['stride 2', { stride: 2 }, [4, 4, 4, 4]],
    ['stride 3', { stride: 3 }, [4]],
    ['stride 3 with padding', { stride: 3, padding: 1 }, [1, 2, 2, 4]],
  ])('ones under a kernel of ones, %s', (_, attrs, expected) => {
    expect(totals({ kind: 'Conv2d', attrs: { outChannels: 1, kernelSize: 2, ...attrs }, shape: [1, 4, 4], input: ones, weight: [1, 1, 1, 1], bias: [0] })).toEqual(expected);
  });

  const pooled = [1, 2, 3, -4, 0, 2, -3, 0, 0, 2, 3, 1, 0, 0, 0, 0];
  test.each([
    ['of stride 1', { stride: 1 }, [2, 3, 3, 2, 3, 3, 2, 3, 3]],
    ['of its own size', {}, [2, 3, 2, 3]],
  ])('a maximum %s', (_, attrs, expected) => {
    expect(totals({ kind: 'MaxPool2d', attrs: { kernelSize: 2, ...attrs }, shape: [1, 4, 4], input: pooled })).toEqual(expected);
  });

  test('one channel in, three out', () => {
    const layer = { kind: 'Conv2d', attrs: { outChannels: 3 }, shape: [1, 5, 5], weight: [...sobelX, ...sobelY, ...Array<number>(9).fill(1)], bias: zeros(3) } as const;
    expect(totals({ ...layer, input: vertical })).toEqual([-4, 0, 4, -4, 0, 4, -4, 0, 4, ...zeros(9), ...Array<number>(9).fill(3)]);
    expect(totals({ ...layer, input: horizontal })).toEqual([...zeros(9), -4, -4, -4, 0, 0, 0, 4, 4, 4, ...Array<number>(9).fill(3)]);
  });

  test('two channels in, one out: the sums of the channels add up', () => {
    const layer = {
      kind: 'Conv2d', attrs: { outChannels: 1 }, shape: [2, 5, 5], input: [...horizontal.map((x) => -2 * x), ...horizontal],
      weight: [...centre(1), ...centre(-2)], bias: [0],
    } as const;
    expect(totals(layer)).toEqual([0, 0, 0, -4, -4, -4, 0, 0, 0]);
    expect(workAll(layer).works[4]?.channels.map(({ channel, result }) => [channel, result])).toEqual([[0, -2], [1, -2]]);
  });

  test('two channels in, three out', () => {
    const second = [...zeros(12), 1, ...zeros(12)];
    expect(totals({
      kind: 'Conv2d', attrs: { outChannels: 3 }, shape: [2, 5, 5], input: [...Array<number>(25).fill(1), ...second],
      weight: [...centre(0.5), ...centre(0.5), ...centre(1), ...centre(-1), ...sobelX, ...sobelY], bias: zeros(3),
    })).toEqual([0.5, 0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1, 0, 1, 1, 1, 1, -1, -2, -1, 0, 0, 0, 1, 2, 1]);
  });
});

describe('the engine', () => {
  const networks: readonly (readonly [string, readonly NodeRow[]])[] = [
    ['padding, stride and pooling', [
      ['input', 'Input', { shape: [1, 9, 8] }], ['conv1', 'Conv2d', { outChannels: 3, kernelSize: [3, 2], stride: [2, 1], padding: [1, 1] }], ['relu', 'ReLU'],
      ['max', 'MaxPool2d', { kernelSize: 3, stride: 2, padding: 1 }], ['flatten', 'Flatten'], ['relu2', 'ReLU'], ['fc', 'Linear', { outFeatures: 4 }],
    ]],
    ['dilation, groups and no bias', [
      ['input', 'Input', { shape: [2, 9, 9] }], ['conv1', 'Conv2d', { outChannels: 4, kernelSize: 2, padding: 'same' }],
      ['conv2', 'Conv2d', { outChannels: 6, dilation: 2, padding: 1, groups: 2, bias: false }], ['tanh', 'Tanh'], ['flatten', 'Flatten'], ['fc', 'Linear', { outFeatures: 20 }],
    ]],
    ['means with and without the padding', [
      ['input', 'Input', { shape: [2, 7, 7] }], ['counted', 'AvgPool2d', { kernelSize: 3, stride: 1, padding: 1 }],
      ['inside', 'AvgPool2d', { kernelSize: 3, stride: 2, padding: 1, countIncludePad: false }], ['adaptive', 'AdaptiveAvgPool2d', { outputSize: [3, 2] }], ['flatten', 'Flatten'],
    ]],
  ];

  test.each(networks)('computes the same: %s', async (_, rows) => {
    const plan = planOf(rows);
    const { session, weights } = await openNetwork(plan);
    const random = createRandom(3, 'image');
    const image = Float32Array.from({ length: elementCount(plan.inputShape) }, () => random.normal(0, 1));
    const values = await session.inspect(image, 1, plan.ops.map(({ id }) => id));
    const ops = unitOps(plan, layers);
    expect(ops.map(({ op }) => op.id)).toEqual(rows.map(([id]) => id).filter((id) => /conv|max|fc|counted|inside|adaptive/.test(id)));
    for (const unitOp of ops) compare(unitOp, values, weights);
    session.dispose();
  });

  function compare(unitOp: UnitOp, values: ReadonlyMap<string, { readonly data: Float32Array }>, weights: WeightSet): void {
    const { op, outputGrid } = unitOp;
    const of = (id = '') => values.get(id)?.data ?? new Float32Array();
    const weight = weights[weightKey(op.id, 'weight')]?.data;
    const bias = weights[weightKey(op.id, 'bias')]?.data;
    of(op.id).forEach((expected, i) => {
      const unit = stepUnit(outputGrid, { channel: 0, row: 0, column: 0 }, i);
      const work = workOut(unitOp, layers, unit, { input: of(op.inputs[0]), ...(weight && { weight }), ...(bias && { bias }) });
      expect(work.total, `${op.id} ${JSON.stringify(unit)}`).toBeCloseTo(expected, 5);
      if (work.winner) expect(work.channels[0]?.inputs[work.rows.indexOf(work.winner.row) * work.columns.length + work.columns.indexOf(work.winner.column)]).toBe(work.total);
    });
  }
});

describe('a Linear layer', () => {
  const conv: readonly NodeRow[] = [['input', 'Input', { shape: [1, 6, 6] }], ['conv', 'Conv2d', { outChannels: 2 }]];
  const gridOfLast = (plan: NetworkPlan) => unitOps(plan, layers).at(-1)?.inputGrid;
  test('shows the image that was flattened, through what keeps the order', () => {
    expect(gridOfLast(planOf([...conv, ['flatten', 'Flatten'], ['relu', 'ReLU'], ['drop', 'Dropout'], ['fc', 'Linear', { outFeatures: 2 }]]))).toEqual([2, 4, 4]);
  });
  test('shows features behind another Linear folded', () => {
    expect(gridOfLast(planOf([...conv, ['flatten', 'Flatten'], ['fc1', 'Linear', { outFeatures: 32 }], ['fc2', 'Linear', { outFeatures: 2 }]]))).toEqual([1, 4, 8]);
  });
});

test('features lie in a row, or in the squarest grid that they fill', () => {
  expect([[10], [16], [512], [17], [3, 4, 5]].map(gridOf)).toEqual([[1, 1, 10], [1, 1, 16], [1, 16, 32], [1, 1, 17], [3, 4, 5]]);
});

test('steps go row by row and channel by channel, round and round', () => {
  const grid = [2, 2, 3] as const;
  const last = { channel: 1, row: 1, column: 2 };
  expect(stepUnit(grid, { channel: 0, row: 0, column: 2 }, 1)).toEqual({ channel: 0, row: 1, column: 0 });
  expect(stepUnit(grid, { channel: 0, row: 1, column: 2 }, 1)).toEqual({ channel: 1, row: 0, column: 0 });
  expect(stepUnit(grid, last, 1)).toEqual({ channel: 0, row: 0, column: 0 });
  expect(stepUnit(grid, { channel: 0, row: 0, column: 0 }, -1)).toEqual(last);
  expect(clampUnit(grid, { channel: 9, row: 1, column: 7 })).toEqual(last);
  expect(clampUnit([4, 8, 5], {})).toEqual({ channel: 0, row: 4, column: 2 });
});

describe('in words', () => {
  test('a weighted sum, its bias and its channels', () => {
    const { works: [work] } = workAll({ kind: 'Conv2d', attrs: { outChannels: 1, kernelSize: [1, 2] }, shape: [2, 1, 2], input: [1, -2, 0.5, 3], weight: [4, 5, -6, 7], bias: [-0.5] });
    expect(work && work.channels.map((channel) => channelText(work, channel))).toEqual(['1 × 4 + (-2) × 5 = -6', '0.5 × (-6) + 3 × 7 = 18']);
    expect(work && totalText(work)).toBe('(-6) + 18 + bias (-0.5) = 11.5');
  });
  test('a maximum and means', () => {
    const say = (kind: string, attrs: Attrs) => {
      const { works: [work] } = workAll({ kind, attrs, shape: [1, 1, 2], input: [1, 3] });
      return work?.channels[0] && [channelText(work, work.channels[0]), totalText(work)];
    };
    expect(say('MaxPool2d', { kernelSize: [1, 2] })).toEqual(['max(1, 3) = 3', undefined]);
    expect(say('AvgPool2d', { kernelSize: [1, 2] })).toEqual(['(1 + 3) / 2 = 2', undefined]);
    expect(say('AvgPool2d', { kernelSize: [1, 2], padding: [0, 1], stride: 1 })).toEqual(['(0 + 1) / 2 = 0.5', undefined]);
    expect(say('AvgPool2d', { kernelSize: [1, 2], padding: [0, 1], stride: 1, countIncludePad: false })).toEqual(['(1) / 1 = 1', undefined]);
  });
});

describe('the digits that are shown', () => {
  test.each([
    [[-19.6], [-0.98], '-19.6 -0.980 19.2'],
    [[-20], [-0.98], '-20 -0.980 19.6'],
    [[2, 0, -1], [0.5, 3, 4], '2 0 -1 0.50 3.00 4.00 1 0 -4'],
  ])('of %j by %j are %s, and multiply', (inputs, weights, expected) => {
    const products = inputs.map((input, i) => input * (weights[i] ?? NaN));
    const [a, b, c] = [inputs, weights, products].map(tableTexts) as [string[], string[], string[]];
    expect([...a, ...b, ...c].join(' ')).toBe(expected);
    c.forEach((text, i) => expect(equalsSign(Number(a[i]) * Number(b[i]), text)).toBe('='));
  });

  test('stand behind "≈" where rounding keeps them from adding up', () => {
    expect(equalsSign(19.6, '19')).toBe('≈');
    expect(equalsSign(19.208, '19.2')).toBe('=');
    expect(equalsSign(0.00012344, '1.2e-4')).toBe('=');
    expect(equalsSign(0.00013, '1.2e-4')).toBe('≈');
    expect(equalsSign(0.1 + 0.2, '0.3')).toBe('=');
    const { works: [work] } = workAll({ kind: 'Conv2d', attrs: { kernelSize: 1 }, shape: [2, 1, 1], input: [1.23454, 1.23454], weight: [1, 1], bias: [0] });
    if (!work) throw new Error('nothing was worked out');
    // 1.235 twice is 2.47; the sum is 2.46908.
    expect(totalText(work)).toBe('1.235 + 1.235 + bias 0 ≈ 2.469');
  });
});
