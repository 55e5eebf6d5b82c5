// What TensorFlow.js 4.22 does otherwise than PyTorch, or not at all, and that our way round it holds. Where plain
// tfjs can be shown to go wrong the test shows it, so that an upgrade that mends it is noticed.

import * as tf from '@tensorflow/tfjs-core';
import { layers as stock, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultSgd, defaultTraining, type TrainingConfig } from '../../src/core/training-config.ts';
import { initialWeights, type WeightSet } from '../../src/core/weights.ts';
import type { EngineSession } from '../../src/engines/engine.ts';
import { createTfjsEngine } from '../../src/engines/tfjs/engine.ts';
import { buildTfjsModel } from '../../src/interop/tfjs/topology.ts';
import { layers } from '../../src/layers/registry.ts';
import { planOf, randomBatch, type NodeRow } from './networks.ts';

const engine = createTfjsEngine('wasm', { layers });

beforeAll(async () => {
  expect(await engine.isAvailable()).toBe(true);
});

async function using<T>(rows: readonly NodeRow[], use: (session: EngineSession) => Promise<T>, weights: WeightSet = {}, config: TrainingConfig = defaultTraining): Promise<T> {
  const plan = planOf(rows);
  const session = await engine.open({ plan, config, weights: { ...initialWeights(plan.ops, 1), ...weights } });
  try {
    return await use(session);
  } finally {
    session.dispose();
  }
}

/** What one layer makes of one image or list of numbers. */
async function evaluate(input: readonly number[], rows: readonly NodeRow[], weights?: WeightSet): Promise<number[]> {
  return Array.from(await using(rows, (session) => session.predict(Float32Array.from(input), 1), weights));
}

describe('batch normalisation', () => {
  const oneFeature: readonly NodeRow[] = [['input', 'Input', { shape: [1] }], ['bn', 'BatchNorm1d']];
  const batch = { count: 4, inputs: Float32Array.of(1, 2, 3, 4), labels: new Int32Array(4) };

  it('keeps the unbiased variance, 1.667 of [1, 2, 3, 4], where tfjs keeps 1.25', async () => {
    await using(oneFeature, async (session) => {
      await session.trainBatch(batch);
      const { 'bn.running_mean': mean, 'bn.running_var': variance } = await session.readWeights();
      expect(mean?.data[0]).toBeCloseTo(0.1 * 2.5, 6);
      expect(variance?.data[0]).toBeCloseTo(0.9 + (0.1 * 5) / 3, 6);
    });
    const plain = stock.batchNormalization({ momentum: 0.9, inputShape: [1] });
    sequential({ layers: [plain] });
    plain.apply(tf.tensor2d([1, 2, 3, 4], [4, 1]), { training: true });
    expect(plain.getWeights()[3]?.dataSync()[0]).toBeCloseTo(0.9 + 0.1 * 1.25, 6);
  });

  it('stands still where it is frozen, where tfjs goes on moving', async () => {
    await using([['input', 'Input', { shape: [1] }], ['bn', 'BatchNorm1d', {}, { frozen: true }]], async (session) => {
      const before = await session.readWeights();
      await session.trainBatch(batch);
      expect(await session.readWeights()).toEqual(before);
    });
    const plain = stock.batchNormalization({ trainable: false, inputShape: [1] });
    sequential({ layers: [plain] });
    plain.apply(tf.tensor2d([1, 2, 3, 4], [4, 1]), { training: true });
    expect(plain.getWeights()[2]?.dataSync()[0]).not.toBe(0);
  });

  it('trains without scale and shift, where tfjs throws', async () => {
    await using([['input', 'Input', { shape: [3] }], ['bn', 'BatchNorm1d', { affine: false }], ['fc', 'Linear', { outFeatures: 2 }]], async (session) => {
      const { loss } = await session.trainBatch(randomBatch(planOf([['input', 'Input', { shape: [3] }], ['fc', 'Linear', { outFeatures: 2 }]]), 5, 1));
      expect(loss).toBeGreaterThan(0);
      expect(Object.keys(await session.readWeights())).toEqual(['bn.running_mean', 'bn.running_var', 'fc.weight', 'fc.bias']);
    });
    const plain = stock.batchNormalization({ scale: false, inputShape: [1] });
    sequential({ layers: [plain] });
    expect(() => plain.apply(tf.tensor2d([1, 2], [2, 1]), { training: true })).toThrow();
  });

  it('refuses a batch of one in a sentence, as PyTorch does', async () => {
    await using(oneFeature, async (session) => {
      await expect(session.trainBatch({ ...batch, count: 1 })).rejects.toThrow('bn needs more than one value a channel to train on, received a batch of one');
    });
  });
});

describe('initial weights', () => {
  it('are those given, to the last bit: tfjs’s own he and glorot normal have 0.88 of their deviation', async () => {
    const plan = planOf([['input', 'Input', { shape: [50] }], ['fc', 'Linear', { outFeatures: 400 }]]);
    const weights = initialWeights(plan.ops, 3, { weight: { scheme: 'heNormal' }, bias: { scheme: 'normal', mean: 0, std: 0 } });
    const session = await engine.open({ plan, config: defaultTraining, weights });
    expect(await session.readWeights()).toEqual(weights);
    session.dispose();
    const drawn = weights['fc.weight']?.data ?? new Float32Array();
    const deviation = Math.sqrt(drawn.reduce((sum, value) => sum + value * value, 0) / drawn.length);
    // Four standard deviations of the estimate from 20,000 draws.
    expect(Math.abs(deviation / Math.sqrt(2 / 50) - 1)).toBeLessThan(4 / Math.sqrt(2 * 20_000));
    expect(new Set(weights['fc.bias']?.data)).toEqual(new Set([0]));
  });
});

describe('convolution', () => {
  it('pads by 1 on both sides at stride 2, where tfjs’s "same" pads one side only', async () => {
    const ramp = Array.from({ length: 16 }, (_, i) => i + 1);
    const ones = { 'conv.weight': { shape: [1, 1, 3, 3], data: new Float32Array(9).fill(1) } };
    const sums = await evaluate(ramp, [['input', 'Input', { shape: [1, 4, 4] }], ['conv', 'Conv2d', { outChannels: 1, kernelSize: 3, stride: 2, padding: 1, bias: false }]], ones);
    // The first window holds 1 2 5 6.
    expect(sums).toEqual([14, 30, 57, 99]);
    const plain = tf.conv2d(tf.tensor4d(ramp, [1, 4, 4, 1]), tf.ones([3, 3, 1, 1]) as tf.Tensor4D, 2, 'same');
    expect(Array.from(plain.dataSync())).not.toEqual(sums);
  });

  it('with stride and dilation is refused at the node', () => {
    const plan = planOf([['input', 'Input', { shape: [1, 9, 9] }], ['conv', 'Conv2d', { stride: 2, dilation: 2 }], ['flatten', 'Flatten']]);
    expect(engine.supports(plan, defaultTraining)).toMatchObject([{ code: 'tfjs-stride-and-dilation', severity: 'error', site: { node: 'conv', attr: 'dilation' } }]);
  });

  it('trains on WASM, where tfjs has no kernel for the filter’s gradient', async () => {
    // Fused, the gradient still goes to the missing kernel; ours takes the plain one.
    const x = tf.randomUniform<tf.Rank.R4>([1, 4, 4, 1]);
    expect(() => tf.grad((filter) => tf.sum(tf.fused.conv2d({ x, filter: filter as tf.Tensor4D, strides: 1, pad: 'valid' })))(tf.ones([3, 3, 1, 1]))).toThrow('Conv2DBackpropFilter');
    const sum = tf.grad((filter) => tf.sum(tf.conv2d(x, filter as tf.Tensor4D, 1, 'valid')))(tf.ones([3, 3, 1, 1]));
    const [first = NaN] = sum.dataSync();
    expect(first).toBeCloseTo(Array.from(tf.slice(x, 0, [1, 2, 2, 1]).dataSync()).reduce((a, b) => a + b, 0), 5);
  });

  it('dilates depthwise, where the stock layer ignores its dilation', async () => {
    const ramp = Array.from({ length: 2 * 25 }, (_, i) => i);
    const weights = { 'conv.weight': { shape: [2, 1, 2, 2], data: Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1) } };
    const rows: readonly NodeRow[] = [['input', 'Input', { shape: [2, 5, 5] }], ['conv', 'Conv2d', { outChannels: 2, kernelSize: 2, dilation: 3, groups: 2, bias: false }]];
    const sums = await evaluate(ramp, rows, weights);
    expect(sums).toEqual([0 + 18, 1 + 19, 5 + 23, 6 + 24, 25 + 43, 26 + 44, 30 + 48, 31 + 49]);
    const plain = sequential({ layers: [stock.depthwiseConv2d({ kernelSize: 2, dilationRate: 3, inputShape: [5, 5, 2] })] });
    expect((plain.predict(tf.ones([1, 5, 5, 2])) as tf.Tensor).shape).toEqual([1, 4, 4, 2]);
  });
});

describe('pooling', () => {
  it('pads a maximum with minus infinity, also below zero', async () => {
    const rows: readonly NodeRow[] = [['input', 'Input', { shape: [1, 4, 4] }], ['pool', 'MaxPool2d', { kernelSize: 3, stride: 2, padding: 1 }]];
    expect(await evaluate(Array.from({ length: 16 }, (_, i) => -1 - i), rows)).toEqual([-1, -2, -5, -6]);
  });

  it('gives windows below zero their gradient on WASM, where tfjs loses it', async () => {
    const x = tf.tensor4d([-1, -2, -3, -4], [1, 2, 2, 1]);
    expect(Array.from(tf.grad((input) => tf.sum(tf.maxPool(input as tf.Tensor4D, 2, 2, 'valid')))(x).dataSync())).toEqual([1, 0, 0, 0]);
  });

  it('gives the gradient of a mean to the first of equal maxima only', () => {
    const x = tf.tensor4d([5, 5, 5, 5], [1, 2, 2, 1]);
    expect(Array.from(tf.grad((input) => tf.sum(tf.maxPool(input as tf.Tensor4D, 2, 2, 'valid')))(x).dataSync())).toEqual([1, 0, 0, 0]);
  });

  it('divides the gradient of a mean by the pixels it was taken over', () => {
    const x = tf.zeros<tf.Rank.R4>([1, 3, 3, 1]);
    const gradient = tf.grad((input) => tf.sum(tf.avgPool(input as tf.Tensor4D, 2, 2, 'same')))(x);
    // Windows of 4, 2, 2 and 1 pixels: the last column and row lie in padded ones.
    expect(Array.from(gradient.dataSync())).toEqual([0.25, 0.25, 0.5, 0.25, 0.25, 0.5, 0.5, 0.5, 1]);
  });
});

describe('axis order', () => {
  it('flattens channels first', async () => {
    const image = Array.from({ length: 12 }, (_, i) => i);
    expect(await evaluate(image, [['input', 'Input', { shape: [3, 2, 2] }], ['flatten', 'Flatten']])).toEqual(image);
  });
});

describe('labels', () => {
  it('are not made one-hot by tfjs, whose WASM kernel leaves integer bits in a float tensor', () => {
    const [first = NaN] = tf.oneHot(tf.tensor1d([0], 'int32'), 2, 1, 0, 'float32').dataSync();
    expect(first).not.toBe(1);
  });

  it('outside the classes are refused in a sentence', async () => {
    await using([['input', 'Input', { shape: [2] }], ['fc', 'Linear', { outFeatures: 3 }]], async (session) => {
      const batch = { count: 2, inputs: new Float32Array(4), labels: Int32Array.of(1, 3) };
      await expect(session.trainBatch(batch)).rejects.toThrow('label 3 of example 1 is not one of the network’s 3 classes');
    });
  });
});

describe('activations', () => {
  it('are refused where tfjs cannot load what it saves', async () => {
    const plan = planOf([['input', 'Input', { shape: [2] }], ['act', 'GELU', { approximate: 'tanh' }]]);
    expect(engine.supports(plan, defaultTraining)).toMatchObject([{ code: 'tfjs-gelu-tanh', site: { node: 'act', attr: 'approximate' } }]);
    const plain = sequential({ layers: [stock.activation({ activation: 'gelu_new' as 'gelu', inputShape: [2] })] });
    const modelTopology = plain.toJSON(null, false);
    await expect(loadLayersModel({ load: async () => ({ modelTopology }) })).rejects.toThrow('Unknown activation');
  });
});

describe('optimisers', () => {
  it('take a new momentum while they run, where tfjs’s setMomentum does nothing', async () => {
    const rows: readonly NodeRow[] = [['input', 'Input', { shape: [1] }], ['fc', 'Linear', { outFeatures: 2, bias: false }]];
    const config = { ...defaultTraining, optimizer: { ...defaultSgd, learningRate: 0.001, momentum: 0.9 } };
    const batch = { count: 1, inputs: Float32Array.of(1), labels: Int32Array.of(0) };
    const zero = { 'fc.weight': { shape: [2, 1], data: new Float32Array(2) } };
    await using(rows, async (session) => {
      const step = async (): Promise<number> => {
        session.writeWeights(zero);
        await session.trainBatch(batch);
        return ((await session.readWeights())['fc.weight']?.data[0] ?? NaN) / 0.001;
      };
      // The gradient from zero is -1/2, so velocities are 0.5, 0.5·0.9 + 0.5, and then without momentum 0.5 again.
      expect(await step()).toBeCloseTo(0.5, 5);
      expect(await step()).toBeCloseTo(0.95, 5);
      session.change({ momentum: 0 });
      expect(await step()).toBeCloseTo(0.5, 5);
    }, zero, config);
  });
});

describe('the one global backend', () => {
  it('serves sessions on two backends that take turns', async () => {
    const plan = planOf([['input', 'Input', { shape: [2, 5, 5] }], ['conv', 'Conv2d', { outChannels: 2 }], ['bn', 'BatchNorm2d'], ['flatten', 'Flatten'], ['fc', 'Linear', { outFeatures: 3 }]]);
    const open = async (each: typeof engine) => {
      expect(await each.isAvailable()).toBe(true);
      return each.open({ plan, config: defaultTraining, weights: initialWeights(plan.ops, 1) });
    };
    const train = async (session: EngineSession): Promise<number[]> => {
      const losses: number[] = [];
      for (let step = 0; step < 3; step++) losses.push((await session.trainBatch(randomBatch(plan, 4, step))).loss);
      return losses;
    };
    const engines = [engine, createTfjsEngine('cpu', { layers })] as const;
    const alone: number[][] = [];
    for (const each of engines) {
      const session = await open(each);
      alone.push(await train(session));
      session.dispose();
    }
    const both = [await open(engines[0]), await open(engines[1])];
    expect(await Promise.all(both.map(train))).toEqual(alone);
    for (const session of both) session.dispose();
  });
});

describe('the loss', () => {
  it('needs a list of numbers, one a class', () => {
    const plan = planOf([['input', 'Input', { shape: [1, 4, 4] }], ['conv', 'Conv2d', { outChannels: 3 }]]);
    expect(engine.supports(plan, defaultTraining)).toMatchObject([{ code: 'loss-needs-classes', site: { node: 'conv' } }]);
  });
});

describe('kinds without a tfjs target', () => {
  it('are refused', () => {
    const plan = planOf([['input', 'Input', { shape: [2] }], ['act', 'ReLU']]);
    const ops = plan.ops.map((op) => (op.kind === 'ReLU' ? { ...op, kind: 'Wobble' } : op));
    expect(buildTfjsModel({ ...plan, ops }, layers)).toMatchObject({ problems: [{ code: 'tfjs-unsupported', site: { node: 'act' }, message: 'tfjs has no layer for Wobble' }] });
  });
});
