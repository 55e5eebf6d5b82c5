// Statistics of a batch against numbers by hand, and each diagnosis just on both sides of its threshold.

import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/core/diagnoses.ts';
import { healthExamples, opHealth, tensorHealth, type Health, type OpHealth, type TensorHealth } from '../../src/core/health.ts';
import { defaultTraining, type TrainingConfig } from '../../src/core/training-config.ts';
import type { WeightTensor } from '../../src/core/weights.ts';
import { planOf } from '../engines/networks.ts';

const tensor = (shape: readonly number[], ...values: number[]): WeightTensor => ({ shape, data: Float32Array.from(values) });

describe('statistics of an op', () => {
  const plan = planOf([['input', 'Input', { shape: [2, 1, 2] }], ['relu', 'ReLU'], ['tanh', 'Tanh'], ['sigmoid', 'Sigmoid']]);
  const values = new Map([
    // Two examples of two channels of two places: channel 0 is silent in both.
    ['relu', tensor([2, 1, 2], 0, 0, 3, 0, 0, 0, 0, 1)],
    ['tanh', tensor([2, 1, 2], 0.97, -0.97, 0.95, -0.95, 0, 0, 0, 0)],
    ['sigmoid', tensor([2, 1, 2], 0.01, 0.99, 0.03, 0.97, 0.5, 0.5, 0.5, 0.999)],
  ]);
  const gradients = new Map([['relu', tensor([2, 1, 2], 3, 0, 0, 0, 0, 0, 0, -4)]]);
  const [relu, tanh, sigmoid] = opHealth(plan, { values, gradients, weightGradients: {} }, 2);

  test('are mean, deviation, zeros and the norm of its gradient', () => {
    expect(relu).toMatchObject({ op: 'relu', mean: 0.5, zeros: 0.75, gradientNorm: 5 });
    expect(relu?.deviation).toBeCloseTo(1, 6);
  });
  test('count a unit as dead that is zero at all places of all examples', () => {
    expect(relu?.dead).toBe(0.5);
    expect(tanh?.dead).toBeUndefined();
  });
  test('count what is within 2 % of the ends of the range, which is twice as wide for a tanh', () => {
    expect(tanh?.saturated).toBe(0.25);
    expect(sigmoid?.saturated).toBe(0.375);
    expect(relu?.saturated).toBeUndefined();
  });
  test('keep a small spread about a large mean', () => {
    const large = new Map([['relu', tensor([2, 1, 2], ...[0, 2, 0, 2, 0, 2, 0, 2].map((x) => 1e6 + x))]]);
    expect(opHealth(plan, { values: large, gradients: new Map(), weightGradients: {} }, 2)[0]).toMatchObject({ mean: 1e6 + 1, deviation: 1 });
  });
});

describe('statistics of a tensor', () => {
  const plan = planOf([['input', 'Input', { shape: [2] }], ['fc', 'Linear', { outFeatures: 2 }]]);
  const weights = { 'fc.weight': tensor([2, 2], 3, 0, 0, 4), 'fc.bias': tensor([2], 0, 0) };
  const gradients = { 'fc.weight': tensor([2, 2], 0, 6, 8, 0), 'fc.bias': tensor([2], 1, 0) };
  test('take the update of one step from the weights before', () => {
    const before = { 'fc.weight': tensor([2, 2], 3, 0, 0, 3), 'fc.bias': tensor([2], 0, 1) };
    const [weight, bias] = tensorHealth(plan, weights, gradients, { before, steps: 2 });
    expect(weight).toEqual({ key: 'fc.weight', op: 'fc', weightNorm: 5, gradientNorm: 10, updateRatio: 0.1, identicalUnits: false });
    // A tensor of zeros has no ratio.
    expect(bias?.updateRatio).toBeUndefined();
  });
  test('or by the formula of plain SGD, weight decay too', () => {
    expect(tensorHealth(plan, weights, gradients, { learningRate: 0.1, weightDecay: 0 })[0]?.updateRatio).toBeCloseTo(0.2, 6);
    expect(tensorHealth(plan, weights, gradients, { learningRate: 0.1, weightDecay: 1 })[0]?.updateRatio).toBeCloseTo(0.1 * Math.hypot(3, 6, 8, 4) / 5, 6);
    expect(tensorHealth(plan, weights, gradients, undefined)[0]?.updateRatio).toBeUndefined();
  });
  test('tell where all units are alike', () => {
    const alike = { 'fc.weight': tensor([2, 2], 1, 2, 1, 2), 'fc.bias': tensor([2], 5, 5) };
    expect(tensorHealth(plan, alike, gradients, undefined).map(({ identicalUnits }) => identicalUnits)).toEqual([true, false]);
    expect(tensorHealth(plan, { ...alike, 'fc.bias': tensor([2], 5, 6) }, gradients, undefined)[0]?.identicalUnits).toBe(false);
  });
});

test('a look takes at most a batch, 64 examples, and a few million values, but two where there are', () => {
  const plan = planOf([['input', 'Input', { shape: [1, 100, 100] }]]);
  expect(healthExamples(plan, 16, 1000)).toBe(16);
  expect(healthExamples(plan, 100, 1000)).toBe(64);
  expect(healthExamples(plan, 100, 5)).toBe(5);
  expect(healthExamples(planOf([['input', 'Input', { shape: [3, 2000, 2000] }]]), 100, 1000)).toBe(2);
});

describe('diagnoses', () => {
  const plan = planOf([
    ['input', 'Input', { shape: [1, 8, 8] }], ['conv1', 'Conv2d', { outChannels: 4, kernelSize: 3 }], ['relu1', 'ReLU'],
    ['flatten', 'Flatten'], ['fc1', 'Linear', { outFeatures: 8 }], ['sigmoid1', 'Sigmoid'], ['fc2', 'Linear', { outFeatures: 10 }],
  ]);
  const config: TrainingConfig = defaultTraining;
  const fine = (op: string): OpHealth => ({ op, mean: 0, deviation: 1, zeros: 0, gradientNorm: 1 });
  const learns = (op: string): TensorHealth => ({ key: `${op}.weight`, op, weightNorm: 1, gradientNorm: 1, updateRatio: 1e-3, identicalUnits: false });
  const healthy: Health = {
    step: 10, examples: 64, loss: 2, updates: 'measured',
    ops: plan.ops.map(({ id }) => fine(id)), tensors: ['conv1', 'fc1', 'fc2'].map(learns),
  };
  const withOp = (op: string, change: Partial<OpHealth>): Health => ({ ...healthy, ops: healthy.ops.map((one) => (one.op === op ? { ...one, ...change } : one)) });
  const withTensor = (op: string, change: Partial<TensorHealth>): Health => ({ ...healthy, tensors: healthy.tensors.map((one) => (one.op === op ? { ...one, ...change } : one)) });
  /** Each layer passes on such a share of its gradient. */
  const fadingBy = (share: number): Health => ({
    ...healthy, ops: healthy.ops.map((one) => ({ ...one, gradientNorm: { conv1: share ** 2, fc1: share }[one.op] ?? 1 })),
  });
  const told = (health: Health, settings = config) => diagnose(health, plan, settings).map(({ message }) => message);

  test('a healthy network has none', () => {
    expect(told(healthy)).toEqual([]);
  });

  test.each<[string, Health, Health, string]>([
    ['vanishing', withOp('conv1', { gradientNorm: 1e-7 }), withOp('conv1', { gradientNorm: 2e-3 }), 'gradients vanish before conv1: 1e-7 of the last layer’s'],
    ['fading', fadingBy(0.2), fadingBy(0.26), 'gradients fade towards conv1: no layer passes on more than 0.2 of what it receives, and 0.04 of the last layer’s arrives'],
    ['exploding-gradients', withOp('conv1', { gradientNorm: 4e4 }), withOp('conv1', { gradientNorm: 900 }), 'gradients explode towards conv1: 40000 times the last layer’s'],
    ['exploding-activations', withOp('fc1', { deviation: 40 }), withOp('fc1', { deviation: 29 }), 'activations explode: their deviation grows 40-fold from conv1 to fc1'],
    ['saturated', withOp('sigmoid1', { saturated: 0.94 }), withOp('sigmoid1', { saturated: 0.5 }), 'sigmoid1 saturates: 94% of its values are at its ends'],
    ['dead', withOp('relu1', { dead: 0.62 }), withOp('relu1', { dead: 0.6 }), '62% of relu1’s units are dead'],
    ['fast', withTensor('fc1', { updateRatio: 0.3 }), withTensor('fc1', { updateRatio: 0.09 }), 'updates of fc1 are 0.3 of the weights: the learning rate is too high'],
    ['slow', withTensor('fc1', { updateRatio: 1e-6 }), withTensor('fc1', { updateRatio: 2e-5 }), 'weights of fc1 hardly move: updates are 1e-6 of the weights'],
    ['symmetric', withTensor('fc1', { identicalUnits: true }), withTensor('fc2', { identicalUnits: true }), 'all units of fc1 are identical, so they learn the same'],
  ])('%s', (code, ill, well, message) => {
    expect(diagnose(ill, plan, config).map((one) => ({ code: one.code, message: one.message }))).toEqual([{ code, message }]);
    expect(told(well)).toEqual([]);
  });

  test('outputs as far apart as they like, and weights that rest where all is learnt, are no fault', () => {
    expect(told(withOp('fc2', { deviation: 100 }))).toEqual([]);
    expect(told({ ...withTensor('fc1', { updateRatio: 1e-6 }), loss: 0.1 })).toEqual([]);
    expect(told({ ...withTensor('fc1', { updateRatio: 1e-6 }), loss: 0.1 }, { ...config, loss: 'mse' })).toHaveLength(1);
  });

  test('what hinders learning comes first, and names are those of the canvas', () => {
    const ill = { ...withOp('relu1', { dead: 0.75 }), tensors: withTensor('fc1', { updateRatio: 0.3 }).tensors };
    expect(diagnose(ill, plan, config, (op) => `“${op}”`).map(({ message }) => message)).toEqual([
      'updates of “fc1” are 0.3 of the weights: the learning rate is too high', '75% of “relu1”’s units are dead',
    ]);
  });
});
