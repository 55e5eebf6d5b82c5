// Full-batch semantics whatever the threads' luck: with threads that come late anywhere a step gives the same numbers to the
// last bit. A barrier that is missing shows here, not once in a month on a loaded machine.

import { Worker } from 'node:worker_threads';
import { afterEach, expect, it, vi } from 'vitest';
import { defaultSgd, defaultTraining } from '../../../src/core/training-config.ts';
import { initialWeights } from '../../../src/core/weights.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import type { ThreadHandle, ThreadStart, WasmEnvironment } from '../../../src/engines/wasm/environment.ts';
import { createNodeEnvironment } from '../../../src/engines/wasm/node-environment.ts';
import { fixedNetworks, planOf, randomBatch, type ConformanceNetwork } from '../networks.ts';
import { dawdle } from './late-thread.mjs';

const threads = 3;

/** Large enough that it runs block by block. */
const blocks: ConformanceNetwork = {
  name: 'blocks of images',
  config: { ...defaultTraining, batchSize: 7, optimizer: { ...defaultSgd, learningRate: 0.01 } },
  plan: planOf([
    ['input', 'Input', { shape: [4, 48, 48] }],
    ['wide', 'Conv2d', { outChannels: 48, kernelSize: 1 }],
    ['bn1', 'BatchNorm2d'],
    ['relu1', 'ReLU'],
    ['depthwise', 'Conv2d', { outChannels: 48, kernelSize: 3, padding: 1, groups: 48 }],
    ['bn2', 'BatchNorm2d'],
    ['act2', 'Tanh'],
    ['strided', 'Conv2d', { outChannels: 16, kernelSize: 3, stride: 2, padding: 1 }],
    ['pool3', 'MaxPool2d'],
    ['drop', 'Dropout', { p: 0.2 }],
    ['flatten', 'Flatten'],
    ['fc', 'Linear', { outFeatures: 3 }],
  ]),
};

afterEach(() => { vi.restoreAllMocks(); });

/** Losses of four steps and the weights after them, of batches with more and with fewer examples than threads. */
async function train({ plan, config }: ConformanceNetwork, environment: WasmEnvironment) {
  const session = await createWasmEngine(environment).open({ plan, config, weights: initialWeights(plan.ops, 2) });
  const losses: number[] = [];
  for (const [step, count] of [7, 5, 2, 7].entries()) losses.push((await session.trainBatch(randomBatch(plan, count, step, config.loss))).loss);
  const weights = await session.readWeights();
  session.dispose();
  return { losses, weights };
}

/** Thread 0 is the caller: its kernels are wrapped as they are instantiated here, the others' in their workers. */
function late(seed: number, options: { readonly meets: boolean }): WasmEnvironment {
  const instantiate = WebAssembly.instantiate as (module: WebAssembly.Module, imports: WebAssembly.Imports) => Promise<WebAssembly.Instance>;
  vi.spyOn(WebAssembly as { instantiate: typeof instantiate }, 'instantiate')
    .mockImplementation(async (module, imports) => ({ exports: dawdle((await instantiate(module, imports)).exports, seed, options) }));
  return { ...createNodeEnvironment({ threads }), spawnThread: (start) => spawnLate(start, seed, options) };
}

function spawnLate(start: ThreadStart, seed: number, { meets }: { readonly meets: boolean }): ThreadHandle {
  const worker = new Worker(new URL('./late-thread.mjs', import.meta.url), { workerData: { ...start, seed, meets } });
  worker.unref();
  const failed = new Promise<never>((_, reject) => { worker.on('error', reject); });
  failed.catch(() => {});
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    failed.catch(reject);
  });
  return { ready, failed, terminate: () => void worker.terminate() };
}

it.each([...fixedNetworks, blocks])('$name: late threads change nothing', async (network) => {
  const punctual = await train(network, createNodeEnvironment({ threads }));
  for (const seed of [1, 2]) {
    const { losses, weights } = await train(network, late(seed, { meets: true }));
    vi.restoreAllMocks();
    expect(losses).toEqual(punctual.losses);
    expect(weights).toEqual(punctual.weights);
  }
});

it('without barriers they would', async () => {
  const punctual = await train(blocks, createNodeEnvironment({ threads }));
  const { weights } = await train(blocks, late(1, { meets: false }));
  expect(weights).not.toEqual(punctual.weights);
});
