// A run that is taken up equals the run that was never interrupted, to the last bit: losses, metrics, weights and why it ended.

import { describe, expect, test } from 'vitest';
import type { ExampleSet, TrainingData } from '../../src/core/data.ts';
import type { OptimizerState } from '../../src/core/optimizer-state.ts';
import type { NetworkPlan } from '../../src/core/plan.ts';
import { createRandom } from '../../src/core/random.ts';
import { defaultOptimizers, type TrainingConfig } from '../../src/core/training-config.ts';
import type { TrainingEvent } from '../../src/core/training-event.ts';
import { initialWeights, type WeightSet } from '../../src/core/weights.ts';
import type { EngineSession, TrainingEngine } from '../../src/engines/engine.ts';
import { nullEngine } from '../../src/engines/null/null-engine.ts';
import { createTfjsEngine } from '../../src/engines/tfjs/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { layers } from '../../src/layers/registry.ts';
import type { RunProgress } from '../../src/training/checkpoints.ts';
import { runTraining, type TrainingEvents } from '../../src/training/run-training.ts';
import { planOf, type NodeRow } from '../engines/networks.ts';
import { cloud, toyConfig, toyData, toyPlan } from './toy.ts';

/** All that a checkpoint holds, cloned as storage clones it. */
interface Snapshot {
  readonly progress: RunProgress;
  readonly weights: WeightSet;
  readonly state: OptimizerState;
}

interface Setting {
  readonly engine: TrainingEngine;
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  readonly data: TrainingData;
}

const change = { learningRate: 0.004 };

/** The events from a snapshot on, and one snapshot after each; the learning rate changes after step 5. */
async function train({ engine, plan, config, data }: Setting, from?: Snapshot) {
  expect(await engine.isAvailable()).toBe(true);
  const session = await engine.open({ plan, config, weights: from?.weights ?? initialWeights(plan.ops, config.seed) });
  if (from) session.writeState(from.state);
  const events = runTraining({ session, config, data, plan, ...(from && { from: from.progress }) });
  const told: TrainingEvent[] = [];
  const snapshots: Snapshot[] = [];
  for await (const event of events) {
    told.push(event);
    if (event.type === 'batch' && event.step === 5) events.change(change);
    snapshots.push(await snapshotOf(session, events));
  }
  const weights = structuredClone(await session.readWeights());
  session.dispose();
  return { told, snapshots, weights };
}

async function snapshotOf(session: EngineSession, events: TrainingEvents): Promise<Snapshot> {
  return structuredClone({ progress: events.progress(), weights: await session.readWeights(), state: await session.readState() });
}

/** What of an event does not hang on the clock. Phases of a validation are told anew where it is done anew. */
function lasting(events: readonly TrainingEvent[]): unknown[] {
  return events.flatMap((event): unknown[] => {
    switch (event.type) {
      case 'batch': return [[event.step, event.epoch, event.batch, event.batchesPerEpoch, event.loss, event.accuracy, event.learningRate]];
      case 'epoch': return [[event.epoch, event.step, event.training, event.validation]];
      case 'ended': return [[event.reason, event.message, event.bestEpoch]];
      default: return [];
    }
  });
}

async function expectExact(setting: Setting, pick: (index: number, of: number) => boolean): Promise<TrainingEvent[]> {
  const whole = await train(setting);
  let resumed = 0;
  for (const [index, snapshot] of whole.snapshots.entries()) {
    if (whole.told[index]?.type === 'ended' || !pick(index, whole.snapshots.length)) continue;
    const rest = await train(setting, snapshot);
    expect(lasting(rest.told), `taken up after event ${index}`).toEqual(lasting(whole.told.slice(index + 1)));
    expect(rest.weights).toEqual(whole.weights);
    resumed++;
  }
  expect(resumed).toBeGreaterThan(0);
  return whole.told;
}

const adam = { ...defaultOptimizers.adam, learningRate: 0.02, weightDecay: 0.01 };
const step = { type: 'step', stepSize: 1, gamma: 0.5, warmup: { startFactor: 0.1, totalIters: 6 } } as const;
const earlyStopping = { metric: 'loss', patience: 2, minDelta: 0 } as const;

describe('the null engine, taken up after every single event', () => {
  test.for<readonly [string, Partial<TrainingConfig>]>([
    ['Adam with a schedule, a warm-up and a change', { optimizer: adam, schedule: step }],
    ['one cycle moves beta 1', { optimizer: adam, schedule: { type: 'oneCycle', pctStart: 0.3, divFactor: 25, finalDivFactor: 10_000, annealStrategy: 'cos', threePhase: false, cycleMomentum: true, baseMomentum: 0.85, maxMomentum: 0.95 } }],
    ['plateau goes by earlier losses', { optimizer: { ...defaultOptimizers.sgd, learningRate: 3 }, epochs: 6, schedule: { type: 'plateau', factor: 0.1, patience: 0, threshold: 1e-4, thresholdMode: 'rel', cooldown: 0, minLr: 0, eps: 1e-8 } }],
    ['momentum, in the order of the data', { optimizer: { ...defaultOptimizers.sgd, momentum: 0.9 }, shuffle: false }],
    ['a share of the data as it comes, no best kept', { keepBest: false }],
  ])('%s', async ([, config]) => {
    await expectExact({ engine: nullEngine, plan: toyPlan, config: { ...toyConfig, ...config }, data: toyData }, () => true);
  });

  test('early stopping ends it at the same epoch with the same best weights', async () => {
    const config = { ...toyConfig, epochs: 40, optimizer: { ...adam, learningRate: 0.5 }, earlyStopping };
    const told = await expectExact({ engine: nullEngine, plan: toyPlan, config, data: toyData }, (index, of) => index > of - 20);
    expect(told.at(-1)).toMatchObject({ type: 'ended', reason: 'stoppedEarly' });
  });

  test('another weight, or a forgotten memory, would be noticed', async () => {
    const setting = { engine: nullEngine, plan: toyPlan, config: { ...toyConfig, optimizer: adam }, data: toyData };
    const { told, snapshots } = await train(setting);
    const taken = snapshots[4] as Snapshot;
    const forgetful = await train(setting, { ...taken, state: { step: taken.state.step, memory: {} } });
    expect(lasting(forgetful.told)).not.toEqual(lasting(told.slice(5)));
  });
});

const rows: readonly NodeRow[] = [
  ['input', 'Input', { shape: [1, 6, 6] }],
  ['conv1', 'Conv2d', { outChannels: 3, kernelSize: 3 }],
  ['bn1', 'BatchNorm2d'],
  ['act1', 'ReLU'],
  ['flatten', 'Flatten'],
  ['drop', 'Dropout', { p: 0.3 }],
  ['fc', 'Linear', { outFeatures: 2 }],
];

/** Noise with a bright half, by class. */
function patches(count: number, seed: number): ExampleSet {
  const random = createRandom(seed, 'patches');
  const pixels = Float32Array.from({ length: 36 * count }, (_, i) => random.normal(Math.floor(i / 36) % 2 === (i % 36 < 18 ? 0 : 1) ? 0.6 : -0.6, 1));
  return { ...cloud(count, seed), shape: [1, 6, 6], readInputs: (indices, out) => Array.from(indices).forEach((index, row) => out.set(pixels.subarray(36 * index, 36 * index + 36), 36 * row)) };
}

test.for<readonly [string, TrainingEngine]>([
  ['wasm, two threads', createWasmEngine(createNodeEnvironment({ threads: 2 }))],
  ['tfjs-cpu', createTfjsEngine('cpu', { layers })],
])('%s: Adam, BatchNorm, Dropout, schedule, shuffling and early stopping, in the middle of an epoch and at its end', async ([, engine]) => {
  const data = { training: patches(38, 3), validation: patches(20, 4), classNames: ['top', 'bottom'] };
  const config: TrainingConfig = { ...toyConfig, batchSize: 10, epochs: 6, optimizer: adam, schedule: step, earlyStopping };
  const told = await expectExact({ engine, plan: planOf(rows), config, data }, (index, of) => index % 7 === 2 || index === of - 2);
  expect(told.filter(({ type }) => type === 'epoch').length).toBeGreaterThan(1);
});
