// Checkpoints as the worker makes them: when, how many, what they replace, where there is no room; and taking a run up by them.

import { afterEach, describe, expect, test, vi } from 'vitest';
import { defaultOptimizers, defaultSgd } from '../../src/core/training-config.ts';
import { initialWeights } from '../../src/core/weights.ts';
import { nullEngine } from '../../src/engines/null/null-engine.ts';
import { createCheckpointStore, type CheckpointLimits, type CheckpointStore } from '../../src/training/checkpoint-store.ts';
import { runBegin, type CheckpointBody, type CheckpointHead } from '../../src/training/checkpoints.ts';
import { createTrainingClient, type TrainingClient } from '../../src/training/client.ts';
import { createHost } from '../../src/training/host.ts';
import { createCheckpointKeeper, type CheckpointTimes } from '../../src/training/keep-checkpoints.ts';
import type { StartedRun } from '../../src/training/active-run.ts';
import { createPrepare } from '../../src/training/prepare-run.ts';
import type { RunEvent, StartArgs } from '../../src/training/protocol.ts';
import { emptyRunLog, extendRunLog, type RunLog } from '../../src/training/run-log.ts';
import { runTraining } from '../../src/training/run-training.ts';
import { createCheckpointMemory } from './checkpoint-memory.ts';
import { createFakeWorker } from './ports.ts';
import { toyConfig, toyData, toyPlan } from './toy.ts';

const graph = { nodes: {}, edges: {} };
const subject = { name: 'Clouds', graph, layout: { nodes: {} } };
const config = { ...toyConfig, dataset: 'clouds', epochs: 6, optimizer: { ...defaultOptimizers.adam, learningRate: 0.05 } };
const startArgs: Omit<StartArgs, 'run'> = { plan: toyPlan, config, subject };
const open: TrainingClient[] = [];
afterEach(() => { for (const client of open.splice(0)) client.dispose(); });

/** A page with a worker of its own on a store that outlives it. */
function openPage(checkpoints: CheckpointStore, dataset = 'clouds', checkpointTimes: Partial<CheckpointTimes> = { minMs: 0, withinMs: 1e9 }) {
  const notHere = async () => { throw new Error('not part of this test'); };
  const client = createTrainingClient(() => createFakeWorker((port) => createHost(port, {
    prepare: createPrepare({
      loadData: async () => ({ dataset: { id: dataset, name: 'Clouds', summary: '', inputShape: [2], classNames: ['low', 'high'] }, data: toyData, prepareImage: () => new Float32Array(2) }),
      chooseEngine: async () => ({ engine: nullEngine, candidates: [] }),
    }),
    cacheFiles: notHere, explain: notHere, checkpoints, checkpointTimes,
  })).worker);
  open.push(client);
  let log: RunLog = emptyRunLog;
  const told: RunEvent[] = [];
  client.subscribe((_, events) => {
    told.push(...events);
    log = extendRunLog(log, events);
  });
  return {
    client, told, log: () => log,
    ended: () => vi.waitFor(() => {
      if (!log.ended) throw new Error('not ended yet');
      return log.ended;
    }, { timeout: 5000, interval: 5 }),
    steps: async (count: number) => { for (let i = 0; i < count; i++) await client.call('step', undefined); },
  };
}

const headOf = (run: string, epoch: number, batch = 0, name = 'Clouds'): Omit<CheckpointHead, 'version' | 'id' | 'sizeBytes'> =>
  ({ ...subject, name, run, plan: toyPlan, config, dataset: 'clouds', engine: 'null', place: { ...runBegin, epoch, batch } });
const bodyOf = (numbers: number): CheckpointBody => ({
  weights: { 'linear.weight': { shape: [numbers], data: new Float32Array(numbers) } }, state: { step: 1, memory: {} },
  progress: { place: runBegin, rates: { optimizer: defaultSgd, losses: [] }, best: { reference: Infinity, bad: 0 }, trainedMs: 0 }, log: emptyRunLog,
});
const places = async (store: CheckpointStore) => (await store.list()).map(({ run, place }) => `${run} ${place.epoch}.${place.batch}`);

describe('the ring', () => {
  const setUp = (limits?: Partial<CheckpointLimits>) => {
    const memory = createCheckpointMemory();
    return { memory, store: createCheckpointStore(memory.backend, limits) };
  };

  test('keeps so many, the oldest go first, and nothing is left of them', async () => {
    const { memory, store } = setUp({ maxCount: 3 });
    for (let epoch = 2; epoch <= 6; epoch++) await store.save(headOf('a', epoch), bodyOf(4));
    expect(await places(store)).toEqual(['a 6.0', 'a 5.0', 'a 4.0']);
    expect(memory.bodies.size).toBe(3);
  });

  test('keeps so many bytes, and refuses what is larger than all of them with numbers', async () => {
    const { store } = setUp({ maxBytes: 4e6 });
    for (let epoch = 2; epoch <= 4; epoch++) await store.save(headOf('a', epoch), bodyOf(500_000));
    expect(await places(store)).toEqual(['a 4.0', 'a 3.0']);
    await expect(store.save(headOf('a', 5), bodyOf(1_100_000))).rejects.toThrow('A checkpoint of this run takes 5 MB and 4 MB are there for all, so none is kept.');
    expect(await places(store)).toEqual(['a 4.0', 'a 3.0']);
  });

  test('one within an epoch stands until the next of its run', async () => {
    const { store } = setUp();
    await store.save(headOf('a', 2), bodyOf(4));
    await store.save(headOf('a', 2, 7), bodyOf(4));
    await store.save(headOf('a', 2, 9), bodyOf(4));
    expect(await places(store)).toEqual(['a 2.9', 'a 2.0']);
    await store.save(headOf('a', 3), bodyOf(4));
    expect(await places(store)).toEqual(['a 3.0', 'a 2.0']);
  });

  test('a new run of a document takes the place of the one that was left, not of one that another page trains', async () => {
    const { memory, store } = setUp();
    await store.save(headOf('left', 2), bodyOf(4));
    await store.save(headOf('elsewhere', 2), bodyOf(4));
    await store.save(headOf('other document', 2, 0, 'Digits'), bodyOf(4));
    store.hold('elsewhere');
    await store.save(headOf('new', 2), bodyOf(4));
    expect((await places(store)).sort()).toEqual(['elsewhere 2.0', 'new 2.0', 'other document 2.0']);
    expect((await store.left()).map(({ run }) => run)).not.toContain('elsewhere');
    memory.closePages();
    expect((await store.left()).map(({ run }) => run)).toContain('elsewhere');
  });

  test('where the browser gives no more room the oldest go, and where there are none it is said', async () => {
    const { memory, store } = setUp();
    await store.save(headOf('a', 2), bodyOf(4));
    await store.save(headOf('a', 3), bodyOf(4));
    memory.limitTo(2);
    await store.save(headOf('a', 4), bodyOf(4));
    expect(await places(store)).toEqual(['a 4.0', 'a 3.0']);
    memory.limitTo(0);
    await expect(store.save(headOf('a', 5), bodyOf(4))).rejects.toThrow('No checkpoint of this run could be kept: the browser gives this page no more room.');
  });

  test('a body whose page was closed before its head was written goes after a while', async () => {
    const memory = createCheckpointMemory();
    let time = new Date('2026-01-01T10:00:00Z');
    const store = createCheckpointStore(memory.backend, {}, () => time);
    await memory.backend.bodies.set('2026-01-01T10:00:00.000Z 00000000', {});
    time = new Date('2026-01-01T10:00:30Z');
    await store.save(headOf('a', 2), bodyOf(4));
    expect(memory.bodies.size).toBe(2);
    time = new Date('2026-01-01T10:02:00Z');
    await store.save(headOf('a', 3), bodyOf(4));
    expect([...memory.bodies.keys()]).not.toContain('2026-01-01T10:00:00.000Z 00000000');
  });
});

describe('a run', () => {
  const whole = async () => {
    const page = openPage(createCheckpointStore(createCheckpointMemory().backend));
    page.client.start(startArgs);
    await page.ended();
    return page.log();
  };

  /** What a page leaves that was closed in the middle of a run. */
  const leaveInSecondEpoch = async () => {
    const memory = createCheckpointMemory();
    const first = openPage(createCheckpointStore(memory.backend));
    first.client.start({ ...startArgs, paused: true });
    await first.steps(6);
    await vi.waitFor(async () => expect(await places(createCheckpointStore(memory.backend))).toHaveLength(2));
    first.client.dispose();
    memory.closePages();
    return memory;
  };

  test('that another page takes up in the middle of an epoch has the same losses, and its log has no gap', async () => {
    const memory = await leaveInSecondEpoch();

    const second = openPage(createCheckpointStore(memory.backend));
    const [head] = await second.client.call('checkpoints', undefined);
    expect(head).toMatchObject({ name: 'Clouds', dataset: 'clouds', engine: 'null', place: { step: 6, epoch: 2, batch: 2 } });
    second.client.start({ ...startArgs, resume: { checkpoint: head?.id ?? '' } });
    await second.ended();
    const uninterrupted = await whole();
    expect(second.log().loss).toEqual(uninterrupted.loss);
    expect(second.log().accuracy).toEqual(uninterrupted.accuracy);
    expect(second.log().learningRate).toEqual(uninterrupted.learningRate);
    expect(second.log().epochs.map(({ training, validation }) => [training, validation])).toEqual(uninterrupted.epochs.map(({ training, validation }) => [training, validation]));
    expect(second.log().loss.points).toHaveLength(24);
  });

  test('that is interrupted again and again keeps its curves from the first step on', async () => {
    const memory = await leaveInSecondEpoch();
    for (let times = 0; times < 3; times++) {
      const page = openPage(createCheckpointStore(memory.backend));
      const [head] = await page.client.call('checkpoints', undefined);
      page.client.start({ ...startArgs, paused: true, resume: { checkpoint: head?.id ?? '' } });
      await page.steps(3);
      const step = (head?.place.step ?? 0) + 3;
      await vi.waitFor(async () => expect((await createCheckpointStore(memory.backend).list())[0]?.place.step).toBe(step));
      const steps = Array.from({ length: step }, (_, i) => i + 1);
      await vi.waitFor(() => expect(page.log().loss.points.map((point) => point.step)).toEqual(steps));
      page.client.dispose();
      memory.closePages();
    }
    const last = openPage(createCheckpointStore(memory.backend));
    const [head] = await last.client.call('checkpoints', undefined);
    last.client.start({ ...startArgs, resume: { checkpoint: head?.id ?? '' } });
    await last.ended();
    const uninterrupted = await whole();
    for (const name of ['loss', 'accuracy', 'learningRate'] as const) expect(last.log()[name]).toEqual(uninterrupted[name]);
    expect(last.log().epochs).toHaveLength(uninterrupted.epochs.length);
  });

  test.each(['stop', 'pause'] as const)('heeds a %s that comes while it still reads its checkpoint', async (request) => {
    const memory = await leaveInSecondEpoch();

    const { bodies } = memory.backend;
    const get = async (key: string) => {
      await new Promise((resolve) => { setTimeout(resolve, 50); });
      return bodies.get(key);
    };
    const second = openPage(createCheckpointStore({ ...memory.backend, bodies: { ...bodies, get } }));
    const [head] = await second.client.call('checkpoints', undefined);
    second.client.start({ ...startArgs, resume: { checkpoint: head?.id ?? '' } });
    await second.client.call(request, undefined);
    expect(second.log().lastBatch?.step).toBe(6);
    if (request === 'stop') expect((await second.ended()).reason).toBe('stopped');
    else expect(second.log().ended).toBeUndefined();
  });

  test('that is a comparison is taken up whole: both sides have the losses of one that was never interrupted', async () => {
    const group = (label: string) => ({ type: 'twin', id: 'pair', label } as const);
    const pair: typeof startArgs = {
      ...startArgs, id: 'the run', subject: { ...subject, name: 'Clouds, A', document: 'Clouds', group: group('A'), twin: { ...subject, name: 'B', group: group('B') } },
      twin: { plan: toyPlan, config: { ...config, batchSize: 8, optimizer: { ...defaultSgd, momentum: 0.9 } } },
    };
    const alone = openPage(createCheckpointStore(createCheckpointMemory().backend));
    alone.client.start(pair);
    await alone.ended();
    const uninterrupted = alone.log();

    const memory = createCheckpointMemory();
    const first = openPage(createCheckpointStore(memory.backend));
    first.client.start({ ...pair, paused: true });
    await first.steps(7);
    await vi.waitFor(async () => expect((await places(createCheckpointStore(memory.backend)))[0]).toBe('the run 2.3'));
    first.client.dispose();
    memory.closePages();

    const second = openPage(createCheckpointStore(memory.backend));
    const [head] = await second.client.call('checkpoints', undefined);
    expect(head).toMatchObject({ run: 'the run', document: 'Clouds', group: { label: 'A' }, twin: { name: 'B', group: { label: 'B' }, config: { batchSize: 8 } } });
    second.client.start({ ...pair, resume: { checkpoint: head?.id ?? '' } });
    await second.ended();
    for (const [found, expected] of [[second.log(), uninterrupted], [second.log().twin, uninterrupted.twin]]) {
      expect(found?.loss).toEqual(expected?.loss);
      expect(found?.accuracy).toEqual(expected?.accuracy);
      expect(found?.epochs.map(({ training, validation }) => [training, validation])).toEqual(expected?.epochs.map(({ training, validation }) => [training, validation]));
      expect(found?.ended?.reason).toBe('completed');
    }
    expect(second.log().twin?.loss.points).toHaveLength(42);
    expect(await second.client.call('readWeights', { network: 'twin' })).toEqual(await alone.client.call('readWeights', { network: 'twin' }));
    expect(memory.bodies.size).toBe(0);
  });

  test('whose worker was given up is told of at once, though it still seems alive', async () => {
    const memory = createCheckpointMemory();
    const first = openPage(createCheckpointStore(memory.backend));
    first.client.start({ ...startArgs, id: 'hung', paused: true });
    await first.steps(5);
    await vi.waitFor(async () => expect(await places(createCheckpointStore(memory.backend))).toHaveLength(2));
    const second = openPage(createCheckpointStore(memory.backend));
    expect(await second.client.call('checkpoints', undefined)).toEqual([]);
    expect((await second.client.call('checkpoints', { lost: 'hung' })).map(({ run }) => run)).toEqual(['hung', 'hung']);
  });

  test('keeps its first epoch however short it was, and of the short ones after it not each', async () => {
    const store = createCheckpointStore(createCheckpointMemory().backend);
    const page = openPage(store, 'clouds', {});
    page.client.start({ ...startArgs, id: 'short', config: { ...config, epochs: 10_000 } });
    await vi.waitFor(() => expect(page.log().epochs.length).toBeGreaterThan(10), { timeout: 10_000 });
    expect((await places(store)).at(-1)).toBe('short 2.0');
    expect((await places(store)).length).toBeLessThan(page.log().epochs.length);
    await page.client.call('stop', undefined);
  });

  test.for<readonly [number, readonly number[]]>([
    [4, [100, 700, 1300, 1900]],
    [20, [100, 1200, 2300, 3400]],
    [1000, [100, 15_600, 31_100]],
  ])('makes one of its first batch, and within epochs as often as %i ms for each are little', async ([costMs, expected]) => {
    let ms = 0;
    const store = createCheckpointStore(createCheckpointMemory().backend);
    const settings = { ...config, batchSize: 1 };
    const opened = await nullEngine.open({ plan: toyPlan, config: settings, weights: initialWeights(toyPlan.ops, 1) });
    const readWeights: typeof opened.readWeights = () => {
      ms += costMs / 2;
      return opened.readWeights();
    };
    const session = { ...opened, readWeights };
    const events = runTraining({ session, config: settings, data: toyData, plan: toyPlan });
    const keeper = createCheckpointKeeper(store, { id: 'run', subject }, () => undefined, {}, () => ms);
    const made: number[] = [];
    for await (const event of events) {
      // Batches alone: every epoch makes one too.
      if (event.type !== 'batch') continue;
      ms = 100 * (Math.floor(ms / 100) + 1);
      keeper.note(event);
      if (!keeper.isDue(event)) continue;
      made.push(ms);
      // What a save needs of a run.
      await keeper.save({ session, events, resting: {}, plan: toyPlan, config: settings } as unknown as StartedRun);
      await keeper.settled();
      if (made.length === expected.length) break;
    }
    session.dispose();
    expect(made).toEqual(expected);
  });

  test('that ends leaves nothing to take up', async () => {
    const memory = createCheckpointMemory();
    const store = createCheckpointStore(memory.backend);
    const page = openPage(store);
    page.client.start(startArgs);
    await page.ended();
    expect(await page.client.call('checkpoints', undefined)).toEqual([]);
    expect(memory.bodies.size).toBe(0);
  });

  test('without a subject makes none, nor does a comparison whose second side has none', async () => {
    const memory = createCheckpointMemory();
    const page = openPage(createCheckpointStore(memory.backend));
    page.client.start({ plan: toyPlan, config, paused: true });
    await page.steps(5);
    await page.client.call('stop', undefined);
    await page.ended();
    page.client.start({ ...startArgs, twin: { plan: toyPlan, config }, paused: true });
    await page.steps(5);
    expect(memory.bodies.size).toBe(0);
  });

  test('says once that no checkpoint can be kept, and goes on to its end', async () => {
    const memory = createCheckpointMemory();
    memory.limitTo(0);
    const page = openPage(createCheckpointStore(memory.backend));
    page.client.start(startArgs);
    expect(await page.ended()).toMatchObject({ reason: 'completed' });
    expect(page.log().notices).toEqual([{ code: 'no-checkpoint', message: 'No checkpoint of this run could be kept: the browser gives this page no more room. Training goes on; a closed page loses it.' }]);
  });

  test('that diverged goes back to the last checkpoint, with another learning rate', async () => {
    const page = openPage(createCheckpointStore(createCheckpointMemory().backend));
    page.client.start({ ...startArgs, config: { ...config, optimizer: { ...defaultSgd, learningRate: 0.1 } }, paused: true });
    await page.steps(5);
    await page.client.call('change', { learningRate: 1e39 });
    await page.client.call('resume', undefined);
    expect(await page.ended()).toMatchObject({ reason: 'diverged' });
    const head = (await page.client.call('checkpoints', undefined)).find(({ place }) => place.batch === 0);
    expect(head?.place).toMatchObject({ epoch: 2, step: 4 });
    const before = page.told.length;
    page.client.start({ ...startArgs, resume: { checkpoint: head?.id ?? '', change: { learningRate: 0.02 } } });
    await vi.waitFor(() => expect(page.told.slice(before).at(-1)).toMatchObject({ type: 'ended', reason: 'completed' }), { timeout: 5000 });
    expect(page.told.slice(before).find((event) => event.type === 'batch')).toMatchObject({ step: 5, epoch: 2, batch: 1, learningRate: 0.02 });
  });

  test('is not taken up on other data, and a checkpoint that is gone is said to be', async () => {
    const memory = createCheckpointMemory();
    const first = openPage(createCheckpointStore(memory.backend));
    first.client.start({ ...startArgs, paused: true });
    await first.steps(5);
    await vi.waitFor(async () => expect(await places(createCheckpointStore(memory.backend))).toHaveLength(2));
    const other = openPage(createCheckpointStore(memory.backend), 'digits');
    const [head] = await createCheckpointStore(memory.backend).list();
    other.client.start({ ...startArgs, resume: { checkpoint: head?.id ?? '' } });
    expect(await other.ended()).toMatchObject({ reason: 'failed', message: 'The run was trained on clouds and only digits can be had now; expected the same data, since the run would be another.' });
    await expect(openPage(createCheckpointStore(memory.backend)).client.start({ ...startArgs, resume: { checkpoint: 'none' } }).started)
      .rejects.toThrow('This checkpoint is not kept any more; it made room for newer ones.');
  });
});
