// Where an engine finds its numbers wrong in the middle of a run, the run goes back to what it last kept and ends as
// one to which nothing happened, to the last bit: curves, epochs and weights.

import { describe, expect, test, vi } from 'vitest';
import { initialWeights } from '../../src/core/weights.ts';
import { defaultOptimizers } from '../../src/core/training-config.ts';
import { EngineFault, type EngineSession, type OpenRequest } from '../../src/engines/engine.ts';
import { nullEngine } from '../../src/engines/null/null-engine.ts';
import { trainUntilEnd } from '../../src/cli/training-request.ts';
import { startRun, type PreparedRun } from '../../src/training/active-run.ts';
import { createCheckpointStore } from '../../src/training/checkpoint-store.ts';
import { createCheckpointKeeper } from '../../src/training/keep-checkpoints.ts';
import { createPrepare } from '../../src/training/prepare-run.ts';
import type { RunEvent } from '../../src/training/protocol.ts';
import { emptyRunLog, extendRunLog, type RunLog } from '../../src/training/run-log.ts';
import { createCheckpointMemory } from './checkpoint-memory.ts';
import { toyDocument } from './page.ts';
import { toyConfig, toyData, toyPlan } from './toy.ts';

const config = { ...toyConfig, epochs: 4, optimizer: { ...defaultOptimizers.adam, learningRate: 0.02 } };

/** A session that spoils its weights in training step number `at` and says so, once. */
async function faultySession(at: number): Promise<EngineSession> {
  const open = () => nullEngine.open({ plan: toyPlan, config, weights: initialWeights(toyPlan.ops, config.seed) });
  let inner = await open();
  let steps = 0;
  let fault: EngineFault | undefined;
  let notice: string | undefined;
  return {
    get description() {
      return notice === undefined ? 'toy' : 'toy on one thread';
    },
    get notice() {
      return notice;
    },
    async trainBatch(batch) {
      if (fault) throw fault;
      if (++steps !== at) return inner.trainBatch(batch);
      inner.writeWeights(
        Object.fromEntries(
          Object.entries(await inner.readWeights()).map(([key, { shape, data }]) => [
            key,
            { shape, data: data.map(() => 9) },
          ]),
        ),
      );
      fault = new EngineFault('the threads have lost step');
      throw fault;
    },
    async evaluateBatch(batch) {
      if (fault) throw fault;
      return inner.evaluateBatch(batch);
    },
    predict: (...args) => inner.predict(...args),
    inspect: (...args) => inner.inspect(...args),
    differentiate: (...args) => inner.differentiate(...args),
    change: (...args) => inner.change(...args),
    readWeights: () => inner.readWeights(),
    writeWeights: (...args) => inner.writeWeights(...args),
    readState: () => inner.readState(),
    writeState: (...args) => inner.writeState(...args),
    async recover() {
      inner.dispose();
      inner = await open();
      [fault, notice] = [undefined, 'It uses one thread now.'];
    },
    dispose: () => inner.dispose(),
  };
}

async function prepared(at: number): Promise<PreparedRun> {
  const notHere = async () => {
    throw new Error('not part of this test');
  };
  return {
    session: await faultySession(at),
    config,
    data: toyData,
    plan: toyPlan,
    prepareImage: () => new Float32Array(2),
    openBeside: notHere,
    openAs: notHere,
  };
}

/** What of a log does not hang on the clock. */
function lasting({ loss, accuracy, learningRate, epochs, lastBatch }: RunLog) {
  return {
    loss,
    accuracy,
    learningRate,
    epochs: epochs.map(({ epoch, step, training, validation }) => [epoch, step, training, validation]),
    last: lastBatch?.step,
  };
}

const never = Infinity;
const told = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'notice' && event.code === 'fell-back' ? [event.message] : []));

/**
 * Runs as the page does, with checkpoints after the first batch and every epoch, or none; folds each event by itself, and all of them at
 * once.
 */
async function onPage(at: number, keeps: boolean, twinAt?: number) {
  const run = { ...(await prepared(at)), ...(twinAt !== undefined && { twin: await prepared(twinAt) }) };
  const events: RunEvent[] = [];
  const emit = (event: RunEvent) => {
    keeper?.note(event);
    events.push(event);
  };
  const { name, graph, layout } = toyDocument;
  const side = { name, graph, layout };
  const subject = { ...side, ...(twinAt !== undefined && { twin: side }) };
  const keeper = keeps
    ? createCheckpointKeeper(createCheckpointStore(createCheckpointMemory().backend), { id: 'run', subject }, emit, {
        minMs: 0,
        withinMs: Infinity,
        maxMs: Infinity,
      })
    : undefined;
  emit({ type: 'engine', id: 'toy', name: 'Toy', description: run.session.description, candidates: [] });
  const active = startRun({ prepare: async () => run, emit, paused: false, keeper });
  await vi.waitFor(() => expect(active.hasEnded()).toBe(true), { timeout: 20_000 });
  const log = events.reduce((so, event) => extendRunLog(so, [event]), emptyRunLog);
  const weights = [await run.session.readWeights(), ...(run.twin ? [await run.twin.session.readWeights()] : [])];
  return { events, log, weights };
}

describe('on the page', () => {
  // Four batches an epoch.
  test.each([1, 2, 4, 5, 11, 16])('a fault in step %i: the run goes on from its last checkpoint', async (at) => {
    const [whole, hurt] = [await onPage(never, true), await onPage(at, true)];
    const from = at === 1 ? 0 : Math.max(1, Math.floor((at - 1) / 4) * 4);
    expect(lasting(hurt.log)).toEqual(lasting(whole.log));
    expect(hurt.weights).toEqual(whole.weights);
    expect(hurt.events.at(-1)).toMatchObject({ type: 'ended', reason: 'completed' });
    expect(hurt.log.engine?.description).toBe('toy on one thread');
    const place = from === 0 ? 'from its beginning' : `from step ${from}, where it was last kept`;
    expect(told(hurt.events)).toEqual([
      'The run was stopped, because its numbers could not be trusted: the threads have lost step. ' +
        `It goes on ${place}. It uses one thread now.`,
    ]);
    expect(told(whole.events)).toEqual([]);
  });

  test('without checkpoints it goes on from its beginning', async () => {
    const [whole, hurt] = [await onPage(never, false), await onPage(11, false)];
    expect(hurt.weights).toEqual(whole.weights);
    expect(told(hurt.events)).toEqual([expect.stringContaining('It goes on from its beginning.')]);
  });

  test.each([
    [6, never],
    [never, 6],
    [6, 6],
  ])('a comparison, at fault in steps %d and %d', async (own, twin) => {
    const [whole, hurt] = [await onPage(never, true, never), await onPage(own, true, twin)];
    expect(hurt.weights).toEqual(whole.weights);
    expect(hurt.log.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    expect(told(hurt.events).length).toBeGreaterThan(0);
  });
});

test('an engine that runs on less than there is says so before the run', async () => {
  const notice = 'It uses one thread, as no other starts.';
  const engine = {
    ...nullEngine,
    open: async (request: OpenRequest) => ({ ...(await nullEngine.open(request)), notice }),
  };
  const prepare = createPrepare({
    loadData: async () => ({
      dataset: { id: 'clouds', name: 'Clouds', summary: '', inputShape: [2], classNames: ['low', 'high'] },
      data: toyData,
      prepareImage: () => new Float32Array(2),
    }),
    chooseEngine: async () => ({ engine, candidates: [] }),
  });
  const events: RunEvent[] = [];
  await prepare({ run: 1, plan: toyPlan, config }, (event) => events.push(event), new AbortController().signal);
  expect(events.at(-1)).toEqual({ type: 'notice', code: 'engine-limited', message: notice });
});

test('on the command line it goes on from its last epoch', async () => {
  const train = async (at: number) => {
    const run = await prepared(at);
    const events: RunEvent[] = [];
    const ended = await trainUntilEnd(run, (event) => events.push(event), new AbortController().signal);
    return { ended, events, weights: await run.session.readWeights() };
  };
  const [whole, hurt] = [await train(never), await train(10)];
  expect(hurt.ended).toEqual(whole.ended);
  expect(hurt.weights).toEqual(whole.weights);
  expect(told(hurt.events)).toEqual([expect.stringContaining('It goes on from step 8, where it was last kept.')]);
  expect(hurt.events.flatMap((event) => (event.type === 'batch' ? [event.step] : []))).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 10, 11, 12, 13, 14, 15, 16,
  ]);
});
