// What is predicted of own data: losses of the first steps as PyTorch has them from the same file, on every engine.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { LossType } from '../../../src/core/losses.ts';
import type { BuildChoices } from '../../../src/core/own-data.ts';
import { readTargets, targetObstacle } from '../../../src/core/target-reading.ts';
import { defaultSgd, defaultTraining } from '../../../src/core/training-config.ts';
import { initialWeights } from '../../../src/core/weights.ts';
import { arrayTargets, isOneHot } from '../../../src/datasets/own/array-targets.ts';
import { build } from '../../../src/datasets/own/build.ts';
import { inspectFiles } from '../../../src/datasets/own/inspect.ts';
import { ownDataset } from '../../../src/datasets/own/own-dataset.ts';
import { createMemoryStorage } from '../../../src/datasets/own/storage.ts';
import type { TrainingEngine } from '../../../src/engines/engine.ts';
import { nullEngine } from '../../../src/engines/null/null-engine.ts';
import { createTfjsEngine } from '../../../src/engines/tfjs/engine.ts';
import { createNodeEnvironment } from '../../../src/engines/wasm/node-environment.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import { layers } from '../../../src/layers/registry.ts';
import { createBatches } from '../../../src/training/batches.ts';
import { exampleLoss } from '../../../src/training/example-loss.ts';
import { readAs, withTargets } from '../../../src/training/targets.ts';
import { planOf } from '../../engines/networks.ts';
import { pythonWithTorch } from '../../support/shared-data.ts';
import { memorySources, request } from '../memory-sources.ts';

const folder = mkdtempSync(join(tmpdir(), 'convloom-targets-'));
afterAll(() => rmSync(folder, { recursive: true }));

const caseFile = (name: string) => fileURLToPath(new URL(`cases/${name}`, import.meta.url));
const written = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const rowsOf = (target: (i: number) => number | string, count = 12) => `a,b,y\n${Array.from({ length: count }, (_, i) => `${(i * 3) % 7},${(i * 5) % 4},${target(i)}`).join('\n')}\n`;

async function load(path: string, choices: Partial<BuildChoices> = {}) {
  const storage = createMemoryStorage();
  const inspected = await inspectFiles([{ path: basename(path), content: new Blob([readFileSync(path)]) }]);
  const { info } = await build(inspected, { name: 'Own', testShare: 0, seed: 0, ...choices }, { storage, onProgress: () => undefined });
  const [features = 0] = info.inputShape;
  const data = await ownDataset(info, storage).load(request({ sources: memorySources({}), validation: 0, preprocessing: { shape: [features], resize: 'none', normalize: 'none', mean: 0, std: 1 } }));
  return { info, data };
}

const engines: readonly (readonly [string, () => TrainingEngine])[] = [
  ['null', () => nullEngine], ['tfjs-cpu', () => createTfjsEngine('cpu', { layers })], ['wasm', () => createWasmEngine(createNodeEnvironment({ threads: 2 }))],
];

describe.each(engines)('on %s', (_, createEngine) => {
  it.for<[string, () => string, LossType, number, number?]>([
    ['two whole values and a loss of numbers', () => written('y35.csv', rowsOf((i) => 3 + 2 * (i % 2))), 'mse', 1],
    ['two values as floats and a loss of numbers', () => written('y35f.csv', rowsOf((i) => `${3 + 2 * (i % 2)}.0`)), 'l1', 1],
    ['whole numbers and a loss of numbers', () => caseFile('csv-int-target.csv'), 'mse', 1],
    ['whole numbers and cross-entropy', () => caseFile('csv-int-target.csv'), 'crossEntropy', 6],
    ['0 and 1 and a loss of numbers', () => written('y01.csv', rowsOf((i) => i % 2)), 'mse', 1],
    ['0 and 1 and binary cross-entropy', () => written('y01.csv', rowsOf((i) => i % 2)), 'bceWithLogits', 1],
    ['fractions and binary cross-entropy', () => written('soft.csv', rowsOf((i) => (i % 5) / 4)), 'bceWithLogits', 1],
    ['one-hot targets and cross-entropy', () => caseFile('npz-onehot.npz'), 'crossEntropy', 2],
    ['one-hot targets and smoothed cross-entropy', () => caseFile('npz-onehot.npz'), 'crossEntropy', 2, 0.2],
    ['one-hot targets and a loss of numbers', () => caseFile('npz-onehot.npz'), 'mse', 2],
    ['several classes at once and binary cross-entropy', () => caseFile('npz-multilabel.npz'), 'bceWithLogits', 3],
    ['several classes at once and cross-entropy', () => caseFile('npz-multilabel.npz'), 'crossEntropy', 3],
  ])('%s train as in PyTorch', { timeout: 60_000 }, async ([__, file, loss, outputs, smoothing = 0], context) => {
    const python = pythonWithTorch(context);
    const path = file();
    const { info, data } = await load(path);
    const plan = planOf([['input', 'Input', { shape: info.inputShape }], ['fc', 'Linear', { outFeatures: outputs }]]);
    const config = { ...defaultTraining, loss, labelSmoothing: smoothing, optimizer: { ...defaultSgd, learningRate: 0.01, momentum: 0 }, batchSize: data.training.count };
    const weights = initialWeights(plan.ops, 3);
    const reading = readTargets(info, loss);
    const ready = withTargets(readAs(data, reading), reading.loss, outputs);
    expect(targetObstacle(info, loss)).toBeUndefined();
    const batch = createBatches(ready.training, data.training.count).read(0);
    const session = await createEngine().open({ plan, config: { ...config, loss: reading.loss }, weights });
    const losses: number[] = [];
    for (let step = 0; step < 4; step++) losses.push((await session.trainBatch(batch)).loss);
    session.dispose();
    const [weight, bias] = ['weight', 'bias'].map((name) => [...(Object.entries(weights).find(([key]) => key.endsWith(name))?.[1].data ?? [])]);
    const told = { file: path, loss, weight, bias, steps: 4, learningRate: 0.01, smoothing };
    const expected = JSON.parse(execFileSync(python, [fileURLToPath(new URL('torch-targets.py', import.meta.url))], { input: JSON.stringify(told), encoding: 'utf8' })) as number[];
    losses.forEach((found, step) => expect(found / (expected[step] ?? NaN), `step ${step + 1}: ${found} against ${expected[step]}`).toBeCloseTo(1, 5));
  });
});

describe('readTargets', () => {
  it('gives accuracy where there are classes, by the largest share too', async () => {
    const { info, data } = await load(caseFile('npz-onehot.npz'));
    const reading = readTargets(info, 'crossEntropy');
    expect(reading).toEqual({ as: 'numbers', classNames: ['y1', 'y2'], loss: 'softCrossEntropy' });
    const labels = new Int32Array(4);
    readAs(data, reading).training.readLabels([0, 1, 2, 3], labels);
    expect([...labels]).toEqual([0, 1, 0, 1]);
    const several = await load(caseFile('npz-multilabel.npz'));
    expect(readTargets(several.info, 'bceWithLogits')).toEqual({ as: 'numbers', classNames: [], loss: 'bceWithLogits' });
  });

  it('is said by hand by the role of a column', async () => {
    const path = caseFile('csv-int-target.csv');
    const classes = await load(path, { roles: ['input', 'input', 'class'] });
    expect(readTargets(classes.info, 'mse').as).toBe('classes');
    const numbers = await load(path, { roles: ['input', 'input', 'number'] });
    expect(targetObstacle(numbers.info, 'crossEntropy')).toBe('cross-entropy tells classes apart, and Own has 1 number to predict; expected a loss of numbers, such as mean squared error');
    expect(targetObstacle(numbers.info, 'bceWithLogits')).toBe('binary cross-entropy with logits takes shares from 0 to 1, and Own has 1 number to predict beyond; expected a loss of numbers, such as mean squared error');
  });
});

describe('arrayTargets', () => {
  const list = (...values: number[]) => ({ shape: [values.length], values: Float64Array.from(values) });

  it('are classes and numbers where they are whole, however large', () => {
    const { classNames, labels, targets, targetNames } = arrayTargets('y', list(16777217, 16777216, 16777217), undefined);
    expect([classNames, [...(labels ?? [])], targetNames, targets?.length]).toEqual([['16777216', '16777217'], [1, 0, 1], ['y'], 3]);
    expect(() => arrayTargets('y', list(2 ** 53, 2 ** 53 + 2), undefined)).toThrow('y has the label 9007199254740992; expected labels of at most 9,007,199,254,740,991, beyond which they cannot be told apart.');
  });

  it('are classes by hand, of decimals and of one-hot rows', () => {
    const single = { shape: [3], values: Float32Array.of(0.1, 2.5, 0.1) };
    expect(arrayTargets('y', single, true)).toMatchObject({ classNames: ['0.1', '2.5'] });
    const rows = { shape: [3, 2], values: [0, 1, 1, 0, 0, 1] };
    expect([isOneHot(rows), [...(arrayTargets('y', rows, true).labels ?? [])]]).toEqual([true, [1, 0, 1]]);
    expect(() => arrayTargets('y', { shape: [2, 2], values: [0, 1, 1, 1] }, true)).toThrow('y holds no classes: example 2 is not one-hot');
  });

  it('are refused where they are of one class, or no finite 32-bit numbers', () => {
    expect(() => arrayTargets('y', list(3, 3, 3), undefined)).toThrow('y has one class, "3": y says the same of every example; expected at least two classes.');
    expect(() => arrayTargets('y', list(0.5, 1e39), undefined)).toThrow('y has 1e+39 in example 2; expected finite 32-bit numbers.');
    expect(() => arrayTargets('y', list(0.5, NaN), undefined)).toThrow('y has NaN in example 2');
    expect(() => arrayTargets('y', list(1, Infinity), undefined)).toThrow('y has Infinity in example 2');
  });
});

it('the loss of one example with a share for each class is that of the batch', () => {
  const logits = Float32Array.of(0.5, -1, 2);
  const shares = Float32Array.of(0.2, 0.3, 0.5);
  const sum = Math.log([...logits].reduce((total, x) => total + Math.exp(x), 0));
  expect(exampleLoss({ loss: 'crossEntropy' }, logits, 2, shares)).toBeCloseTo([...logits].reduce((total, x, c) => total + (shares[c] ?? 0) * (sum - x), 0), 6);
});
