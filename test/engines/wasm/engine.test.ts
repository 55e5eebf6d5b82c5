// What the engine refuses, and how it fails: with a sentence, at a place, in time.

import { afterEach, describe, expect, it, vi } from 'vitest';
import type { NetworkPlan } from '../../../src/core/plan.ts';
import { elementCount } from '../../../src/core/shape.ts';
import { defaultAdam, defaultTraining, type TrainingConfig } from '../../../src/core/training-config.ts';
import { initialWeights } from '../../../src/core/weights.ts';
import type { EngineSession } from '../../../src/engines/engine.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import type { ThreadStart, WasmEnvironment } from '../../../src/engines/wasm/environment.ts';
import { createNodeEnvironment } from '../../../src/engines/wasm/node-environment.ts';
import { planOf, randomBatch } from '../networks.ts';

const environment = createNodeEnvironment({ threads: 2 });
const engine = createWasmEngine(environment);
const config = { ...defaultTraining, batchSize: 8 };
const plan = planOf([['input', 'Input', { shape: [1, 6, 6] }], ['conv', 'Conv2d', { outChannels: 4 }], ['flatten', 'Flatten'], ['fc', 'Linear', { outFeatures: 3 }]]);

const sessions: EngineSession[] = [];
afterEach(() => sessions.splice(0).forEach((session) => session.dispose()));

async function open(on: WasmEnvironment = environment, what: NetworkPlan = plan): Promise<EngineSession> {
  const session = await createWasmEngine(on).open({ plan: what, config, weights: initialWeights(what.ops, 1) });
  sessions.push(session);
  return session;
}

describe('supports', () => {
  it('names the node whose kind it does not know', () => {
    const ops = plan.ops.map((op) => (op.id === 'conv' ? { ...op, kind: 'Upsample' } : op));
    expect(engine.supports({ ...plan, ops }, config)).toEqual([
      { code: 'wasm-unknown-kind', severity: 'error', site: { node: 'conv' }, message: 'the WebAssembly engine has no kernel for Upsample' },
    ]);
  });

  it('refuses to classify an image', () => {
    const image = planOf([['input', 'Input', { shape: [1, 6, 6] }], ['conv', 'Conv2d', { outChannels: 4 }]]);
    expect(engine.supports(image, config)).toMatchObject([{ code: 'wasm-output-image', site: { node: 'conv' }, message: expect.stringContaining('4×4×4') }]);
  });

  it('tells what batches would not fit into its memory', () => {
    const wide = planOf([['input', 'Input', { shape: [64, 64, 64] }], ['conv', 'Conv2d', { outChannels: 256, padding: 1 }], ['pool', 'AdaptiveAvgPool2d'], ['flatten', 'Flatten']]);
    expect(engine.supports(wide, { ...config, batchSize: 1024 })).toMatchObject([{ code: 'wasm-out-of-memory', site: {}, message: expect.stringContaining('1024') }]);
    expect(engine.supports(wide, { ...config, batchSize: 8 })).toEqual([]);
  });
});

describe('memory', () => {
  it.each([1, 2, 3])('is what was predicted for %i threads, to the byte', async (threads) => {
    const place = createNodeEnvironment({ threads });
    let memory: WebAssembly.Memory | undefined;
    const spy: WasmEnvironment = { ...place, spawnThread: (start) => place.spawnThread({ ...start, memory: (memory = start.memory) }) };
    const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
    const predicted = createWasmEngine(spy).memoryBytes(plan, config);
    await open(spy);
    // One page is there before it grows.
    expect(grow.mock.calls.reduce((pages, [more]) => pages + more, 1) * 65536).toBe(predicted);
    if (threads > 1) expect(memory?.buffer.byteLength).toBe(predicted);
    grow.mockRestore();
  });

  it('grows with the batch and with what the optimiser remembers', () => {
    const wide = planOf([['input', 'Input', { shape: [8, 32, 32] }], ['conv', 'Conv2d', { outChannels: 64 }], ['flatten', 'Flatten'], ['fc', 'Linear', { outFeatures: 10 }]]);
    const parameters = wide.ops.flatMap(({ weights }) => weights.map(({ shape }) => elementCount(shape))).reduce((a, b) => a + b, 0);
    const bytesOf = (change: Partial<TrainingConfig>) => engine.memoryBytes(wide, { ...config, ...change });
    expect(bytesOf({ optimizer: defaultAdam }) - bytesOf({})).toBeGreaterThan(4 * parameters - 2 * 65536);
    expect(bytesOf({ batchSize: 16 }) - bytesOf({ batchSize: 8 })).toBeGreaterThan(4 * 8 * 64 * 30 * 30);
  });
});

describe('a session', () => {
  it('refuses a label that is no class, and one batch too large', async () => {
    const session = await open();
    const batch = randomBatch(plan, 4, 1);
    await expect(session.trainBatch({ ...batch, labels: Int32Array.of(0, 1, 3, 0) })).rejects.toThrow('label 3 of example 2 is not one of the 3 classes');
    await expect(session.trainBatch(randomBatch(plan, 9, 1))).rejects.toThrow('at most 8 examples, received 9');
    await expect(session.trainBatch({ ...batch, count: 5 })).rejects.toThrow('expects 180 input numbers and 5 labels, received 144 and 4');
  });

  it('evaluates and predicts more examples than a batch has, as it does one by one', async () => {
    const session = await open();
    const batch = randomBatch(plan, 21, 2);
    const { loss, correct } = await session.evaluateBatch(batch);
    const logits = await session.predict(batch.inputs, 21);
    let expected = 0;
    let hits = 0;
    for (let i = 0; i < 21; i++) {
      const row = Array.from(logits.subarray(3 * i, 3 * i + 3));
      const label = batch.labels[i] as number;
      expected += Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0)) - (row[label] as number);
      hits += Number(row.indexOf(Math.max(...row)) === label);
    }
    expect(loss).toBeCloseTo(expected / 21, 5);
    expect(correct).toBe(hits);
  });

  it('tells a loss that is not finite', async () => {
    const session = await open();
    const batch = randomBatch(plan, 4, 1);
    const { loss } = await session.trainBatch({ ...batch, inputs: batch.inputs.map(() => 3e38) });
    expect(Number.isFinite(loss)).toBe(false);
  });

  it('says which weight is missing', async () => {
    const weights = initialWeights(plan.ops, 1);
    delete (weights as Record<string, unknown>)['fc.bias'];
    await expect(engine.open({ plan, config, weights })).rejects.toThrow('weight "fc.bias" is missing');
  });
});

describe('a thread that dies', () => {
  /** Threads whose programs begin with a read outside the memory. */
  const trapping: WasmEnvironment = {
    ...environment,
    spawnThread(start: ThreadStart) {
      const trap = { ops: [], pass: 'forward', kernel: 'relu', args: [-16, -16, 8], flops: 0, bytes: 0 } as const;
      const programs = start.setup.programs.map(({ calls }) => ({ calls: [trap, ...calls] }));
      return environment.spawnThread({ ...start, setup: { ...start.setup, programs } });
    },
  };

  it('in the middle of a step is an error of that step and of every later one', async () => {
    const session = await open(trapping);
    await expect(session.trainBatch(randomBatch(plan, 4, 1))).rejects.toThrow('another thread of the WebAssembly engine has failed');
    await expect(session.trainBatch(randomBatch(plan, 4, 1))).rejects.toThrow('another thread');
  });

  it('between steps is an error of the next', async () => {
    let kill = (): void => undefined;
    const session = await open({
      ...environment,
      spawnThread(start) {
        const handle = environment.spawnThread(start);
        return { ...handle, failed: new Promise((_, reject) => { kill = () => reject(new Error('killed')); }) };
      },
    });
    await session.trainBatch(randomBatch(plan, 4, 1));
    kill();
    await Promise.resolve();
    await expect(session.trainBatch(randomBatch(plan, 4, 1))).rejects.toThrow('a thread of the WebAssembly engine died: Error: killed');
  });

});
