// Each fusion gives what the ops it replaces give, to the last bits of float32; and none happens where it must not.

import { describe, expect, it } from 'vitest';
import { defaultSgd, defaultTraining } from '../../../src/core/training-config.ts';
import { initialWeights, type WeightSet } from '../../../src/core/weights.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import { fuse, fusions, type Fusion } from '../../../src/engines/wasm/fusions.ts';
import { createNodeEnvironment } from '../../../src/engines/wasm/node-environment.ts';
import { planOf, randomBatch, type NodeRow } from '../networks.ts';

const plan = planOf([
  ['input', 'Input', { shape: [2, 8, 12] }],
  ['conv1', 'Conv2d', { outChannels: 8, padding: 1 }],
  ['bn1', 'BatchNorm2d'],
  ['relu1', 'ReLU'],
  ['pool1', 'MaxPool2d'],
  ['conv2', 'Conv2d', { outChannels: 12, padding: 1 }],
  ['relu2', 'ReLU'],
  ['pool2', 'MaxPool2d'],
  ['conv3', 'Conv2d', { outChannels: 5, padding: 1 }],
  ['bn3', 'BatchNorm2d', { affine: false }],
  ['relu3', 'ReLU'],
  ['conv4', 'Conv2d', { outChannels: 5, padding: 1 }],
  ['bn5', 'BatchNorm2d'],
  ['sum', 'Add', {}, { from: ['relu3', 'bn5', 'conv4'] }],
  ['relu5', 'ReLU'],
  ['flatten', 'Flatten'],
  ['fc1', 'Linear', { outFeatures: 9 }],
  ['bn4', 'BatchNorm1d'],
  ['relu4', 'ReLU'],
  ['fc2', 'Linear', { outFeatures: 4 }],
]);
const config = { ...defaultTraining, batchSize: 9, optimizer: { ...defaultSgd, learningRate: 0.05, momentum: 0.9 } };

async function train(chosen: readonly Fusion[]): Promise<{ losses: number[]; weights: WeightSet; logits: Float32Array }> {
  const session = await createWasmEngine(createNodeEnvironment({ threads: 2 }), chosen).open({ plan, config, weights: initialWeights(plan.ops, 1) });
  const losses: number[] = [];
  for (let step = 0; step < 4; step++) losses.push((await session.trainBatch(randomBatch(plan, 9 - step, step))).loss);
  const weights = await session.readWeights();
  const logits = await session.predict(randomBatch(plan, 5, 9).inputs, 5);
  session.dispose();
  return { losses, weights, logits };
}

const kindsOf = (rows: readonly NodeRow[]) => fuse(planOf(rows)).map(({ kind }) => kind);

describe.each(fusions)('$into from $kinds', (fusion) => {
  it('is found in the network of this test', () => {
    expect(fuse(plan, [fusion]).map(({ kind }) => kind)).toContain(fusion.into);
  });

  it('trains and predicts as the unfused plan', async () => {
    const [fused, plain] = [await train([fusion]), await train([])];
    fused.losses.forEach((loss, step) => expect(Math.abs(loss - (plain.losses[step] as number))).toBeLessThan(1e-5));
    for (const [key, { data }] of Object.entries(plain.weights)) {
      fused.weights[key]?.data.forEach((value, i) => expect(Math.abs(value - (data[i] as number)), key).toBeLessThan(1e-5));
    }
    fused.logits.forEach((value, i) => expect(Math.abs(value - (plain.logits[i] as number))).toBeLessThan(1e-4));
  });
});

describe('nothing is fused', () => {
  const start: NodeRow[] = [['input', 'Input', { shape: [1, 8, 8] }], ['conv', 'Conv2d', { outChannels: 8, padding: 1 }]];
  const unfused = (rows: readonly NodeRow[]) => expect(kindsOf(rows)).toEqual(rows.map(([, kind]) => kind));

  it('where another op reads the value between', () => {
    unfused([...start, ['bn', 'BatchNorm2d'], ['relu', 'ReLU'], ['sum', 'Add', {}, { from: ['bn', 'relu'] }]]);
    unfused([...start, ['sum', 'Add', {}, { from: ['conv', 'conv'] }], ['relu', 'ReLU'], ['join', 'Concat', {}, { from: ['sum', 'relu'] }]]);
  });

  it('where pooling windows overlap, are padded, or leave pixels over', () => {
    unfused([...start, ['relu', 'ReLU'], ['pool', 'MaxPool2d', { kernelSize: 2, stride: 1 }]]);
    unfused([...start, ['relu', 'ReLU'], ['pool', 'MaxPool2d', { kernelSize: 2, padding: 1 }]]);
    unfused([['input', 'Input', { shape: [1, 7, 8] }], ['conv', 'Conv2d', { outChannels: 8, padding: 1 }], ['relu', 'ReLU'], ['pool', 'MaxPool2d']]);
    unfused([['input', 'Input', { shape: [1, 8, 8] }], ['conv', 'Conv2d', { outChannels: 6, padding: 1 }], ['relu', 'ReLU'], ['pool', 'MaxPool2d']]);
  });
});

it('what is fused keeps the first op’s weights and the last op’s name', () => {
  expect(fuse(plan).map(({ id, parts }) => `${id}: ${parts.map((part) => part.id).join(' ')}`)).toContain('pool1: bn1 relu1 pool1');
});
