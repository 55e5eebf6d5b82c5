// Full-batch semantics whatever the threads' luck: with threads that come late anywhere a step gives the same numbers to the
// last bit. A barrier that is missing shows here, not once in a month on a loaded machine.

import { afterEach, expect, it, vi } from 'vitest';
import { defaultSgd, defaultTraining } from '../../../src/core/training-config.ts';
import { initialWeights } from '../../../src/core/weights.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import type { WasmEnvironment } from '../../../src/engines/wasm/environment.ts';
import { createNodeEnvironment, spawnThread } from '../../../src/engines/wasm/node-environment.ts';
import { fixedNetworks, randomBatch, type ConformanceNetwork } from '../networks.ts';
import { blockPlan } from './block-plan.ts';
import { dawdle } from './late-thread.mjs';

const threads = 3;
const lateThread = new URL('./late-thread.mjs', import.meta.url);

const blocks: ConformanceNetwork = { name: 'blocks of images', plan: blockPlan, config: { ...defaultTraining, batchSize: 7, optimizer: { ...defaultSgd, learningRate: 0.01 } } };

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
  return {
    ...createNodeEnvironment({ threads }),
    spawnThread(start) {
      const lateStart = { ...start, seed, ...options };
      return spawnThread(lateThread, lateStart);
    },
  };
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

it('without barriers they would, and the engine finds out', async () => {
  await expect(train(blocks, late(1, { meets: false }))).rejects.toThrow('have lost step with each other');
});
