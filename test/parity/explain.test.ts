// What lenses say of one image and one batch, from the request to the map, through the worker's own host: Grad-CAM, occlusion, what
// raises a unit, and what comes in at a BatchNorm in training and evaluation. Held to hooks, autograd and loops in PyTorch.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { ExampleSet } from '../../src/core/data.ts';
import { dropoutMask, dropoutSeed } from '../../src/core/dropout-mask.ts';
import { createRandom } from '../../src/core/random.ts';
import { elementCount } from '../../src/core/shape.ts';
import { defaultTraining, seedOf } from '../../src/core/training-config.ts';
import { initialWeights } from '../../src/core/weights.ts';
import type { TrainingEngine } from '../../src/engines/engine.ts';
import { createTfjsEngine } from '../../src/engines/tfjs/engine.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { layers } from '../../src/layers/registry.ts';
import { createTrainingClient, type TrainingClient } from '../../src/training/client.ts';
import { createHost } from '../../src/training/host.ts';
import { createPrepare } from '../../src/training/prepare-run.ts';
import { dependsOnMode, readBatch } from '../../src/ui/lenses/batch-norm/use-batch.ts';
import { askRaises } from '../../src/ui/lenses/flow/raises.ts';
import { askGradCam } from '../../src/ui/lenses/predictions/use-grad-cam.ts';
import { askOcclusion } from '../../src/ui/lenses/predictions/use-occlusion.ts';
import { planOf } from '../engines/networks.ts';
import { pythonWithTorch } from '../support/shared-data.ts';
import { createFakeWorker } from '../training/ports.ts';

const plan = planOf([
  ['input', 'Input', { shape: [2, 12, 12] }],
  ['conv1', 'Conv2d', { outChannels: 5, kernelSize: 3, padding: 1 }], ['bn1', 'BatchNorm2d'], ['relu1', 'ReLU'], ['pool1', 'MaxPool2d'], ['drop', 'Dropout', { p: 0.3 }],
  ['conv2', 'Conv2d', { outChannels: 6, kernelSize: 3, padding: 1 }], ['bn2', 'BatchNorm2d'], ['relu2', 'ReLU'], ['pool2', 'AvgPool2d'], ['flatten', 'Flatten'],
  ['fc', 'Linear', { outFeatures: 4 }],
]);
const config = { ...defaultTraining, batchSize: 8, seed: 3 };
const size = 6;
const classIndex = 2;
const opOf = (id: string) => plan.ops.find((op) => op.id === id) ?? expect.fail(`no op ${id}`);

const random = createRandom(5, 'explain');
const pixels = Float32Array.from({ length: 20 * elementCount(plan.inputShape) }, () => random.normal());
const image = pixels.slice(0, elementCount(plan.inputShape));
const training: ExampleSet = {
  count: 20, shape: plan.inputShape,
  readInputs: (indices, out) => Array.from(indices).forEach((index, row) => out.set(pixels.subarray(index * image.length, (index + 1) * image.length), row * image.length)),
  readLabels: (indices, out) => Array.from(indices).forEach((index, row) => { out[row] = index % 4; }),
};
/** Running statistics away from 0 and 1, so that forgetting them is found out. */
const weights = initialWeights(plan.ops, 4);
for (const [key, { data }] of Object.entries(weights)) if (/running_|bn.*\.(weight|bias)/.test(key)) data.forEach((value, i) => { data[i] = value + random.uniform(0.1, 0.5); });

/** Units of the network's output and of hidden layers; a dead one last, which nothing raises. */
const units: readonly (readonly [id: string, index: number])[] = [['fc', 1], ['pool2', 16], ['bn2', 82], ['pool1', 100], ['conv1', 3 * 144 + 50], ['relu2', 82]];
const camLayers = ['conv1', 'pool1', 'conv2', 'relu2'];

interface Explained {
  readonly cams: Readonly<Record<string, readonly number[]>>;
  readonly occlusion: Readonly<Record<'least' | 'mean', readonly number[]>>;
  readonly raises: readonly (readonly number[])[];
  readonly seen: Readonly<Record<'train' | 'evaluate', readonly number[]>>;
}

let answer: Explained | undefined;
function torch(python: string): Explained {
  if (answer) return answer;
  const { outputShape } = opOf('drop');
  const [channels = 1, ...rest] = outputShape;
  const plane = elementCount(rest);
  const drawn = dropoutMask(dropoutSeed(seedOf(config, 'dropout'), 'drop'), 0.3, 1, size * elementCount(outputShape));
  // Masks are drawn channels last; PyTorch has channels first.
  const mask = drawn.map((_, i) => drawn[(Math.floor(i / (channels * plane)) * plane + i % plane) * channels + Math.floor(i / plane) % channels] ?? NaN);
  const given = { weights, image, batch: pixels.subarray(size * image.length, 2 * size * image.length), mask, classIndex, layers: camLayers, units };
  const input = JSON.stringify(given, (_, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value));
  const { stdout, stderr, status } = spawnSync(python, [fileURLToPath(new URL('./torch-explain.py', import.meta.url))], { input, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`torch-explain.py failed: ${stderr}`);
  return answer = JSON.parse(stdout) as Explained;
}

function expectClose(found: ArrayLike<number>, expected: readonly number[], what: string): void {
  expect(found.length, what).toBe(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  expect(largest, `${what} says something`).toBeGreaterThan(0);
  expect(Math.max(...expected.map((value, i) => Math.abs((found[i] ?? NaN) - value))), what).toBeLessThan(1e-4 * largest);
}

const { signal } = new AbortController();
const open: TrainingClient[] = [];
afterEach(() => { for (const client of open.splice(0)) client.dispose(); });

async function openNetwork(engine: TrainingEngine) {
  const dataset = { id: 'noise', name: 'Noise', summary: '', inputShape: plan.inputShape, classNames: [] };
  const classNames = ['a', 'b', 'c', 'd'];
  const prepare = createPrepare({
    loadData: async () => ({ dataset, data: { training, validation: training, classNames }, prepareImage: () => image }),
    chooseEngine: async () => ({ engine, candidates: [] }),
  });
  const never = (): never => { throw new Error('not part of this test'); };
  const client = createTrainingClient(() => createFakeWorker((port) => createHost(port, { prepare, cacheFiles: never, explain: never })).worker);
  open.push(client);
  const data = await client.call('preview', { plan, config, weights });
  return { client, name: 'preview', plan, config, data, version: 1 } as const;
}

const engines = [
  { name: 'our own engine, 1 thread', engine: createWasmEngine(createNodeEnvironment({ threads: 1 })) },
  { name: 'our own engine, 2 threads', engine: createWasmEngine(createNodeEnvironment({ threads: 2 })) },
  { name: 'tfjs in plain JavaScript', engine: createTfjsEngine('cpu', { layers }) },
];

describe.each(engines)('on $name', ({ engine }) => {
  test('Grad-CAM is that of hooks', async (context) => {
    const { cams } = torch(pythonWithTorch(context));
    const network = await openNetwork(engine);
    for (const id of camLayers) {
      const { values, rows, columns } = await askGradCam(network, image, id, classIndex, signal);
      expect([rows, columns]).toEqual(opOf(id).outputShape.slice(1));
      expectClose(values, cams[id] ?? [], id);
    }
  });

  test('occlusion is that of a loop over patches', async (context) => {
    const { occlusion } = torch(pythonWithTorch(context));
    const network = await openNetwork(engine);
    for (const cover of ['least', 'mean'] as const) {
      const { map, patch } = await askOcclusion(network, { input: image, shape: plan.inputShape }, classIndex, cover, signal);
      expect(patch).toBe(2);
      expectClose(map ?? [], occlusion[cover], cover);
    }
  });

  test('what raises a unit is its gradient by the input', async (context) => {
    const { raises } = torch(pythonWithTorch(context));
    const network = await openNetwork(engine);
    const found = await Promise.all(units.map(([id, index]) => askRaises(network, opOf(id), index, image, signal)));
    for (const [i, [id, index]] of units.slice(0, -1).entries()) expectClose(found[i] ?? [], raises[i] ?? [], `${id} ${index}`);
    for (const dead of [found.at(-1), raises.at(-1)]) expect(dead?.every((value) => value === 0)).toBe(true);
  });

  test('what comes in at a BatchNorm behind another and a Dropout is that of either mode, and running statistics stay', async (context) => {
    const { seen } = torch(pythonWithTorch(context));
    const network = await openNetwork(engine);
    const op = opOf('bn2');
    expect([dependsOnMode(plan, opOf('bn1')), dependsOnMode(plan, op)]).toEqual([false, true]);
    for (const mode of ['train', 'evaluate'] as const) expectClose((await readBatch(network, { op, number: 1, size, mode }, signal)).input, seen[mode], mode);
    expect(seen.train).not.toEqual(seen.evaluate);
    expect(await network.client.call('readWeights', { network: 'preview' })).toEqual(weights);
  });
});
