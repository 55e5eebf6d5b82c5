// The training loop with the null engine: order, metrics, pace, stopping, and runs that go wrong.

import { afterEach, describe, expect, test, vi } from 'vitest';
import type { TrainingEvent } from '../../src/core/training-event.ts';
import type { EngineSession } from '../../src/engines/engine.ts';
import { runTraining } from '../../src/training/run-training.ts';
import { cloud, collect, openToy, toyConfig, toyData } from './toy.ts';

type EventOf<T extends TrainingEvent['type']> = Extract<TrainingEvent, { type: T }>;
const only = <T extends TrainingEvent['type']>(events: readonly TrainingEvent[], type: T) =>
  events.filter((event): event is EventOf<T> => event.type === type);

/** A session whose batches take `ms` on a clock of our own. */
function timed(session: EngineSession, trainMs: number, evaluateMs: number) {
  let now = 0;
  return {
    clock: () => now,
    wait: (ms: number) => { now += ms; },
    session: {
      ...session,
      trainBatch: (batch: Parameters<EngineSession['trainBatch']>[0]) => { now += trainMs; return session.trainBatch(batch); },
      evaluateBatch: (batch: Parameters<EngineSession['trainBatch']>[0]) => { now += evaluateMs; return session.evaluateBatch(batch); },
    },
  };
}

const run = async (config = toyConfig, data = toyData) => collect(runTraining({ session: await openToy(config), config, data }));

describe('the loop', () => {
  test('goes through every epoch in batches, the last one short, and ends once', async () => {
    const events = await run();
    const batches = only(events, 'batch');
    expect(batches.map(({ step, epoch, batch, batchesPerEpoch }) => [step, epoch, batch, batchesPerEpoch])).toEqual(
      [1, 2, 3].flatMap((epoch) => [1, 2, 3, 4].map((batch) => [4 * (epoch - 1) + batch, epoch, batch, 4])),
    );
    expect(only(events, 'epoch').map(({ epoch, step }) => [epoch, step])).toEqual([[1, 4], [2, 8], [3, 12]]);
    expect(events.at(-1)).toMatchObject({ type: 'ended', reason: 'completed' });
    expect(only(events, 'ended')).toHaveLength(1);
  });

  test('learns: two clouds are told apart', async () => {
    const last = only(await run({ ...toyConfig, epochs: 10 }), 'epoch').at(-1);
    expect(last?.validation.accuracy).toBeGreaterThan(0.9);
    expect(last?.training.loss).toBeLessThan(0.4);
  });

  test('feeds every example exactly once an epoch, in another order each epoch', async () => {
    const session = await openToy();
    const epochs: number[][] = [];
    const index = { ...cloud(50, 1), shape: [1], readInputs: (indices: ArrayLike<number>, out: Float32Array) => out.set(Array.from(indices)) };
    const spy: EngineSession = {
      ...session,
      async trainBatch({ count, inputs, labels }) {
        epochs.push([...inputs.subarray(0, count)]);
        // Labels must belong to the inputs beside them.
        expect([...labels.subarray(0, count)]).toEqual([...inputs.subarray(0, count)].map((i) => i % 2));
        return { loss: 1, correct: 0 };
      },
      evaluateBatch: async () => ({ loss: 1, correct: 0 }),
    };
    await collect(runTraining({ session: spy, config: { ...toyConfig, epochs: 2 }, data: { ...toyData, training: index } }));
    expect(epochs.map((batch) => batch.length)).toEqual([16, 16, 16, 2, 16, 16, 16, 2]);
    const [first, second] = [epochs.slice(0, 4).flat(), epochs.slice(4).flat()];
    const inOrder = Array.from({ length: 50 }, (_, i) => i);
    expect([...first].sort((a, b) => a - b)).toEqual(inOrder);
    expect([...second].sort((a, b) => a - b)).toEqual(inOrder);
    expect(first).not.toEqual(second);
    expect(first).not.toEqual(inOrder);
  });

  test('augments what it trains on, by seed and epoch, and never what it validates on', async () => {
    const changes = async (seed: number) => {
      const drawn: number[] = [];
      const augment = (_: Float32Array, count: number, random: { unit(): number }) => void drawn.push(count, random.unit());
      const evaluated = vi.fn<(inputs: Float32Array) => void>();
      const session = await openToy();
      const spy: EngineSession = { ...session, evaluateBatch: (batch) => { evaluated(batch.inputs.slice(0, 2)); return session.evaluateBatch(batch); } };
      await collect(runTraining({ session: spy, config: { ...toyConfig, seed }, data: { ...toyData, augment } }));
      return { drawn, evaluated: evaluated.mock.calls.length };
    };
    const first = await changes(5);
    expect(first.drawn.filter((_, i) => i % 2 === 0)).toEqual([16, 16, 16, 2, 16, 16, 16, 2, 16, 16, 16, 2]);
    expect(new Set(first.drawn.filter((_, i) => i % 2 === 1)).size).toBe(12);
    expect((await changes(5)).drawn).toEqual(first.drawn);
    expect((await changes(6)).drawn).not.toEqual(first.drawn);
    expect(first.evaluated).toBe(3);
  });

  test('keeps the order of the dataset without shuffling', async () => {
    const seen: number[] = [];
    const session = await openToy();
    const training = { ...toyData.training, readLabels(indices: ArrayLike<number>, out: Int32Array) { seen.push(...Array.from(indices)); toyData.training.readLabels(indices, out); } };
    await collect(runTraining({ session, config: { ...toyConfig, shuffle: false, epochs: 1 }, data: { ...toyData, training } }));
    expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  test('the same seed gives the same losses, another seed others', async () => {
    const losses = async (seed: number) => only(await run({ ...toyConfig, seed }), 'batch').map(({ loss }) => loss);
    const first = await losses(3);
    expect(await losses(3)).toEqual(first);
    expect(await losses(4)).not.toEqual(first);
  });
});

describe('metrics', () => {
  test('training metrics are means over the examples of the epoch, short batches by their size', async () => {
    const losses = [1, 2, 3, 10];
    const hits = [16, 8, 4, 1];
    let call = 0;
    const session = { ...(await openToy()), trainBatch: async () => ({ loss: losses[call] ?? NaN, correct: hits[call++] ?? NaN }) };
    const events = await collect(runTraining({ session, config: { ...toyConfig, epochs: 1 }, data: toyData }));
    // (16·1 + 16·2 + 16·3 + 2·10) / 50 and 29 / 50
    const [epoch] = only(events, 'epoch');
    expect(epoch?.training.loss).toBeCloseTo(2.32, 12);
    expect(epoch?.training.accuracy).toBeCloseTo(0.58, 12);
  });

  test('validation metrics are those of the trained network on all validation examples', async () => {
    const session = await openToy();
    const events = await collect(runTraining({ session, config: { ...toyConfig, epochs: 1 }, data: toyData }));
    const inputs = new Float32Array(60);
    const everyone = Array.from({ length: 30 }, (_, i) => i);
    toyData.validation.readInputs(everyone, inputs);
    const logits = await session.predict(inputs, 30);
    const hits = everyone.filter((i) => Number((logits[2 * i + 1] ?? 0) > (logits[2 * i] ?? 0)) === i % 2).length;
    expect(only(events, 'epoch')[0]?.validation.accuracy).toBeCloseTo(hits / 30, 12);
  });

  test('without classes there is no accuracy, while the loss goes down', async () => {
    const numbers = (count: number, seed: number) => ({
      ...cloud(count, seed),
      targets: { size: 2, read: (indices: ArrayLike<number>, out: Float32Array) => Array.from(indices).forEach((index, row) => out.set([index % 2, 3], 2 * row)) },
    });
    const events = await run({ ...toyConfig, loss: 'mse', epochs: 5 }, { training: numbers(50, 1), validation: numbers(30, 2), classNames: [] });
    const epochs = only(events, 'epoch');
    expect(epochs.flatMap(({ training, validation }) => [training.accuracy, validation.accuracy]).every(Number.isNaN)).toBe(true);
    expect(only(events, 'batch').every(({ accuracy }) => Number.isNaN(accuracy))).toBe(true);
    expect(epochs.at(-1)?.validation.loss).toBeLessThan((epochs[0]?.validation.loss ?? 0) / 2);
  });

  test('throughput and time left count neither validation nor pauses', async () => {
    const { session, clock, wait } = timed(await openToy(), 8, 4);
    const events = runTraining({ session, config: { ...toyConfig, batchSize: 25, epochs: 2 }, data: toyData, clock });
    const batches: EventOf<'batch'>[] = [];
    for await (const event of events) {
      if (event.type === 'batch') batches.push(event);
      wait(60_000);
    }
    // 25 images in 8 ms; left after it: one batch of this epoch, two of the next, and two validations of one
    // batch of 30 each, guessed at a third of training's time an image before the first is measured.
    expect(batches[0]?.imagesPerSecond).toBeCloseTo(3125, 6);
    expect(batches[0]?.etaMs).toBeCloseTo(3 * 8 + 2 * 30 * (8 / 25 / 3), 6);
    expect(batches[2]?.etaMs).toBeCloseTo(8 + 4, 6);
    expect(batches.at(-1)?.imagesPerSecond).toBeCloseTo(3125, 6);
  });
});

describe('consuming the run', () => {
  test('does nothing that is not asked for, and stops by return()', async () => {
    const session = await openToy();
    const train = vi.spyOn(session, 'trainBatch');
    const events = runTraining({ session, config: toyConfig, data: toyData });
    expect(train).not.toHaveBeenCalled();
    expect((await events.next()).value).toEqual({ type: 'phase', phase: 'training' });
    expect((await events.next()).value).toMatchObject({ type: 'batch', step: 1 });
    expect(train).toHaveBeenCalledTimes(1);
    await events.return();
    expect((await events.next()).done).toBe(true);
    expect(train).toHaveBeenCalledTimes(1);
  });

  test('a change made between two batches applies from the next', async () => {
    const session = await openToy();
    const events = runTraining({ session, config: toyConfig, data: toyData });
    await events.next();
    await events.next();
    session.change({ learningRate: 0 });
    const before = await session.readWeights();
    await events.next();
    expect(await session.readWeights()).toEqual(before);
  });

  test('gives way to waiting messages after 16 ms of work, between batches', async () => {
    const { session, clock } = timed(await openToy(), 5, 5);
    let steps = 0;
    let heardAfter: number | undefined;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { heardAfter = steps; port1.close(); };
    port2.postMessage('stop, please');
    for await (const event of runTraining({ session, config: { ...toyConfig, batchSize: 1, epochs: 1 }, data: toyData, clock })) {
      if (event.type === 'batch') steps = event.step;
    }
    expect(heardAfter).toBeDefined();
    expect(heardAfter).toBeLessThanOrEqual(4);
  });
});

describe('runs that go wrong', () => {
  afterEach(() => { vi.restoreAllMocks(); });

  test('a loss that is not finite ends the run before anything else happens', async () => {
    const session = await openToy();
    const train = vi.spyOn(session, 'trainBatch');
    train.mockImplementation(async () => ({ loss: train.mock.calls.length === 6 ? NaN : 0.5, correct: 1 }));
    const events = await collect(runTraining({ session, config: toyConfig, data: toyData }));
    expect(events.at(-1)).toMatchObject({
      type: 'ended', reason: 'diverged',
      message: 'The loss became NaN at step 6 (epoch 2, batch 2). Training stopped there; a lower learning rate may help.',
    });
    expect(train).toHaveBeenCalledTimes(6);
    expect(only(events, 'batch').every(({ loss }) => Number.isFinite(loss))).toBe(true);
  });

  test('a real divergence of the real engine is caught', async () => {
    // Weight decay times learning rate far above 2 makes the weights grow without bound.
    const optimizer = { type: 'sgd', learningRate: 1e10, momentum: 0, weightDecay: 1e10 } as const;
    const events = await run({ ...toyConfig, optimizer, epochs: 20 });
    expect(events.at(-1)).toMatchObject({ type: 'ended', reason: 'diverged' });
    expect(JSON.stringify(only(events, 'batch'))).not.toContain('null');
  });

  test('weights that only the validation finds broken end it too', async () => {
    const session = { ...(await openToy()), evaluateBatch: async () => ({ loss: Infinity, correct: 0 }) };
    const events = await collect(runTraining({ session, config: toyConfig, data: toyData }));
    expect(events.at(-1)).toMatchObject({ reason: 'diverged', message: expect.stringContaining('validation loss became Infinity after epoch 1') });
    expect(only(events, 'epoch')).toEqual([]);
  });

  test('an engine that throws ends the run as failed, with its words', async () => {
    const session = { ...(await openToy()), trainBatch: async () => { throw new Error('The GPU went away.'); } };
    const events = await collect(runTraining({ session, config: toyConfig, data: toyData }));
    expect(events.at(-1)).toEqual({ type: 'ended', reason: 'failed', message: 'The GPU went away.' });
  });

  test('settings out of range: failed, naming the setting', async () => {
    const session = await openToy();
    const events = await collect(runTraining({ session, config: { ...toyConfig, batchSize: 0 }, data: toyData }));
    expect(events).toEqual([{ type: 'ended', reason: 'failed', message: 'The batch size must be an integer from 1 to 65536, received 0.' }]);
  });

  test('no training examples: failed, and says so', async () => {
    const events = await run(toyConfig, { ...toyData, training: cloud(0, 1) });
    expect(events).toEqual([{ type: 'ended', reason: 'failed', message: 'The training part has no examples; at least one is needed.' }]);
  });

  test('no validation examples: epochs go on without validation metrics', async () => {
    const events = await run(toyConfig, { ...toyData, validation: cloud(0, 1) });
    expect(only(events, 'epoch').map(({ validation }) => validation)).toEqual(Array.from({ length: 3 }, () => ({ loss: NaN, accuracy: NaN })));
    expect(events.some((event) => event.type === 'phase' && event.phase === 'validating')).toBe(false);
    expect(events.at(-1)).toMatchObject({ reason: 'completed' });
  });
});
