// The null engine: its numbers against PyTorch's, and what it refuses.

import { describe, expect, test } from 'vitest';
import type { DerivativeStart } from '../../src/core/derivatives.ts';
import type { PlanOp } from '../../src/core/plan.ts';
import { elementCount } from '../../src/core/shape.ts';
import { defaultTraining, type OptimizerConfig } from '../../src/core/training-config.ts';
import { initialWeights, type WeightSet } from '../../src/core/weights.ts';
import { nullEngine } from '../../src/engines/null/null-engine.ts';
import { planOf } from '../engines/networks.ts';
import { differentiateInTorch } from '../engines/torch-reference.ts';
import { pythonWithTorch } from '../support/shared-data.ts';
import { openToy } from './toy.ts';

/** What the PyTorch script below calls `seq`: sines, rounded to three digits and to float32. */
const sines = (count: number, factor: number, offset: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.round(1000 * Math.sin(factor * i + offset)) / 1000);

const linear = (id: string, input: string, inSize: number, outSize: number): PlanOp => ({
  id, kind: 'Linear', attrs: {}, inputs: [input], inputShapes: [[inSize]], outputShape: [outSize], frozen: false, macs: inSize * outSize, inputsNonNegative: [false],
  weights: [
    { name: 'weight', shape: [outSize, inSize], role: 'parameter', init: { type: 'default', part: 'weight', fanIn: inSize, fanOut: outSize } },
    { name: 'bias', shape: [outSize], role: 'parameter', init: { type: 'default', part: 'bias', fanIn: inSize, fanOut: outSize } },
  ],
});

const perceptron = {
  inputId: 'x', inputShape: [4], outputId: 'l2', outputShape: [3],
  ops: [
    { id: 'x', kind: 'Input', attrs: {}, inputs: [], inputShapes: [], outputShape: [4], weights: [], frozen: false, macs: 0, inputsNonNegative: [] },
    linear('l1', 'x', 4, 5),
    { id: 'relu', kind: 'ReLU', attrs: {}, inputs: ['l1'], inputShapes: [[5]], outputShape: [5], weights: [], frozen: false, macs: 0, inputsNonNegative: [false] },
    linear('l2', 'relu', 5, 3),
  ],
};
const start: WeightSet = {
  'l1.weight': { shape: [5, 4], data: sines(20, 1.3, 0.2) },
  'l1.bias': { shape: [5], data: sines(5, 0.7, 1) },
  'l2.weight': { shape: [3, 5], data: sines(15, 2.1, 0.4) },
  'l2.bias': { shape: [3], data: sines(3, 0.9, 0.3) },
};
const images = sines(24, 1.7, 0.1);
const labels = Int32Array.from([0, 1, 2, 2, 1, 0]);

// PyTorch 1.13, float64: two Linear with a ReLU between, six steps on examples 0-3 and 4-5 by turns; before the
// fifth step the learning rate becomes 0.01 and the momentum, where there is one, 0.5.
const pytorch: { name: string; optimizer: OptimizerConfig; losses: number[]; correct: number[]; logits: number[]; bias: number[] }[] = [
  {
    name: 'SGD with momentum and weight decay',
    optimizer: { type: 'sgd', learningRate: 0.3, momentum: 0.9, weightDecay: 0.01 },
    losses: [1.6058250558730485, 2.889307310520187, 1.2231065642086074, 0.8792193183483386, 1.1894094926789622, 0.5712356576974909],
    correct: [1, 0, 1, 1, 2, 2],
    logits: [1.366639560109285, 0.8940130692240297, -0.28545189062577, 0.8103631397194899, 0.8438803290202926, 0.32527121409136933],
    bias: [0.21818760729643952, 1.3472826857275226, 0.4679815319414357],
  },
  {
    name: 'SGD with Nesterov momentum',
    optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0.9, weightDecay: 0.01, nesterov: true },
    losses: [1.6058250558730485, 2.6993488571453206, 1.429323501168308, 1.2356171809483185, 1.4041441769981755, 0.9161060108044211],
    correct: [1, 0, 1, 0, 1, 0],
    logits: [1.6606098987520297, 0.031520607446380966, 0.2955873803298297, 1.1702315729432256, 0.2292149419497056, 0.602440843654174],
    bias: [0.25649972278206284, 1.1433630573740585, 0.6648756992819082],
  },
  {
    name: 'Adam with weight decay',
    optimizer: { type: 'adam', learningRate: 0.05, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.01 },
    losses: [1.6058250558730485, 2.6048610712036577, 1.2606757891725444, 1.9186117309547885, 1.17672079340184, 1.5374559523336582],
    correct: [1, 0, 1, 0, 1, 0],
    logits: [1.5577829461962254, -0.054526015350149004, 0.20801661253109527, 1.0453521049031658, 0.4467741063741275, 0.4380725933390683],
    bias: [0.24972903657340054, 1.120655454140875, 0.8343739155913126],
  },
  {
    name: 'AdamW',
    optimizer: { type: 'adamw', learningRate: 0.05, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.1 },
    losses: [1.6058250558730485, 2.7243556260266124, 1.2508601633258554, 1.9969307254136934, 1.159660251253083, 1.6063281245834307],
    correct: [1, 0, 1, 0, 1, 0],
    logits: [1.5119121129921482, -0.05237591478023851, 0.2396352693911229, 1.0595519601692684, 0.29269002528922683, 0.5135208692319471],
    bias: [0.24776955374793325, 1.1036750281645828, 0.8158761183663884],
  },
  {
    name: 'RMSprop',
    optimizer: { type: 'rmsprop', learningRate: 0.02, alpha: 0.9, eps: 1e-8, momentum: 0, weightDecay: 0.01 },
    losses: [1.6058250558730485, 2.6693034852594058, 1.3786577793195172, 1.954373528834993, 1.3127296642098985, 1.5484942006833924],
    correct: [1, 0, 1, 0, 1, 0],
    logits: [1.6765336966184594, -0.3031018014126443, 0.42130662837099175, 1.1852514879497424, 0.2875615369983284, 0.5280072306164735],
    bias: [0.27899592182275657, 1.1161800081908582, 0.83515865213361],
  },
  {
    name: 'RMSprop, centred, with momentum',
    optimizer: { type: 'rmsprop', learningRate: 0.02, alpha: 0.9, eps: 1e-8, momentum: 0.8, weightDecay: 0, centered: true },
    losses: [1.6058250558730485, 2.8706614322744386, 1.0728539715773806, 1.9385608897401863, 1.3800054290037207, 1.2395026581142208],
    correct: [1, 0, 1, 0, 1, 1],
    logits: [1.7267003012323345, 0.5748999315992775, -0.7688160858689134, 1.3337273905955374, 0.8688410791314733, -0.39604327231839964],
    bias: [0.17608411651331193, 1.4101025679448764, 0.8915932234194305],
  },
  {
    name: 'Adagrad',
    optimizer: { type: 'adagrad', learningRate: 0.1, lrDecay: 0.1, eps: 1e-10, initialAccumulatorValue: 0.2, weightDecay: 0.01 },
    losses: [1.6058250558730485, 2.694665165225425, 1.4646677128191272, 1.8971378574784825, 1.3873083241583302, 1.5471548248475686],
    correct: [1, 0, 1, 0, 1, 0],
    logits: [1.7004605524280736, -0.5073561604549797, 0.8061239405181497, 1.2343770126593823, -0.14516554707672058, 0.9466233979056928],
    bias: [0.28799188734999553, 1.057803922357003, 0.796465282866266],
  },
];

describe('the null engine against PyTorch', () => {
  test.each(pytorch)('$name: losses, hits, logits and weights', async ({ optimizer, losses, correct, logits, bias }) => {
    const session = await nullEngine.open({ plan: perceptron, config: { ...defaultTraining, optimizer }, weights: start });
    for (let step = 0; step < 6; step++) {
      if (step === 4) session.change({ learningRate: 0.01, ...('momentum' in optimizer && optimizer.momentum > 0 && { momentum: 0.5 }) });
      const [from, to] = step % 2 === 0 ? [0, 4] : [4, 6];
      const result = await session.trainBatch({ count: to - from, inputs: images.slice(4 * from), labels: labels.slice(from) });
      // Weights are float32, as everywhere; before the first step they are the very ones.
      expect(result.loss).toBeCloseTo(losses[step] ?? NaN, step === 0 ? 12 : 6);
      expect(result.correct).toBe(correct[step]);
    }
    const predicted = await session.predict(images, 2);
    logits.forEach((logit, i) => expect(predicted[i]).toBeCloseTo(logit, 6));
    const weights = await session.readWeights();
    bias.forEach((value, i) => expect(weights['l2.bias']?.data[i]).toBeCloseTo(value, 6));
  });

  test('a frozen layer stays as it is while the others learn', async () => {
    const plan = { ...perceptron, ops: perceptron.ops.map((op) => (op.id === 'l1' ? { ...op, frozen: true } : op)) };
    const session = await nullEngine.open({ plan, config: defaultTraining, weights: start });
    await session.trainBatch({ count: 6, inputs: images, labels });
    const weights = await session.readWeights();
    expect(weights['l1.weight']?.data).toEqual(start['l1.weight']?.data);
    expect(weights['l2.weight']?.data).not.toEqual(start['l2.weight']?.data);
  });

  test('inspect gives the value of every stage', async () => {
    const session = await nullEngine.open({ plan: perceptron, config: defaultTraining, weights: start });
    const seen = await session.inspect(images, 1, ['l1', 'relu', 'l2']);
    const hidden = seen.get('l1')?.data ?? new Float32Array();
    expect(hidden.some((x) => x < 0)).toBe(true);
    expect(seen.get('relu')).toEqual({ shape: [5], data: hidden.map((x) => Math.max(x, 0)) });
    expect(seen.get('l2')?.data).toEqual(await session.predict(images, 1));
  });
});

test('gradients are PyTorch’s, from the loss, the outputs and every hidden op', async (context) => {
  const plan = planOf([
    ['x', 'Input', { shape: [2, 1, 3] }], ['flat', 'Flatten'], ['l1', 'Linear', { outFeatures: 5 }], ['relu', 'ReLU'], ['l2', 'Linear', { outFeatures: 4 }], ['relu2', 'ReLU'], ['l3', 'Linear', { outFeatures: 3 }],
  ]);
  const weights = initialWeights(plan.ops, 6);
  const batch = { count: 4, inputs: images, labels: labels.slice(0, 4) };
  const ops = plan.ops.map(({ id }) => id);
  const starts: DerivativeStart[] = [
    { loss: true, labels: batch.labels }, { outputs: sines(12, 1.1, 0.3) }, ...plan.ops.map(({ id, outputShape }) => ({ op: id, outputs: sines(4 * elementCount(outputShape), 0.9, 0.7) })),
  ];
  const reference = differentiateInTorch(pythonWithTorch(context), starts.map((from) => ({ plan, loss: 'crossEntropy', weights, batch, mode: 'evaluate', masks: {}, ...('outputs' in from && from) })));
  const session = await nullEngine.open({ plan, config: defaultTraining, weights });
  for (const [i, from] of starts.entries()) {
    const { loss, gradients, weightGradients } = await session.differentiate({ ...batch, mode: 'evaluate', from, ops, weights: true });
    const torch = reference[i] ?? expect.fail('PyTorch answered too little');
    expect(loss ?? null).toEqual(torch.loss === null ? null : expect.closeTo(torch.loss, 10));
    for (const id of ops) expect([...gradients.get(id)?.data ?? []], id).toEqual(torch.gradients[id]?.map((value) => expect.closeTo(value, 6)));
    expect(Object.keys(weightGradients)).toEqual(Object.keys(torch.weightGradients));
    for (const [key, { data }] of Object.entries(weightGradients)) expect([...data], key).toEqual(torch.weightGradients[key]?.map((value) => expect.closeTo(value, 6)));
  }
});

describe('what the null engine refuses', () => {
  test('kinds it does not know and graphs that are no chain, each at its node', () => {
    const [input, l1, relu, l2] = perceptron.ops as [PlanOp, PlanOp, PlanOp, PlanOp];
    const conv = { ...l1, id: 'conv', kind: 'Conv2d' };
    const skip = { ...l2, inputs: ['x'] };
    const problems = nullEngine.supports({ ...perceptron, ops: [input, conv, { ...relu, inputs: ['conv'] }, skip] }, defaultTraining);
    expect(problems.map(({ code }) => code)).toEqual(['null-engine-unsupported', 'null-engine-unsupported']);
    expect(problems.map(({ site, message }) => [site.node, message])).toEqual([
      ['conv', 'the plain engine runs Input, Flatten, ReLU, Linear, received Conv2d'],
      ['l2', 'the plain engine runs chains only, received l2 behind x'],
    ]);
    expect(nullEngine.supports(perceptron, defaultTraining)).toEqual([]);
  });

  test('weights of another shape, and then changes nothing', async () => {
    const session = await openToy();
    const before = await session.readWeights();
    const bad = { 'linear.bias': { shape: [2], data: Float32Array.of(7, 7) }, 'linear.weight': { shape: [2, 3], data: new Float32Array(6) } };
    expect(() => session.writeWeights(bad)).toThrow('Weight "linear.weight" expects shape 2×2; received 2×3.');
    expect(await session.readWeights()).toEqual(before);
  });
});
