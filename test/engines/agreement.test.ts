// Engines held to each other, without PyTorch: from the same seed, random graphs train to the same losses and weights on
// tfjs in plain JavaScript, on tfjs's WebAssembly backend, and on our own engine with and without threads.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { initialWeights, type WeightSet } from '../../src/core/weights.ts';
import type { TrainingEngine } from '../../src/engines/engine.ts';
import { createTfjsEngine } from '../../src/engines/tfjs/engine.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { layers } from '../../src/layers/registry.ts';
import { randomBatch, randomGraph, type ConformanceNetwork } from './networks.ts';

const steps = 20;
const engines: Readonly<Record<string, TrainingEngine>> = {
  'tfjs-wasm': createTfjsEngine('wasm', { layers }),
  'wasm, 1 thread': createWasmEngine(createNodeEnvironment({ threads: 1 })),
  'wasm, 2 threads': createWasmEngine(createNodeEnvironment({ threads: 2 })),
};

async function train(engine: TrainingEngine, { plan, config }: ConformanceNetwork): Promise<{ losses: number[]; weights: WeightSet }> {
  const session = await engine.open({ plan, config, weights: initialWeights(plan.ops, config.seed) });
  try {
    const losses: number[] = [];
    for (let step = 0; step < steps; step++) losses.push((await session.trainBatch(randomBatch(plan, 4 + (step % 3), step))).loss);
    return { losses, weights: await session.readWeights() };
  } finally {
    session.dispose();
  }
}

it('random graphs train alike on every engine', { timeout: 240_000 }, async () => {
  // The same graphs each time: a value that ties under a pooling window may go either way, and not every graph is without.
  await fc.assert(fc.asyncProperty(fc.integer({ min: 5, max: 1000 }), async (seed) => {
    const network = randomGraph(seed);
    const kinds = network.plan.ops.map(({ kind }) => kind).join(' ');
    const reference = await train(createTfjsEngine('cpu', { layers }), network);
    // One after another: tfjs's backends share one global state.
    for (const [name, engine] of Object.entries(engines)) {
      const { losses, weights } = await train(engine, network);
      const what = `${name} by tfjs-cpu: ${kinds}`;
      losses.forEach((loss, step) => expect(Math.abs(loss / (reference.losses[step] as number) - 1), `${what}, loss of step ${step}`).toBeLessThan(1e-4));
      for (const [key, { data }] of Object.entries(reference.weights)) {
        const worst = data.reduce((most, value, i) => Math.max(most, Math.abs(value - (weights[key]?.data[i] ?? NaN)) / Math.max(1, Math.abs(value))), 0);
        expect(worst, `${what}, ${key}`).toBeLessThan(1e-3);
      }
    }
  }), { seed: 7, numRuns: 6, endOnFailure: true });
});
