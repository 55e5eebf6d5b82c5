// Schedules over whole runs of the training loop, against torch.optim.lr_scheduler: the learning rate and momentum that
// every batch is trained with.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { defaultSchedules, type ScheduleConfig } from '../../src/core/schedules.ts';
import { defaultAdam, defaultSgd, type LiveChange, type OptimizerConfig, type TrainingConfig } from '../../src/core/training-config.ts';
import type { TrainingEvent } from '../../src/core/training-event.ts';
import { runTraining } from '../../src/training/run-training.ts';
import { pythonWithTorch } from '../support/shared-data.ts';
import { collect, openToy, toyConfig, toyData } from '../training/toy.ts';

const sgd = { ...defaultSgd, learningRate: 0.3, momentum: 0.5 };
const warmup = { startFactor: 0.1, totalIters: 9 };
const cases: readonly (readonly [name: string, schedule: ScheduleConfig, optimizer?: OptimizerConfig])[] = [
  ['constant', { type: 'constant' }],
  ['warm-up', { type: 'constant', warmup }],
  ['warm-up longer than the run', { type: 'constant', warmup: { startFactor: 1 / 3, totalIters: 500 } }],
  ['step', { type: 'step', stepSize: 3, gamma: 0.4 }],
  ['step with warm-up', { type: 'step', stepSize: 1, gamma: 0.9, warmup }],
  ['cosine', defaultSchedules.cosine],
  ['cosine that ends early and rises again', { type: 'cosine', tMax: 5, etaMin: 0.01 }],
  ['cosine with warm-up', { ...defaultSchedules.cosine, warmup }],
  ['one cycle', defaultSchedules.oneCycle],
  ['one cycle with Adam, whose beta 1 moves', defaultSchedules.oneCycle, { ...defaultAdam, learningRate: 0.01 }],
  ['one cycle along straight lines', { ...defaultSchedules.oneCycle, annealStrategy: 'linear', pctStart: 0.45, divFactor: 10, finalDivFactor: 100 }],
  ['one cycle in three phases', { ...defaultSchedules.oneCycle, threePhase: true, pctStart: 0.4, baseMomentum: 0.6, maxMomentum: 0.9 }],
  ['one cycle with momentum left alone', { ...defaultSchedules.oneCycle, cycleMomentum: false }],
  ['one cycle with warm-up', { ...defaultSchedules.oneCycle, warmup }],
  ['plateau', { ...defaultSchedules.plateau, patience: 1, factor: 0.5 }],
  ['plateau by difference, with rest and a floor', { ...defaultSchedules.plateau, patience: 0, factor: 0.3, threshold: 0.05, thresholdMode: 'abs', cooldown: 2, minLr: 0.01 }],
  ['plateau with warm-up', { ...defaultSchedules.plateau, patience: 0, factor: 0.5, threshold: 0.2, warmup }],
];

const epochs = 12;
/** 50 examples in batches of 16. */
const batches = 4;
/** Falls, rests, rises, falls again. */
const validationLosses = [1, 0.8, 0.7, 0.7, 0.72, 0.69999, 0.69, 0.75, 0.5, 0.51, 0.52, 0.53];

/** A run whose validation says what it is told, and what each batch was trained with. */
async function ratesOfRun(config: TrainingConfig) {
  const session = await openToy(config);
  const { optimizer } = config;
  let now: LiveChange = { learningRate: optimizer.learningRate, ...('momentum' in optimizer && { momentum: optimizer.momentum }), ...('beta1' in optimizer && { beta1: optimizer.beta1 }) };
  const used: LiveChange[] = [];
  let validations = 0;
  const told: typeof session = {
    ...session,
    change(change) { now = { ...now, ...change }; session.change(change); },
    trainBatch(batch) { used.push(now); return session.trainBatch(batch); },
    evaluateBatch: async () => ({ loss: validationLosses[validations++] as number, correct: 0 }),
  };
  const events = await collect(runTraining({ session: told, config, data: toyData }));
  const reported = events.filter((event): event is Extract<TrainingEvent, { type: 'batch' }> => event.type === 'batch').map(({ learningRate }) => learningRate);
  expect(used.map(({ learningRate }) => learningRate)).toEqual(reported);
  return { rates: reported, momenta: used.map(({ momentum, beta1 }) => momentum ?? beta1) };
}

interface Reference {
  readonly rates: readonly number[];
  readonly momenta: readonly number[];
}

describe('schedules against torch.optim.lr_scheduler', () => {
  let reference: Reference[] | undefined;
  test.for(cases.map(([name, schedule, optimizer = sgd], index) => ({ name, schedule, optimizer, index })))('$name', async ({ schedule, optimizer, index }, context) => {
    reference ??= runInTorch(pythonWithTorch(context));
    const { rates, momenta } = await ratesOfRun({ ...toyConfig, epochs, optimizer, schedule });
    const expected = reference[index] as Reference;
    expect(rates).toHaveLength(epochs * batches);
    rates.forEach((rate, step) => expect(Math.abs(rate - (expected.rates[step] as number)), `learning rate of batch ${step}`).toBeLessThan(1e-12));
    momenta.forEach((momentum, step) => expect(momentum, `momentum of batch ${step}`).toBeCloseTo(expected.momenta[step] as number, 12));
  });
});

function runInTorch(python: string): Reference[] {
  const input = JSON.stringify(cases.map(([, schedule, optimizer = sgd]) => ({ schedule, optimizer, epochs, batches, losses: validationLosses })));
  const { stdout, stderr, status } = spawnSync(python, [fileURLToPath(new URL('./torch-schedules.py', import.meta.url))], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`torch-schedules.py failed: ${stderr}`);
  return JSON.parse(stdout) as Reference[];
}

test('a change of the learning rate while the run goes on changes what the schedule goes out from', async () => {
  const schedule = { type: 'step', stepSize: 1, gamma: 0.5 } as const;
  const config = { ...toyConfig, epochs: 3, optimizer: defaultSgd, schedule };
  const events = runTraining({ session: await openToy(config), config, data: toyData });
  const rates: number[] = [];
  for await (const event of events) {
    if (event.type !== 'batch') continue;
    rates.push(event.learningRate);
    if (event.step === 6) events.change({ learningRate: 1 });
  }
  expect(rates).toEqual([0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25]);
});
