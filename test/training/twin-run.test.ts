// Two runs in lockstep: the same batches in the same order, each side as if it were alone, paused and stopped together.

import { afterEach, describe, expect, test, vi } from 'vitest';
import { withLiveChange, type TrainingConfig } from '../../src/core/training-config.ts';
import type { TrainingEvent } from '../../src/core/training-event.ts';
import type { Batch, EngineSession } from '../../src/engines/engine.ts';
import { nullEngine } from '../../src/engines/null/null-engine.ts';
import { createTrainingClient, type TrainingClient } from '../../src/training/client.ts';
import { createHost } from '../../src/training/host.ts';
import { createPrepare } from '../../src/training/prepare-run.ts';
import type { RunEvent, StartArgs, TwinEvent } from '../../src/training/protocol.ts';
import { emptyRunLog, extendRunLog } from '../../src/training/run-log.ts';
import { runTraining } from '../../src/training/run-training.ts';
import { runTwins } from '../../src/training/twin-run.ts';
import { createFakeWorker } from './ports.ts';
import { collect, openToy, toyConfig, toyData, toyPlan } from './toy.ts';

const momentum: TrainingConfig = { ...toyConfig, optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0.9, weightDecay: 0 } };
/** Without what depends on the clock. */
const exact = (event: TrainingEvent) => {
  const { imagesPerSecond: _, etaMs: __, trainedMs: ___, durationMs: ____, ...rest } = { imagesPerSecond: 0, etaMs: 0, trainedMs: 0, durationMs: 0, ...event };
  return rest;
};
const sideOf = (events: readonly (TrainingEvent | TwinEvent)[], side: 'own' | 'twin') =>
  events.flatMap((event) => (event.type === 'twin' ? (side === 'twin' ? [event.event as TrainingEvent] : []) : side === 'own' ? [event] : []));

async function twins(a: TrainingConfig, b: TrainingConfig, sessions: { a?: EngineSession; b?: EngineSession } = {}) {
  const own = { session: sessions.a ?? (await openToy(a)), config: a, data: toyData };
  const twin = { session: sessions.b ?? (await openToy(b)), config: b, data: toyData };
  return { own, twin, events: runTwins(own, twin) };
}

const alone = async (config: TrainingConfig) => (await collect(runTraining({ session: await openToy(config), config, data: toyData }))).map(exact);

describe('in lockstep', () => {
  test('both sides get the very same batches in the same order, by turns', async () => {
    const seen: string[] = [];
    const spy = async (side: string, config: TrainingConfig): Promise<EngineSession> => {
      const session = await openToy(config);
      return {
        ...session,
        trainBatch(batch: Batch) {
          seen.push(`${side} ${[...batch.inputs.subarray(0, 2 * batch.count)].join()} ${[...batch.labels.subarray(0, batch.count)].join()}`);
          return session.trainBatch(batch);
        },
      };
    };
    const { events } = await twins(toyConfig, momentum, { a: await spy('A', toyConfig), b: await spy('B', momentum) });
    await collect(events);
    expect(seen).toHaveLength(24);
    expect(seen.map((line) => line[0]).join('')).toBe('AB'.repeat(12));
    const batches = (side: string) => seen.filter((line) => line.startsWith(side)).map((line) => line.slice(2));
    expect(batches('A')).toEqual(batches('B'));
    expect(new Set(batches('A')).size).toBe(12);
  });

  test('equal variants have equal losses, to the last bit', async () => {
    const { own, twin, events } = await twins(toyConfig, toyConfig);
    const told = await collect(events);
    expect(sideOf(told, 'own').map(exact)).toEqual(sideOf(told, 'twin').map(exact));
    expect(await own.session.readWeights()).toEqual(await twin.session.readWeights());
  });

  test('each side is the run trained alone', async () => {
    const told = await collect((await twins(toyConfig, momentum)).events);
    expect(sideOf(told, 'own').map(exact)).toEqual(await alone(toyConfig));
    expect(sideOf(told, 'twin').map(exact)).toEqual(await alone(momentum));
    expect(await alone(toyConfig)).not.toEqual(await alone(momentum));
  });

  test('other batch sizes and epochs go on side by side by images seen', async () => {
    const small = { ...toyConfig, batchSize: 8, epochs: 4 };
    const told = await collect((await twins(toyConfig, small)).events);
    expect(sideOf(told, 'own').map(exact)).toEqual(await alone(toyConfig));
    expect(sideOf(told, 'twin').map(exact)).toEqual(await alone(small));
    let [a, b] = [0, 0];
    for (const event of told) {
      if (event.type === 'batch') a = 50 * (event.epoch - 1) + Math.min(16 * event.batch, 50);
      if (event.type === 'twin' && event.event.type === 'batch') b = 50 * (event.event.epoch - 1) + Math.min(8 * event.event.batch, 50);
      // A round is over when the first side says so.
      if (event.type === 'batch') expect(b - a).toBe(0);
    }
    expect(told.at(-1)).toMatchObject({ type: 'ended', reason: 'completed' });
  });

  test('time is each side’s own', async () => {
    let now = 0;
    const slow = async (ms: number) => {
      const session = await openToy();
      return { ...session, trainBatch: (batch: Batch) => { now += ms; return session.trainBatch(batch); } };
    };
    const clock = () => now;
    const run = async (ms: number) => ({ session: await slow(ms), config: toyConfig, data: toyData, clock });
    const told = await collect(runTwins(await run(3), await run(70)));
    const last = (side: 'own' | 'twin') => sideOf(told, side).findLast((event) => event.type === 'batch');
    expect(last('own')).toMatchObject({ trainedMs: 36 });
    expect(last('twin')).toMatchObject({ trainedMs: 840 });
  });
});

describe('when one side ends', () => {
  test('the other goes on alone, and the first’s end comes last', async () => {
    const session = await openToy();
    let calls = 0;
    const diverging = { ...session, trainBatch: async (batch: Batch) => (++calls === 3 ? { loss: NaN, correct: 0 } : session.trainBatch(batch)) };
    const told = await collect((await twins(toyConfig, momentum, { a: diverging })).events);
    expect(told.at(-1)).toMatchObject({ type: 'ended', reason: 'diverged' });
    expect(told.find((event) => event.type === 'notice')).toMatchObject({ code: 'twin-alone', message: expect.stringMatching(/^A has ended: The loss became NaN.* B goes on alone\.$/) });
    expect(sideOf(told, 'twin').map(exact)).toEqual(await alone(momentum));
  });

  test('stopping ends both', async () => {
    const { own, twin, events } = await twins(toyConfig, toyConfig);
    for await (const event of events) if (event.type === 'batch') break;
    expect((await events.next()).done).toBe(true);
    expect(await own.session.readWeights()).toEqual(await twin.session.readWeights());
  });
});

test('a change reaches both, but the second only where it was like the first', async () => {
  const changed: [string, number][] = [];
  const watch = async (side: string, config: TrainingConfig) => {
    const session = await openToy(config);
    let { optimizer } = config;
    return { ...session, change(change: Parameters<EngineSession['change']>[0]) { optimizer = withLiveChange(optimizer, change); changed.push([side, optimizer.learningRate]); session.change(change); } };
  };
  const slower: TrainingConfig = { ...toyConfig, optimizer: { ...momentum.optimizer, learningRate: 0.01 } };
  for (const [other, expected] of [[momentum, 0.05], [slower, 0.01]] as const) {
    changed.length = 0;
    const { events } = await twins(toyConfig, other, { a: await watch('A', toyConfig), b: await watch('B', other) });
    for await (const event of events) if (event.type === 'batch') { if (event.step === 2) events.change({ learningRate: 0.05 }); if (event.step === 4) break; }
    const last = (side: string) => changed.findLast(([name]) => name === side)?.[1] ?? (side === 'A' ? 0.1 : other.optimizer.learningRate);
    expect([last('A'), last('B')]).toEqual([0.05, expected]);
  }
});

const open: TrainingClient[] = [];
afterEach(() => { for (const client of open.splice(0)) client.dispose(); });

function setUp() {
  const seen = { disposed: 0, forced: [] as (string | undefined)[] };
  const prepare = createPrepare({
    loadData: async () => ({ dataset: { id: 'clouds', name: 'Clouds', summary: '', inputShape: [2], classNames: ['low', 'high'] }, data: toyData, prepareImage: () => new Float32Array(2) }),
    chooseEngine: async ({ forced }) => {
      seen.forced.push(forced);
      return { engine: { ...nullEngine, open: async (request) => {
        const session = await nullEngine.open(request);
        return { ...session, dispose() { seen.disposed++; session.dispose(); } };
      } }, candidates: [] };
    },
  });
  const notHere = async () => { throw new Error('not part of this test'); };
  const client = createTrainingClient(() => createFakeWorker((port) => createHost(port, { prepare, cacheFiles: notHere, explain: notHere })).worker);
  open.push(client);
  let log = emptyRunLog;
  const events: RunEvent[] = [];
  client.subscribe((_, more) => {
    events.push(...more);
    log = extendRunLog(log, more);
  });
  return { client, events, seen, log: () => log };
}

const config = { ...momentum, dataset: 'clouds' };
const args = (changes: Partial<StartArgs> = {}): Omit<StartArgs, 'run'> => ({
  plan: toyPlan, config: { ...toyConfig, dataset: 'clouds' }, twin: { plan: toyPlan, config }, ...changes,
});

describe('in the worker', () => {
  test('both sides are told, kept apart, and can be read', async () => {
    const { client, log, seen } = setUp();
    client.start(args());
    await vi.waitFor(() => expect(log().ended).toBeDefined(), { timeout: 5000 });
    expect(log().epochs).toHaveLength(3);
    expect(log().twin?.epochs).toHaveLength(3);
    expect(log().twin).toMatchObject({ ended: { reason: 'completed' }, engine: { id: 'null' }, data: { name: 'Clouds' }, lastBatch: { step: 12 } });
    // The second side uses the engine that the first was given.
    expect(seen.forced).toEqual([undefined, 'null']);
    const [a, b] = [await client.call('readWeights', undefined), await client.call('readWeights', { network: 'twin' })];
    expect(a).not.toEqual(b);
    const own = await openToy(momentum);
    await collect(runTraining({ session: own, config: momentum, data: toyData }));
    expect(b).toEqual(await own.readWeights());
    expect((await client.call('readBestWeights', { network: 'twin' }))?.epoch).toBe(log().twin?.ended?.bestEpoch);
    await client.call('dispose', undefined);
    expect(seen.disposed).toBe(2);
  });

  test('a step is a batch of both; a pause leaves both at the same batch', async () => {
    const { client, log } = setUp();
    client.start({ ...args(), paused: true });
    for (const step of [1, 2, 3, 4, 5]) {
      await client.call('step', undefined);
      await vi.waitFor(() => expect([log().lastBatch?.step, log().twin?.lastBatch?.step]).toEqual([step, step]));
    }
    client.call('resume', undefined).catch(() => undefined);
    await client.call('pause', undefined);
    await vi.waitFor(() => expect(log().lastBatch?.step).toBe(log().twin?.lastBatch?.step));
    await client.call('stop', undefined);
    await vi.waitFor(() => expect(log().ended).toBeDefined());
    expect(log().twin?.ended).toEqual({ reason: log().ended?.reason });
  });

  test('other data for the second side are refused in a sentence', async () => {
    const { client, log } = setUp();
    client.start(args({ twin: { plan: toyPlan, config: { ...config, dataset: 'moons' } } }));
    await vi.waitFor(() => expect(log().ended).toEqual({ reason: 'failed', message: 'Both sides of a comparison train on the same data; A trains on clouds and B on moons.' }));
  });

  test('where the second side does not fit the data, the first is freed and the sentence says which', async () => {
    const { client, log, seen } = setUp();
    client.start(args({ twin: { plan: { ...toyPlan, inputShape: [3] }, config } }));
    await vi.waitFor(() => expect(log().ended).toMatchObject({ reason: 'failed', message: 'B cannot be trained beside A: The network takes 3; the examples are 2.' }));
    expect(seen.disposed).toBe(1);
  });

  test('a run without a second side says so where one is asked for', async () => {
    const { client, log } = setUp();
    const { twin: _, ...plain } = args();
    client.start(plain);
    await vi.waitFor(() => expect(log().ended).toBeDefined());
    await expect(client.call('readWeights', { network: 'twin' })).rejects.toThrow('The run has no second side; expected a comparison.');
  });
});
