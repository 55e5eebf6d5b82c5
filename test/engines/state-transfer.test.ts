// A run that is taken up by another engine goes on as on its own, but for rounding: memory, step count and Dropout's masks are
// the same whatever the engine.

import { expect, it } from 'vitest';
import type { Batch, EngineSession, TrainingEngine } from '../../src/engines/engine.ts';
import { createTfjsEngine } from '../../src/engines/tfjs/engine.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { nullEngine } from '../../src/engines/null/null-engine.ts';
import { initialWeights } from '../../src/core/weights.ts';
import { layers } from '../../src/layers/registry.ts';
import { planOf, randomBatch, type ConformanceNetwork } from './networks.ts';
import { dropoutNetworks, optimizerNetworks } from './settings-networks.ts';

const wasm = createWasmEngine(createNodeEnvironment({ threads: 2 }));
const tfjs = createTfjsEngine('cpu', { layers });

async function train(session: EngineSession, batches: readonly Batch[]): Promise<number[]> {
  const losses: number[] = [];
  for (const batch of batches) losses.push((await session.trainBatch(batch)).loss);
  return losses;
}

/** Losses of three steps on each engine in turn. */
async function relay({ plan, config }: ConformanceNetwork, engines: readonly TrainingEngine[]): Promise<number[]> {
  const losses: number[] = [];
  let [weights, state] = [initialWeights(plan.ops, config.seed), undefined as Awaited<ReturnType<EngineSession['readState']>> | undefined];
  for (const [turn, engine] of engines.entries()) {
    expect(await engine.isAvailable()).toBe(true);
    const session = await engine.open({ plan, config, weights });
    if (state) session.writeState(state);
    losses.push(...await train(session, [0, 1, 2].map((i) => randomBatch(plan, 6, 3 * turn + i))));
    [weights, state] = [await session.readWeights(), await session.readState()];
    session.dispose();
  }
  return losses;
}

it.for(dropoutNetworks)('wasm, tfjs, wasm: $name, $config.optimizer.type', async (network) => {
  const alone = await relay(network, [wasm, wasm, wasm]);
  const shared = await relay(network, [wasm, tfjs, wasm]);
  alone.forEach((loss, i) => expect((shared[i] as number) / loss).toBeCloseTo(1, 4));
});

it.for(optimizerNetworks)('null, wasm, null: $name, $config.optimizer.type', async ({ config, ...rest }) => {
  const plan = planOf([['input', 'Input', { shape: [6] }], ['fc1', 'Linear', { outFeatures: 9 }], ['act', 'ReLU'], ['fc2', 'Linear', { outFeatures: 3 }]]);
  // An eps as PyTorch's lets noise decide where a ReLU's gradient is zero.
  const optimizer = 'eps' in config.optimizer ? { ...config.optimizer, eps: 0.01 } : config.optimizer;
  const network = { ...rest, plan, config: { ...config, optimizer } };
  const alone = await relay(network, [nullEngine, nullEngine, nullEngine]);
  const shared = await relay(network, [nullEngine, wasm, nullEngine]);
  alone.forEach((loss, i) => expect((shared[i] as number) / loss).toBeCloseTo(1, 4));
});
