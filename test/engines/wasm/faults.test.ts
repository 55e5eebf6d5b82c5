// What happens where threads cannot be had or cannot be trusted: the engine finds out, says so in a clause, and goes on
// on one thread.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultSgd, defaultTraining } from '../../../src/core/training-config.ts';
import { initialWeights } from '../../../src/core/weights.ts';
import { EngineFault, type EngineSession } from '../../../src/engines/engine.ts';
import { chooseEngine } from '../../../src/engines/select.ts';
import { barrierHolds } from '../../../src/engines/wasm/barrier-check.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import type { WasmEnvironment } from '../../../src/engines/wasm/environment.ts';
import { hasRelaxedSimd } from '../../../src/engines/wasm/features.ts';
import { createNodeEnvironment, spawnThread } from '../../../src/engines/wasm/node-environment.ts';
import { fixedNetworks, planOf, randomBatch } from '../networks.ts';

const config = { ...defaultTraining, batchSize: 8, optimizer: { ...defaultSgd, learningRate: 0.1 } };
const plan = planOf([
  ['input', 'Input', { shape: [1, 6, 6] }],
  ['conv', 'Conv2d', { outChannels: 4 }],
  ['norm', 'BatchNorm2d'],
  ['flatten', 'Flatten'],
  ['fc', 'Linear', { outFeatures: 3 }],
]);
const weights = initialWeights(plan.ops, 1);
const alone = createNodeEnvironment({ threads: 1 });
const two = createNodeEnvironment({ threads: 2 });

const sessions: EngineSession[] = [];
afterEach(() => {
  sessions.splice(0).forEach((session) => session.dispose());
  vi.restoreAllMocks();
});

async function open(environment: WasmEnvironment): Promise<EngineSession> {
  const session = await createWasmEngine(environment).open({ plan, config, weights });
  sessions.push(session);
  return session;
}

async function losses(session: EngineSession, steps: number): Promise<number[]> {
  const all: number[] = [];
  for (let step = 0; step < steps; step++) all.push((await session.trainBatch(randomBatch(plan, 8, step))).loss);
  return all;
}

type Fault = { readonly fault: 'early' | 'flip'; readonly at: number };

/** Thread 1 is at fault. */
function withFault(fault: Fault): WasmEnvironment {
  return {
    ...two,
    spawnThread(start) {
      const faulty = { ...start, ...fault };
      return spawnThread(new URL('./faulty-thread.mjs', import.meta.url), faulty);
    },
  };
}

describe('threads that cannot start', () => {
  const clone = new DOMException('The object can not be cloned.', 'DataCloneError');
  const places: readonly (readonly [string, Partial<WasmEnvironment>, string])[] = [
    [
      'memory that cannot be posted',
      {
        spawnThread: () => {
          throw clone;
        },
      },
      'The object can not be cloned',
    ],
    [
      'a worker that is refused',
      {
        spawnThread: (start) => ({ ...two.spawnThread(start), ready: Promise.reject(new Error('blocked by policy.')) }),
      },
      'blocked by policy',
    ],
    [
      'a thread that never answers',
      { startMs: 20, spawnThread: (start) => ({ ...two.spawnThread(start), ready: new Promise(() => undefined) }) },
      'none answered within 0.02 s',
    ],
  ];

  it.each(places)('%s: one thread, and a sentence', async (_, place, reason) => {
    const session = await open({ ...two, ...place });
    expect(session.description).toContain('1 thread');
    expect(session.notice).toBe(
      `The WebAssembly engine uses one thread, so training takes longer: its threads could not be started (${reason}).`,
    );
    expect(await losses(session, 3)).toEqual(await losses(await open(alone), 3));
  });

  it('memory that cannot be shared: one thread, and a sentence', async () => {
    const { Memory } = WebAssembly;
    vi.spyOn(WebAssembly, 'Memory').mockImplementation(function (descriptor: WebAssembly.MemoryDescriptor) {
      if (descriptor.shared) throw new RangeError('could not allocate memory');
      return new Memory(descriptor);
    } as never);
    const session = await open(two);
    expect(session.notice).toContain('there is no memory that threads could share (could not allocate memory)');
    expect(await losses(session, 1)).toHaveLength(1);
  });

  it('kernels for threads that cannot be loaded: one thread, and a sentence', async () => {
    const session = await open({
      ...two,
      loadKernels: async (variant) => (variant.shared ? Promise.reject(new Error('404')) : two.loadKernels(variant)),
    });
    expect(session).toMatchObject({
      notice: expect.stringContaining('404'),
      description: expect.stringContaining('1 thread'),
    });
  });

  it('are tried once, and the engine is chosen as before', async () => {
    const spawn = vi.fn(() => {
      throw clone;
    });
    const engine = createWasmEngine({ ...two, spawnThread: spawn });
    const { candidates } = await chooseEngine({ engines: [engine], plan, config });
    expect(candidates).toEqual([{ id: 'wasm', name: engine.name, imagesPerSecond: expect.any(Number) }]);
    sessions.push(await engine.open({ plan, config, weights }));
    expect(spawn).toHaveBeenCalledTimes(1);
  });

  it('what cannot run at all is an error', async () => {
    await expect(open({ ...two, loadKernels: () => Promise.reject(new Error('no kernels')) })).rejects.toThrow(
      'no kernels',
    );
  });
});

describe('threads that are at fault', () => {
  it.each([1, 2, 3, 4])('barrier %i passed too early ends the step', async (at) => {
    const session = await open(withFault({ fault: 'early', at }));
    await expect(losses(session, 2)).rejects.toThrow(
      new EngineFault('the threads of the WebAssembly engine have lost step with each other'),
    );
  });

  it('a wrong bit is found by the step that is computed twice', async () => {
    const session = await open({ ...withFault({ fault: 'flip', at: 3 }), recheckEvery: 6 });
    await expect(losses(session, 2)).resolves.toHaveLength(2);
    await expect(losses(session, 1)).rejects.toThrow(
      new EngineFault('step 3, computed on 2 threads and on one, gave two results'),
    );
  });

  it('nothing more is computed on them', async () => {
    const session = await open(withFault({ fault: 'early', at: 1 }));
    await expect(losses(session, 1)).rejects.toThrow(EngineFault);
    await expect(session.predict(randomBatch(plan, 8, 0).inputs, 8)).rejects.toThrow(EngineFault);
  });

  it('after recovering the session runs on one thread, and so do new ones', async () => {
    const engine = createWasmEngine(withFault({ fault: 'early', at: 5 }));
    const [session, other] = [
      await engine.open({ plan, config, weights }),
      await engine.open({ plan, config, weights }),
    ];
    sessions.push(session, other);
    await expect(losses(session, 9)).rejects.toThrow(EngineFault);
    await expect(losses(other, 1), 'the other shares the threads’ fate').rejects.toThrow('lost step');
    await session.recover?.();
    session.writeWeights(weights);
    expect(session).toMatchObject({
      description: expect.stringContaining('1 thread'),
      notice: expect.stringContaining('have lost step with each other.'),
    });
    expect(await losses(session, 4)).toEqual(await losses(await open(alone), 4));
    expect((await engine.open({ plan, config, weights })).description).toContain('1 thread');
  });
});

describe('a step that is computed twice', () => {
  it.each(fixedNetworks)('$name: changes nothing, and is the same on one thread', async (network) => {
    const train = async (recheckEvery: number) => {
      const environment = { ...createNodeEnvironment({ threads: 3 }), recheckEvery };
      const session = await createWasmEngine(environment).open({
        ...network,
        weights: initialWeights(network.plan.ops, 2),
      });
      sessions.push(session);
      const all: number[] = [];
      for (const [step, count] of [7, 5, 2, 7].entries())
        all.push((await session.trainBatch(randomBatch(network.plan, count, step, network.config.loss))).loss);
      return { all, weights: await session.readWeights() };
    };
    expect(await train(1)).toEqual(await train(1000));
  });
});

describe('the check of the barrier', () => {
  const kernels = two.loadKernels({ relaxed: hasRelaxedSimd(), shared: true });

  it('finds one that holds, one that does not, and says nothing where no thread comes to it', async () => {
    expect(await barrierHolds(await kernels, two)).toBe(true);
    expect(await barrierHolds(await kernels, withFault({ fault: 'early', at: 1 }))).toBe(false);
    expect(
      await barrierHolds(await kernels, {
        spawnThread: () => ({
          ready: Promise.reject(new Error('none')),
          failed: new Promise(() => undefined),
          terminate: () => undefined,
        }),
      }),
    ).toBe(undefined);
  });

  it('ends the run of threads where the barrier does not hold', async () => {
    // The session's own thread waits as it should; the one of the check does not.
    let threads = 0;
    const session = await open({
      ...two,
      checksBarrier: true,
      spawnThread: (start) => (threads++ === 0 ? two : withFault({ fault: 'early', at: 1 })).spawnThread(start),
    });
    const train = async (): Promise<string> => losses(session, 1).then(() => 'trained', String);
    await vi.waitFor(async () => expect(await train()).toContain('a barrier between threads does not hold'), {
      timeout: 30_000,
    });
    await session.recover?.();
    session.writeWeights(weights);
    expect(await losses(session, 1)).toHaveLength(1);
  });
});
