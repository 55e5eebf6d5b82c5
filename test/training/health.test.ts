// The request `health` in a worker: gradients against PyTorch, updates of real steps, and what it says of networks that are known
// to learn badly or well, on MNIST.

import { afterEach, describe, expect, test } from 'vitest';
import { diagnose } from '../../src/core/diagnoses.ts';
import type { TrainingData } from '../../src/core/data.ts';
import { normOf } from '../../src/core/health.ts';
import type { NetworkPlan } from '../../src/core/plan.ts';
import { preprocessingOf } from '../../src/core/preprocessing.ts';
import { defaultAdam, defaultSgd, defaultTraining, type TrainingConfig } from '../../src/core/training-config.ts';
import { initialWeights } from '../../src/core/weights.ts';
import { mnist } from '../../src/datasets/mnist.ts';
import { createNodeSources } from '../../src/datasets/node-sources.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { createTrainingClient, type TrainingClient } from '../../src/training/client.ts';
import { chosenExamples } from '../../src/training/health.ts';
import { createHost } from '../../src/training/host.ts';
import { createPrepare } from '../../src/training/prepare-run.ts';
import { request } from '../datasets/memory-sources.ts';
import { planOf, type NodeRow } from '../engines/networks.ts';
import { differentiateInTorch } from '../engines/torch-reference.ts';
import { pythonWithTorch, sharedData, sharedDataFolder } from '../support/shared-data.ts';
import { createFakeWorker } from './ports.ts';

const engine = createWasmEngine(createNodeEnvironment({ threads: 1 }));
const never = (): never => { throw new Error('not part of this test'); };
const open: TrainingClient[] = [];
afterEach(() => { for (const client of open.splice(0)) client.dispose(); });

const loadMnist = (plan: NetworkPlan): Promise<TrainingData> =>
  mnist.load(request({ sources: createNodeSources([sharedDataFolder]), preprocessing: preprocessingOf(plan), limits: { training: 512, test: 64 } }));

function openClient(): TrainingClient {
  const dataset = { id: 'mnist', name: 'MNIST', summary: '', inputShape: [1, 28, 28], classNames: [] };
  let plan: NetworkPlan | undefined;
  const prepare = createPrepare({
    loadData: async () => ({ dataset, data: await loadMnist(plan as NetworkPlan), prepareImage: never }),
    chooseEngine: async () => ({ engine, candidates: [] }),
  });
  const noted: typeof prepare = (args, ...rest) => {
    plan = args.plan;
    return prepare(args, ...rest);
  };
  const client = createTrainingClient(() => createFakeWorker((port) => createHost(port, { prepare: noted, cacheFiles: never, explain: never })).worker);
  open.push(client);
  return client;
}

const deep = (activation: string): NetworkPlan => planOf([
  ['input', 'Input', { shape: [1, 28, 28] }], ['flatten', 'Flatten'],
  ...[1, 2, 3, 4, 5, 6].flatMap((i): NodeRow[] => [[`fc${i}`, 'Linear', { outFeatures: 32 }], [`act${i}`, activation]]),
  ['fc7', 'Linear', { outFeatures: 10 }],
]);
const convolutional = planOf([
  ['input', 'Input', { shape: [1, 28, 28] }], ['conv1', 'Conv2d', { outChannels: 4, kernelSize: 5, stride: 2 }], ['bn1', 'BatchNorm2d'], ['relu1', 'ReLU'],
  ['pool1', 'MaxPool2d'], ['flatten', 'Flatten'], ['fc1', 'Linear', { outFeatures: 10 }],
]);
const config: TrainingConfig = { ...defaultTraining, batchSize: 64, seed: 3, optimizer: { ...defaultSgd, learningRate: 0.01 } };

test('norms of values, gradients and weights are PyTorch’s', async (context) => {
  sharedData(context, 'mnist');
  const python = pythonWithTorch(context);
  const client = openClient();
  const weights = initialWeights(convolutional.ops, config.seed);
  await client.call('preview', { plan: convolutional, config, weights });
  const health = await client.call('health', { network: 'preview' });
  const { training } = await loadMnist(convolutional);
  const indices = chosenExamples(training.count, 64, config.seed);
  const batch = { count: 64, inputs: new Float32Array(64 * 784), labels: new Int32Array(64) };
  training.readInputs(indices, batch.inputs);
  training.readLabels(indices, batch.labels);
  const [torch] = differentiateInTorch(python, [{ plan: convolutional, loss: 'crossEntropy', weights, batch, mode: 'train', masks: {} }]);
  expect(health.loss).toBeCloseTo(torch?.loss ?? NaN, 4);
  expect(health.ops.map(({ op }) => op)).toEqual(['input', 'conv1', 'bn1', 'relu1', 'pool1', 'flatten', 'fc1']);
  for (const { op, mean, deviation, gradientNorm, zeros } of health.ops) {
    const values = torch?.values[op] ?? [];
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean).toBeCloseTo(average, 4);
    expect(deviation).toBeCloseTo(Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length), 4);
    expect(zeros).toBeCloseTo(values.filter((value) => value === 0).length / values.length, 3);
    expect(gradientNorm).toBeCloseTo(normOf(Float32Array.from(torch?.gradients[op] ?? [])), 4);
  }
  for (const { key, gradientNorm, weightNorm } of health.tensors) {
    expect(gradientNorm).toBeCloseTo(normOf(Float32Array.from(torch?.weightGradients[key] ?? [])), 4);
    expect(weightNorm).toBeCloseTo(normOf(weights[key]?.data ?? new Float32Array()), 4);
  }
  expect(health.tensors.map(({ key }) => key)).toEqual(['conv1.weight', 'conv1.bias', 'bn1.weight', 'bn1.bias', 'fc1.weight', 'fc1.bias']);
  // Without a step, by the formula of plain SGD.
  expect(health).toMatchObject({ step: 0, examples: 64, updates: 'computed' });
  for (const { gradientNorm, weightNorm, updateRatio } of health.tensors) {
    if (weightNorm > 0) expect(updateRatio).toBeCloseTo((0.01 * gradientNorm) / weightNorm, 6);
  }
});

describe('a run', () => {
  test('is measured over its next step, and trains as if nobody had looked', async (context) => {
    sharedData(context, 'mnist');
    const adam = { ...config, optimizer: defaultAdam, epochs: 3 };
    const finish = async (looks: boolean) => {
      const client = openClient();
      const ended = new Promise<void>((resolve) => { client.subscribe((_, events) => { if (events.at(-1)?.type === 'ended') resolve(); }); });
      await client.start({ plan: convolutional, config: adam }).started;
      const health = looks ? await client.call('health', { network: 'run' }) : undefined;
      await ended;
      return { health, weights: await client.call('readWeights', undefined) };
    };
    const seen = await finish(true);
    expect(seen.health).toMatchObject({ updates: 'measured' });
    expect(seen.health?.step).toBeGreaterThan(0);
    // Adam's first steps change every weight by about its learning rate.
    const weight = seen.health?.tensors.find(({ key }) => key === 'fc1.weight');
    expect((weight?.updateRatio ?? NaN) * (weight?.weightNorm ?? NaN)).toBeLessThan(1.1 * 0.001 * Math.sqrt(10 * 4 * 36));
    expect(weight?.updateRatio).toBeGreaterThan(0);
    expect((await finish(false)).weights).toEqual(seen.weights);
  });

  test('that rests and remembers gradients tells no updates', async (context) => {
    sharedData(context, 'mnist');
    const client = openClient();
    await client.start({ plan: convolutional, config: { ...config, optimizer: defaultAdam }, paused: true }).started;
    await client.call('step', undefined);
    const health = await client.call('health', { network: 'run' });
    expect(health).toMatchObject({ step: 1, updates: 'unknown' });
    expect(health.tensors.every(({ updateRatio }) => updateRatio === undefined)).toBe(true);
    await client.call('stop', undefined);
  });
});

describe('on MNIST', () => {
  const look = async (plan: NetworkPlan, settings: TrainingConfig) => {
    const client = openClient();
    await client.call('preview', { plan, config: settings });
    return diagnose(await client.call('health', { network: 'preview' }), plan, settings);
  };

  test('gradients vanish in six layers of sigmoids, and the remedies are theirs', async (context) => {
    sharedData(context, 'mnist');
    const [first] = await look(deep('Sigmoid'), config);
    expect(first?.message).toMatch(/^gradients vanish before fc1: \de-\d of the last layer’s$/);
    expect(first?.fixes.map(({ label }) => label)).toEqual(['Replace Sigmoid by ReLU', 'Insert BatchNorm before act1', 'Initialise all weights by Xavier']);
  });

  test('a deep network of ReLUs with He’s initialisation is healthy, and so is a BatchNorm', async (context) => {
    sharedData(context, 'mnist');
    expect(await look(deep('ReLU'), { ...config, initialisation: { weight: { scheme: 'heNormal' } } })).toEqual([]);
    expect(await look(convolutional, config)).toEqual([]);
  });

  test('weights that all start alike, saturated sigmoids, activations that explode and rates too high are named', async (context) => {
    sharedData(context, 'mnist');
    const codes = async (plan: NetworkPlan, change: Partial<TrainingConfig>) => (await look(plan, { ...config, ...change })).map(({ code, op }) => `${code} ${op}`);
    expect(await codes(deep('ReLU'), { initialisation: { weight: { scheme: 'constant', value: 0.1 }, bias: { scheme: 'zeros' } } })).toContain('symmetric fc1');
    expect(await codes(deep('Sigmoid'), { initialisation: { weight: { scheme: 'normal', mean: 0, std: 20 } } })).toContain('saturated act1');
    expect(await codes(deep('ReLU'), { initialisation: { weight: { scheme: 'normal', mean: 0, std: 1 } } })).toContain('exploding-activations fc6');
    expect(await codes(convolutional, { optimizer: { ...defaultSgd, learningRate: 10 } })).toContain('fast fc1');
    expect(await codes(convolutional, { optimizer: { ...defaultSgd, learningRate: 1e-7 } })).toContain('slow conv1');
  });
});
