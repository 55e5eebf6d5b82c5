// The best epoch of a run and its weights, and early stopping that brings them back: by what validation is told to say, and on
// a real run that overfits.

import { describe, expect, test } from 'vitest';
import type { Metrics, TrainingEvent } from '../../src/core/training-event.ts';
import { defaultSgd, type EarlyStoppingConfig, type TrainingConfig } from '../../src/core/training-config.ts';
import { createBestEpoch } from '../../src/training/best-epoch.ts';
import { runTraining } from '../../src/training/run-training.ts';
import { cloud, collect, openToy, toyConfig, toyData } from './toy.ts';

/** The epoch after which epochs with these metrics stop, and the best; weights are numbered by epoch. */
async function follow(metrics: readonly Metrics[], config: Partial<TrainingConfig>) {
  let epoch = 0;
  let reads = 0;
  const best = createBestEpoch({ readWeights: async () => { reads++; return { w: { shape: [1], data: Float32Array.of(epoch) } }; } }, { ...toyConfig, ...config });
  let stop: string | undefined;
  for (const each of metrics) {
    stop = await best.epochEnded(++epoch, each);
    if (stop !== undefined) break;
  }
  return { last: epoch, stop, best: best.number(), kept: best.weights()?.weights['w']?.data[0], reads };
}

const losses = (...values: number[]): Metrics[] => values.map((loss) => ({ loss, accuracy: 0 }));
const accuracies = (...values: number[]): Metrics[] => values.map((accuracy) => ({ loss: 1, accuracy }));

describe('early stopping', () => {
  test.each<[what: string, metrics: Metrics[], stopping: EarlyStoppingConfig, last: number, best: number]>([
    ['after as many epochs as its patience', losses(3, 2, 2.5, 2.4, 2.3, 1), { metric: 'loss', patience: 3, minDelta: 0 }, 5, 2],
    ['not while it improves', losses(3, 2, 2.5, 1.9, 2, 1.8), { metric: 'loss', patience: 2, minDelta: 0 }, 6, 6],
    ['where improvements are too small, with the best weights all the same', losses(3, 2.95, 2.9, 2.85), { metric: 'loss', patience: 3, minDelta: 0.5 }, 4, 4],
    ['counting small improvements together', losses(3, 2.8, 2.4, 2.2), { metric: 'loss', patience: 2, minDelta: 0.5 }, 4, 4],
    ['by accuracy, the first of equals', accuracies(0.5, 0.8, 0.8, 0.7), { metric: 'accuracy', patience: 2, minDelta: 0 }, 4, 2],
    ['by loss where there is no accuracy', [3, 2, 2.5].map((loss) => ({ loss, accuracy: NaN })), { metric: 'accuracy', patience: 1, minDelta: 0 }, 3, 2],
    ['at once with a patience of one', losses(1, 1), { metric: 'loss', patience: 1, minDelta: 0 }, 2, 1],
  ])('stops %s', async (_, metrics, earlyStopping, last, best) => {
    const followed = await follow(metrics, { earlyStopping });
    expect(followed).toMatchObject({ last, best, kept: best });
  });

  test('says why', async () => {
    expect((await follow(losses(1, 2, 2), { earlyStopping: { metric: 'loss', patience: 2, minDelta: 0 } })).stop)
      .toBe('The loss has not fallen for 2 epochs; the weights are those of epoch 1 again.');
    expect((await follow(accuracies(0.5, 0.5), { earlyStopping: { metric: 'accuracy', patience: 1, minDelta: 0.01 } })).stop)
      .toBe('The accuracy has not risen by more than 0.01 for an epoch; the weights are those of epoch 1 again.');
  });
});

describe('the best weights', () => {
  test('are kept without early stopping too, and not where that is off', async () => {
    expect(await follow(losses(3, 1, 2), {})).toMatchObject({ stop: undefined, best: 2, kept: 2, reads: 2 });
    expect(await follow(losses(3, 1, 2), { keepBest: false })).toMatchObject({ best: 2, kept: undefined, reads: 0 });
    expect(await follow(losses(3, 1, 2), { keepBest: false, earlyStopping: { metric: 'loss', patience: 9, minDelta: 0 } })).toMatchObject({ kept: 2 });
  });
});

/** Three points that lie among those of the other class, and far too high a learning rate for what validation says. */
const overfitting = { ...toyData, training: cloud(6, 11), validation: cloud(200, 12) };
const config: TrainingConfig = {
  ...toyConfig, epochs: 200, batchSize: 6, optimizer: { ...defaultSgd, learningRate: 1 }, earlyStopping: { metric: 'loss', patience: 4, minDelta: 0 },
};

describe('a run', () => {
  test('ends early with the weights of its best epoch, and says which that was', async () => {
    const session = await openToy(config);
    const run = runTraining({ session, config, data: overfitting });
    const weightsAfter: unknown[] = [];
    const epochs: Extract<TrainingEvent, { type: 'epoch' }>[] = [];
    let last: TrainingEvent | undefined;
    for await (const event of run) {
      last = event;
      if (event.type !== 'epoch') continue;
      epochs.push(event);
      weightsAfter.push(await session.readWeights());
    }
    const validation = epochs.map((epoch) => epoch.validation.loss);
    const best = validation.indexOf(Math.min(...validation)) + 1;
    expect(best).toBe(epochs.length - 4);
    expect(epochs.length).toBeLessThan(200);
    expect(last).toEqual({
      type: 'ended', reason: 'stoppedEarly', bestEpoch: best, message: `The loss has not fallen for 4 epochs; the weights are those of epoch ${best} again.`,
    });
    expect(await session.readWeights()).toEqual(weightsAfter[best - 1]);
    expect(run.bestWeights()).toEqual({ epoch: best, weights: weightsAfter[best - 1] });
    expect(weightsAfter[best - 1]).not.toEqual(weightsAfter.at(-1));
  });

  test('without early stopping ends with its last weights and offers the best', async () => {
    const stopped = (await collect(runTraining({ session: await openToy(config), config, data: overfitting }))).at(-1);
    const bestEpoch = stopped?.type === 'ended' ? stopped.bestEpoch ?? NaN : NaN;
    const { earlyStopping: _, ...plain } = { ...config, epochs: bestEpoch + 4 };
    const session = await openToy(plain);
    const run = runTraining({ session, config: plain, data: overfitting });
    const ended = (await collect(run)).at(-1);
    expect(ended).toEqual({ type: 'ended', reason: 'completed', bestEpoch });
    expect(run.bestEpoch()).toBe(bestEpoch);
    expect(run.bestWeights()?.weights).not.toEqual(await session.readWeights());
  });

  test('goes by training where there is nothing to validate on', async () => {
    const session = await openToy(config);
    const flat = { ...session, trainBatch: async () => ({ loss: 1, correct: 3 }) };
    const events = await collect(runTraining({ session: flat, config, data: { ...overfitting, validation: cloud(0, 1) } }));
    expect(events.filter(({ type }) => type === 'epoch')).toHaveLength(5);
    expect(events.at(-1)).toMatchObject({ reason: 'stoppedEarly', bestEpoch: 1 });
  });
});
