// The networks that take the engine's fast ways, against PyTorch in float64: every step's loss, and the weights in the end.
// The suite of all engines keeps its networks small; these have the channels that Winograd and the fusions ask for.

import { describe, expect, it } from 'vitest';
import type { Attrs } from '../../../src/core/attrs.ts';
import { defaultAdam, defaultSgd, defaultTraining } from '../../../src/core/training-config.ts';
import { initialWeights } from '../../../src/core/weights.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../../src/engines/wasm/node-environment.ts';
import { pythonWithTorch } from '../../support/shared-data.ts';
import { planOf, randomBatch, type NodeRow } from '../networks.ts';
import { trainInTorch, type TorchResult } from '../torch-reference.ts';

const batchSizes = [7, 3, 6, 1, 2];
const steps = 6;

/** One convolution between two that make gradients flow through it both ways. */
function around(shape: readonly [number, number, number], conv: Attrs, optimizer: Attrs = {}): Case {
  return { rows: [
    ['input', 'Input', { shape: [2, shape[1], shape[2]] }],
    ['before', 'Conv2d', { outChannels: shape[0], kernelSize: 1 }],
    ['conv', 'Conv2d', conv],
    ['act', 'Tanh'],
    ['flatten', 'Flatten'],
    ['fc', 'Linear', { outFeatures: 5 }],
  ], optimizer };
}

interface Case {
  readonly rows: readonly NodeRow[];
  readonly optimizer?: Attrs;
}

const cases: Readonly<Record<string, Case>> = {
  '3×3 on 7×9': around([8, 7, 9], { outChannels: 16, kernelSize: 3, padding: 1 }),
  '3×3 without padding': around([12, 6, 11], { outChannels: 8, kernelSize: 3 }),
  '3×3 padded by 2, no bias': around([16, 5, 4], { outChannels: 24, kernelSize: 3, padding: 2, bias: false }),
  '5×5 on 8×8': around([16, 8, 8], { outChannels: 32, kernelSize: 5, padding: 2 }),
  '5×5 on 9×13, padded by 1 and 3': around([8, 9, 13], { outChannels: 8, kernelSize: 5, padding: [1, 3] }),
  '5×5 with "same"': around([20, 6, 6], { outChannels: 8, kernelSize: 5, padding: 'same' }),
  '3×3 of few channels': around([4, 6, 6], { outChannels: 16, kernelSize: 3, padding: 1 }),
  '1×1 of stride 2': around([16, 7, 8], { outChannels: 24, kernelSize: 1, stride: 2 }),
  'depthwise of 12 channels': around([12, 9, 7], { outChannels: 12, kernelSize: 3, stride: 2, padding: 1, groups: 12 }),
  'a frozen one in the middle': { rows: [
    ['input', 'Input', { shape: [1, 8, 8] }],
    ['before', 'Conv2d', { outChannels: 8, kernelSize: 3, padding: 1 }],
    ['frozen', 'Conv2d', { outChannels: 8, kernelSize: 3, padding: 1 }, { frozen: true }],
    ['relu', 'ReLU'],
    ['flatten', 'Flatten'],
    ['fc', 'Linear', { outFeatures: 5 }],
  ] },
  'the course network with BatchNorm': { rows: [
    ['input', 'Input', { shape: [1, 16, 16] }],
    ['conv1', 'Conv2d', { outChannels: 16, kernelSize: 5, padding: 2 }],
    ['bn1', 'BatchNorm2d'],
    ['relu1', 'ReLU'],
    ['pool1', 'MaxPool2d'],
    ['conv2', 'Conv2d', { outChannels: 32, kernelSize: 5, padding: 2 }],
    ['bn2', 'BatchNorm2d'],
    ['relu2', 'ReLU'],
    ['pool2', 'MaxPool2d'],
    ['flatten', 'Flatten'],
    ['fc', 'Linear', { outFeatures: 10 }],
    ['bn3', 'BatchNorm1d'],
  ], optimizer: { momentum: 0.9 } },
  'a residual block': { rows: [
    ['input', 'Input', { shape: [3, 8, 8] }],
    ['stem', 'Conv2d', { outChannels: 16, kernelSize: 3, padding: 1, bias: false }],
    ['bn0', 'BatchNorm2d'],
    ['relu0', 'ReLU'],
    ['conv1', 'Conv2d', { outChannels: 16, kernelSize: 3, padding: 1, bias: false }],
    ['bn1', 'BatchNorm2d'],
    ['relu1', 'ReLU'],
    ['conv2', 'Conv2d', { outChannels: 16, kernelSize: 3, padding: 1, bias: false }],
    ['bn2', 'BatchNorm2d'],
    ['add', 'Add', {}, { from: ['bn2', 'relu0'] }],
    ['relu2', 'ReLU'],
    ['pool', 'AdaptiveAvgPool2d'],
    ['flatten', 'Flatten'],
    ['fc', 'Linear', { outFeatures: 4 }],
  ] },
};

const runs = Object.entries(cases).map(([name, { rows, optimizer = {} }], index) => {
  const plan = planOf(rows);
  // Where a BatchNorm follows a convolution's bias, its true gradient is 0, and a batch of one has no variance.
  const sizes = batchSizes.map((size) => (rows.some(([, kind]) => kind.startsWith('BatchNorm')) ? size + 3 : size));
  return {
    name, index, plan,
    config: { ...defaultTraining, batchSize: 10, optimizer: { ...defaultSgd, learningRate: 0.05, ...optimizer } },
    weights: initialWeights(plan.ops, index),
    batches: Array.from({ length: steps }, (_, step) => randomBatch(plan, sizes[step % sizes.length] ?? 1, step)),
    changes: {},
  };
});

function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((actual[i] as number) - (expected[i] as number));
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
  }
  return worst;
}

describe.each([1, 2])('on %i threads', (threads) => {
  let reference: TorchResult[] | undefined;
  it.for(runs)('$name', async ({ index, plan, config, weights, batches }, context) => {
    reference ??= trainInTorch(pythonWithTorch(context), runs.map((run) => ({ ...run, optimizer: run.config.optimizer })));
    const torch = reference[index] as TorchResult;
    const session = await createWasmEngine(createNodeEnvironment({ threads })).open({ plan, config, weights });
    try {
      for (const [step, batch] of batches.entries()) {
        const { loss } = await session.trainBatch(batch);
        const expected = torch.losses[step] as number;
        expect(Math.abs(loss - expected) / expected, `loss of step ${step}`).toBeLessThan(1e-4);
      }
      const after = await session.readWeights();
      for (const [key, expected] of Object.entries(torch.weights)) expect(largestDifference(after[key]?.data ?? [], expected), key).toBeLessThan(1e-4);
      const { inputs, count } = batches[0] as (typeof batches)[number];
      const values = await session.inspect(inputs, count, plan.ops.map(({ id }) => id));
      for (const { id } of plan.ops) expect(largestDifference(values.get(id)?.data ?? [], torch.values[id] ?? []), id).toBeLessThan(1e-3);
    } finally {
      session.dispose();
    }
  });
});

it('gives the same numbers to the last bit for the same number of threads', async () => {
  const run = runs.find(({ name }) => name === 'the course network with BatchNorm') as (typeof runs)[number];
  const train = async (threads: number): Promise<number[]> => {
    const session = await createWasmEngine(createNodeEnvironment({ threads })).open(run);
    const losses: number[] = [];
    for (const batch of run.batches) losses.push((await session.trainBatch(batch)).loss);
    session.dispose();
    return losses;
  };
  const [one, two, three] = [await train(1), await train(2), await train(3)];
  expect(await train(2)).toEqual(two);
  expect(await train(3)).toEqual(three);
  expect(largestDifference(two, one)).toBeLessThan(1e-5);
  expect(largestDifference(three, one)).toBeLessThan(1e-5);
});

it('follows Adam through the fast ways too', async (context) => {
  const run = runs.find(({ name }) => name === 'the course network with BatchNorm') as (typeof runs)[number];
  const optimizer = { ...defaultAdam, eps: 1e-3 };
  const [torch] = trainInTorch(pythonWithTorch(context), [{ ...run, optimizer }]) as [TorchResult];
  const session = await createWasmEngine(createNodeEnvironment({ threads: 2 })).open({ ...run, config: { ...run.config, optimizer } });
  for (const batch of run.batches) await session.trainBatch(batch);
  const after = await session.readWeights();
  session.dispose();
  for (const [key, expected] of Object.entries(torch.weights)) expect(largestDifference(after[key]?.data ?? [], expected), key).toBeLessThan(1e-4);
});
