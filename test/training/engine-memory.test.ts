// What a run needs of memory is told before it starts, and where that cannot be had, with numbers.

import { describe, expect, test } from 'vitest';
import { defaultTraining } from '../../src/core/training-config.ts';
import type { TrainingEngine } from '../../src/engines/engine.ts';
import { createTfjsEngine } from '../../src/engines/tfjs/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { layers } from '../../src/layers/registry.ts';
import { engineMemory } from '../../src/training/engine-memory.ts';
import { planOf } from '../engines/networks.ts';

const wasm = createWasmEngine(createNodeEnvironment({ threads: 1 }));
const tfjsCpu = createTfjsEngine('cpu', { layers });
const here = (engine: TrainingEngine): TrainingEngine => ({ ...engine, isAvailable: async () => true });
const tfjsWasm = here(createTfjsEngine('wasm', { layers }));
const config = { ...defaultTraining, batchSize: 64 };
const planFor = (width: number) => planOf([
  ['input', 'Input', { shape: [1, 28, 28] }], ['conv1', 'Conv2d', { outChannels: width, kernelSize: 3 }], ['flatten', 'Flatten'], ['fc', 'Linear', { outFeatures: 10 }],
]);

describe('the memory of a run', () => {
  test('is told of the first engine that can train it, of those that refuse before it, or of the one named', async () => {
    const away: TrainingEngine = { ...tfjsCpu, id: 'away', isAvailable: async () => false };
    const plan = planFor(8);
    const unasked: TrainingEngine = { ...tfjsCpu, id: 'unasked', isAvailable: async () => { throw new Error('would have been loaded'); } };
    const needs = await engineMemory([away, wasm, unasked], { plan, config });
    expect(needs).toEqual([{ id: 'wasm', name: wasm.name, bytes: wasm.memoryBytes(plan, config) }]);
    // Activations of a batch and their gradients at least: 64 · 8 · 26² floats, twice.
    expect(needs[0]?.bytes).toBeGreaterThan(2 * 64 * 8 * 676 * 4);
    expect((await engineMemory([wasm, tfjsCpu], { plan, config, engine: 'tfjs-cpu' })).map(({ id }) => id)).toEqual(['tfjs-cpu']);
  });

  test('grows with the batch', async () => {
    const bytes = async (batchSize: number) => (await engineMemory([wasm], { plan: planFor(8), config: { ...config, batchSize } }))[0]?.bytes ?? 0;
    expect(await bytes(640)).toBeGreaterThan(5 * (await bytes(64)));
  });

  test('beyond what WebAssembly has or addresses is refused with both numbers', async () => {
    const [plan, large] = [planFor(64), { ...config, batchSize: 20_000 }];
    const needs = await engineMemory([wasm, tfjsWasm], { plan, config: large });
    expect(needs.map(({ refusal }) => refusal)).toEqual([
      expect.stringMatching(/^training with batches of 20000 needs \d+\.\d GiB, and the WebAssembly engine has 2\.0 GiB$/),
      expect.stringMatching(/^training with batches of 20000 needs about \d+\.\d GiB, and WebAssembly addresses 4\.0 GiB$/),
    ]);
    expect(tfjsWasm.supports(plan, large)).toMatchObject([{ code: 'tfjs-out-of-memory', severity: 'error' }]);
    expect(tfjsWasm.supports(plan, config)).toEqual([]);
  });
});
