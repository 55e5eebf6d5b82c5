// Everything that a document can say of training can be said on the command line, and what cannot be is refused in a sentence.

import { describe, expect, test } from 'vitest';
import { augmentationAttrs } from '../../src/core/augmentation.ts';
import { defaultSchedules } from '../../src/core/schedules.ts';
import { clippingAttrs, earlyStoppingAttrs, optimizerSpecs, optionalAttrs, seedAttrs, trainingAttrs } from '../../src/core/training-attrs.ts';
import { defaultOptimizers, defaultTraining, type TrainingConfig } from '../../src/core/training-config.ts';
import { readOverrides, withSettings } from '../../src/cli/training-overrides.ts';

/** Nothing in it is a default. */
const full: TrainingConfig = {
  dataset: 'own:weather', datasetOptions: { noise: 0.25, shape: 'round', shuffled: true },
  augmentation: { shift: 0.1, rotate: 15, scale: 0.2, flip: true, noise: 0.05, cutOut: 0.3 },
  loss: 'l1', labelSmoothing: 0.1,
  optimizer: { type: 'rmsprop', learningRate: 0.02, alpha: 0.95, eps: 1e-6, momentum: 0.5, centered: true, weightDecay: 0.001 },
  schedule: { ...defaultSchedules.oneCycle, pctStart: 0.4, annealStrategy: 'linear', threePhase: true, warmup: { startFactor: 0.2, totalIters: 7 } },
  clipping: { type: 'value', max: 0.5 }, earlyStopping: { metric: 'accuracy', patience: 3, minDelta: 0.01 }, keepBest: false,
  batchSize: 17, epochs: 3, seed: 4, seeds: { weights: 5, order: 6, dropout: 7 }, shuffle: false, validation: 0.15,
  initialisation: { weight: { scheme: 'uniform', low: -0.3, high: 0.3 }, bias: { scheme: 'constant', value: 0.1 } },
};

/** `a.b=value` of every number, word and switch. */
function settingsOf(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value !== 'object' || value === null) return [`${path.join('.')}=${String(value)}`];
  return Object.entries(value).flatMap(([key, inner]) => settingsOf(inner, [...path, key]));
}

describe('--set', () => {
  test('makes any document’s settings out of the defaults', () => {
    expect(withSettings(defaultTraining, settingsOf(full).join('; '))).toEqual(full);
  });

  test.each(Object.keys(defaultOptimizers) as (keyof typeof defaultOptimizers)[])('reaches every setting that the page has for %s', (type) => {
    for (const [name, spec] of optimizerSpecs(type)) {
      const value = spec.type === 'boolean' ? true : 0.123;
      expect(withSettings(defaultTraining, `optimizer.type=${type};optimizer.${name}=${value}`).optimizer).toEqual({ ...defaultOptimizers[type], [name]: value });
    }
  });

  test('is given in this test for all that the page declares', () => {
    const names = new Set(settingsOf(full).map((setting) => setting.split('=')[0] ?? ''));
    const declared = [
      ...Object.keys(trainingAttrs), ...Object.keys(optionalAttrs), ...Object.keys(augmentationAttrs).map((name) => `augmentation.${name}`),
      ...Object.keys(earlyStoppingAttrs).map((name) => `earlyStopping.${name}`), ...Object.keys(seedAttrs).map((name) => `seeds.${name}`),
      ...(Object.keys(clippingAttrs).length > 0 ? ['clipping.type', 'clipping.max'] : []),
    ];
    expect(declared.filter((name) => !names.has(name))).toEqual([]);
  });

  test.each([
    ['momentum', '--set takes settings as name=value with semicolons between, received "momentum".'],
    ['momentum=0.9', /^--set: momentum: expected one of the keys dataset, .*, received "momentum"\.$/],
    ['optimizer.momentum=fast', '--set: optimizer.momentum: expected a number, received "fast".'],
    ['schedule.gamma=0.5', /^--set: schedule.type: expected one of "constant"/],
    ['__proto__.polluted=1', /--set: /],
  ])('%j is refused', (text, sentence) => {
    expect(() => withSettings(defaultTraining, text)).toThrow(sentence);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('comes after the flags, which keep their short ways', () => {
    const made = readOverrides({ 'label-smoothing': '0.1', schedule: 'step', set: 'schedule.gamma=0.5', patience: '4' })(defaultTraining);
    expect(made).toEqual({ ...defaultTraining, labelSmoothing: 0.1, schedule: { type: 'step', stepSize: 3, gamma: 0.5 }, earlyStopping: { metric: 'loss', patience: 4, minDelta: 0 } });
    expect(() => readOverrides({ 'label-smoothing': 'much' })).toThrow('--label-smoothing must be a number above 0, received "much".');
  });
});
