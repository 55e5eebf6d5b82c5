// The ranges of the training settings: the documents' defaults are in them, and each break is named.

import { describe, expect, test } from 'vitest';
import type { AttrSpecs } from '../../src/core/attrs.ts';
import { scheduleAttrs } from '../../src/core/schedule-attrs.ts';
import { optimizerAttrs, trainingAttrs, settingProblems } from '../../src/core/training-attrs.ts';
import { defaultSchedules, type ScheduleType } from '../../src/core/schedules.ts';
import { defaultOptimizers, defaultSgd, defaultTraining, withLiveChange, type OptimizerType, type TrainingConfig } from '../../src/core/training-config.ts';

describe('the ranges of training settings', () => {
  test('hold what new documents start with', () => {
    expect(settingProblems(defaultTraining)).toEqual([]);
    for (const schedule of Object.values(defaultSchedules)) expect(settingProblems({ ...defaultTraining, schedule })).toEqual([]);
    for (const optimizer of Object.values(defaultOptimizers)) expect(settingProblems({ ...defaultTraining, optimizer, validation: 0.2 })).toEqual([]);
  });

  test('declare the defaults that new documents have', () => {
    // Switches that are off are left out.
    const defaults = (attrs: AttrSpecs) => Object.fromEntries(Object.entries(attrs).map(([name, spec]) => [name, spec.default]).filter(([, value]) => value !== false));
    for (const [type, attrs] of Object.entries(optimizerAttrs)) expect({ type, ...defaults(attrs) }).toEqual(defaultOptimizers[type as OptimizerType]);
    expect(defaultTraining).toMatchObject(defaults(trainingAttrs));
    for (const [type, attrs] of Object.entries(scheduleAttrs)) {
      const { tMax: _, ...declared } = Object.fromEntries(Object.entries(attrs).map(([name, spec]) => [name, spec.default]));
      expect({ type, ...declared }).toEqual(defaultSchedules[type as ScheduleType]);
    }
  });

  test.each<[Partial<TrainingConfig>, string, string]>([
    [{ batchSize: 0 }, 'batchSize', 'batch size must be an integer from 1 to 65536, received 0'],
    [{ epochs: 1.5 }, 'epochs', 'epochs must be an integer from 1 to 100000, received 1.5'],
    [{ seed: -1 }, 'seed', 'seed must be an integer of at least 0, received -1'],
    [{ labelSmoothing: 1.5 }, 'labelSmoothing', 'label smoothing must be a number from 0 to 1, received 1.5'],
    [{ clipping: { type: 'norm', max: 0 } }, 'clipping', 'largest norm must be a number of at least 1e-12, received 0'],
    [{ clipping: { type: 'value', max: -1 } }, 'clipping', 'largest value must be a number of at least 1e-12, received -1'],
    [{ schedule: { ...defaultSchedules.step, stepSize: 0 } }, 'stepSize', 'every (epochs) must be an integer of at least 1, received 0'],
    [{ schedule: { ...defaultSchedules.cosine, tMax: 0.5 } }, 'tMax', 'over (epochs) must be an integer of at least 1, received 0.5'],
    [{ schedule: { ...defaultSchedules.plateau, factor: 1 } }, 'factor', 'factor must be a number from 0 to 0.999999, received 1'],
    [{ schedule: { type: 'constant', warmup: { startFactor: 0, totalIters: 5 } } }, 'startFactor', 'warm-up from must be a number from 0.000001 to 1, received 0'],
    [{ schedule: { ...defaultSchedules.oneCycle, threePhase: true, pctStart: 0.6 } }, 'pctStart', 'share going up must be at most 0.5 where it goes down in the same time, received 0.6'],
    [{ schedule: defaultSchedules.oneCycle, optimizer: defaultOptimizers.adagrad }, 'cycleMomentum', 'cycled momentum needs an optimiser with momentum or beta 1, received adagrad'],
    [{ earlyStopping: { metric: 'loss', patience: 0, minDelta: 0 } }, 'patience', 'patience (epochs) must be an integer of at least 1, received 0'],
    [{ seeds: { order: -1 } }, 'seeds.order', 'order seed must be an integer of at least 0, received -1'],
    [{ validation: 1 }, 'validation', 'share must be a number from 0 to 0.9, received 1'],
    [{ optimizer: { ...defaultSgd, learningRate: -0.1 } }, 'learningRate', 'learning rate must be a number of at least 0, received -0.1'],
    [{ optimizer: { type: 'sgd', learningRate: 0.1, momentum: 1.1, weightDecay: 0 } }, 'momentum', 'momentum must be a number from 0 to 1, received 1.1'],
    [{ optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0, nesterov: true, weightDecay: 0 } }, 'nesterov', 'nesterov momentum needs a momentum above 0, received 0'],
    [{ optimizer: { type: 'rmsprop', learningRate: 0.01, alpha: 1, eps: 1e-8, momentum: 0, weightDecay: 0 } }, 'alpha', 'alpha must be a number from 0 to 0.999999, received 1'],
    [{ optimizer: { type: 'adagrad', learningRate: 0.01, lrDecay: 0, eps: 0, initialAccumulatorValue: 0, weightDecay: 0 } }, 'eps', 'epsilon must be a number of at least 1e-16, received 0'],
    [{ optimizer: { type: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 1, eps: 1e-8, weightDecay: 0 } }, 'beta2', 'beta 2 must be a number from 0 to 0.999999, received 1'],
  ])('%j is out of them', (change, attr, message) => {
    expect(settingProblems({ ...defaultTraining, ...change })).toEqual([{ code: 'training-invalid', severity: 'error', site: { attr }, message }]);
  });
});

test('a live change reaches what the optimiser has, and nothing else', () => {
  const change = { learningRate: 0.5, momentum: 0.25 };
  expect(withLiveChange(defaultSgd, change)).toEqual({ type: 'sgd', learningRate: 0.5, momentum: 0.25, weightDecay: 0 });
  expect(withLiveChange(defaultOptimizers.rmsprop, { momentum: 0.25 })).toEqual({ ...defaultOptimizers.rmsprop, momentum: 0.25 });
  expect(withLiveChange(defaultOptimizers.adamw, change)).toEqual({ ...defaultOptimizers.adamw, learningRate: 0.5 });
});
