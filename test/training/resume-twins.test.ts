// A comparison that is taken up between any two of its rounds equals, on both sides and to the last bit, the one that was never
// interrupted: also where one side has ended and the other goes on alone.

import { expect, test } from 'vitest';
import { defaultOptimizers, type TrainingConfig } from '../../src/core/training-config.ts';
import type { TrainingEvent } from '../../src/core/training-event.ts';
import type { EngineSession } from '../../src/engines/engine.ts';
import type { SidesEnded, SideState } from '../../src/training/checkpoints.ts';
import type { TwinEvent } from '../../src/training/protocol.ts';
import type { TrainingEvents, TrainingRun } from '../../src/training/run-training.ts';
import { runTwins } from '../../src/training/twin-run.ts';
import { openToy, toyConfig, toyData } from './toy.ts';

interface Snapshot {
  readonly own: SideState;
  readonly twin: SideState;
  readonly ended: SidesEnded;
}

const stateOf = async (session: EngineSession, events: Pick<TrainingEvents, 'progress'>): Promise<SideState> =>
  ({ progress: events.progress(), weights: await session.readWeights(), state: await session.readState() });

async function openSide(config: TrainingConfig, from: SideState | undefined): Promise<TrainingRun> {
  const session = await openToy(config);
  if (from) {
    session.writeWeights(from.weights);
    session.writeState(from.state);
  }
  return { session, config, data: toyData, ...(from && { from: from.progress }) };
}

/** What does not hang on the clock, side by side; phases and notices are told anew. */
function lasting(told: readonly (TrainingEvent | TwinEvent)[]): unknown[] {
  return told.flatMap((event): unknown[] => {
    const [side, own] = event.type === 'twin' ? ['B', event.event] : ['A', event];
    if (own.type === 'batch') return [[side, own.step, own.epoch, own.batch, own.loss, own.accuracy, own.learningRate]];
    if (own.type === 'epoch') return [[side, own.epoch, own.step, own.training, own.validation]];
    return own.type === 'ended' ? [[side, own.reason, own.message, own.bestEpoch]] : [];
  });
}

async function train(a: TrainingConfig, b: TrainingConfig, from?: Snapshot) {
  const [own, twin] = [await openSide(a, from?.own), await openSide(b, from?.twin)];
  const events = runTwins(own, twin, from?.ended);
  const told: (TrainingEvent | TwinEvent)[] = [];
  const snapshots: { readonly after: number; readonly snapshot: Snapshot }[] = [];
  for await (const event of events) {
    told.push(event);
    if (event.type === 'batch' && event.step === 5) events.change({ learningRate: 0.03 });
    const due = event.type === 'twin' && event.alone ? event.event : event;
    if (due.type !== 'batch' && due.type !== 'epoch') continue;
    const snapshot = { own: await stateOf(own.session, events), twin: await stateOf(twin.session, events.twin), ended: events.ended() };
    snapshots.push({ after: told.length, snapshot: structuredClone(snapshot) });
  }
  return { told, snapshots, weights: structuredClone([await own.session.readWeights(), await twin.session.readWeights()]) };
}

const adam: TrainingConfig = { ...toyConfig, optimizer: { ...defaultOptimizers.adam, learningRate: 0.05 } };
const diverging: TrainingConfig = { ...toyConfig, optimizer: { type: 'sgd', learningRate: 1e39, momentum: 0, weightDecay: 0 } };

test.each<[string, TrainingConfig, TrainingConfig]>([
  ['of two optimisers, a change reaching the one that shares the rate', toyConfig, { ...adam, optimizer: { ...adam.optimizer, learningRate: toyConfig.optimizer.learningRate } }],
  ['of two batch sizes', toyConfig, { ...adam, batchSize: 8 }],
  ['of which B is done first', toyConfig, { ...adam, epochs: 1 }],
  ['of which A is done first', { ...adam, epochs: 1 }, toyConfig],
  ['of which A diverges', diverging, toyConfig],
  ['of which B stops early', toyConfig, { ...toyConfig, epochs: 8, earlyStopping: { metric: 'accuracy', patience: 1, minDelta: 0.5 } }],
])('a comparison %s', async (_, a, b) => {
  const whole = await train(a, b);
  expect(whole.snapshots.length).toBeGreaterThan(3);
  for (const { after, snapshot } of whole.snapshots) {
    const rest = await train(a, b, snapshot);
    expect(lasting(rest.told), `taken up after event ${after}`).toEqual(lasting(whole.told.slice(after)));
    expect(rest.weights).toEqual(whole.weights);
  }
});
