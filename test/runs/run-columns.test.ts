// The table of runs: values, order and filter.

import { describe, expect, test } from 'vitest';
import { defaultOptimizers } from '../../src/core/training-config.ts';
import { defaultSorting, filterRuns, outcomeOf, runColumns, sortRuns } from '../../src/runs/run-columns.ts';
import { initialisationText, settingLabel, settingsOf } from '../../src/runs/run-settings.ts';
import { toyConfig } from '../training/toy.ts';
import { blankRecord, finishedRun } from './records.ts';

const sgd = (learningRate: number) => ({ ...toyConfig, optimizer: { ...defaultOptimizers.sgd, learningRate } });
const records = [
  blankRecord(1, { config: sgd(0.1), notes: 'too fast?' }),
  blankRecord(2, { config: { ...toyConfig, optimizer: defaultOptimizers.adam } }),
  blankRecord(3, { config: sgd(0.01), results: { steps: 1, epochs: 1, imagesSeen: 16, trainedMs: 5, best: { epoch: 1, loss: 0.2, accuracy: 0.95 } } }),
];
const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);

test('every column has a name and an id of its own', () => {
  expect(new Set(runColumns.map(({ id }) => id)).size).toBe(runColumns.length);
  expect(new Set(runColumns.map(({ label }) => label)).size).toBe(runColumns.length);
});

test('columns read settings and results of a run', async () => {
  const { record } = await finishedRun(1);
  const values = Object.fromEntries(runColumns.map((column) => [column.id, column.value(record)]));
  expect(values).toMatchObject({
    name: 'Run 1', outcome: 'finished', trainedEpochs: 3, optimizer: 'sgd', learningRate: 0.1, momentum: 0, batchSize: 16, seed: 5,
    initialisation: 'default', parameters: 6, dataset: 'Clouds', lossFunction: 'crossEntropy', engine: 'plain TypeScript, 2 threads',
  });
  expect(values['bestAccuracy']).toBe(record.results.best?.accuracy);
  expect(values['trainedSeconds']).toBe(record.results.trainedMs / 1000);
});

describe('settings by name', () => {
  test('hold the optimiser’s beside the others, and parts of parts by their path', () => {
    const config = { ...toyConfig, clipping: { type: 'norm', max: 1 } } as const;
    expect(settingsOf(config)).toMatchObject({ optimizer: 'sgd', learningRate: 0.1, batchSize: 16, 'clipping.type': 'norm', 'clipping.max': 1 });
    expect(settingLabel('clipping.max')).toBe('Clipping max');
    expect(settingLabel('batchSize')).toBe('Batch size');
  });

  test('tell initial weights in short', () => {
    expect(initialisationText()).toBe('default');
    expect(initialisationText({ weight: { scheme: 'uniform', low: -0.1, high: 0.1 }, bias: { scheme: 'zeros' } })).toBe('uniform(-0.1, 0.1), bias zeros');
  });
});

describe('sorting', () => {
  test('newest first unless said otherwise', () => {
    expect(names(sortRuns(records, defaultSorting))).toEqual(['Run 3', 'Run 2', 'Run 1']);
  });

  test('by numbers as numbers, either way; runs without a value last both times', () => {
    expect(names(sortRuns(records, { column: 'learningRate', descending: false }))).toEqual(['Run 2', 'Run 3', 'Run 1']);
    expect(names(sortRuns(records, { column: 'momentum', descending: false }))).toEqual(['Run 3', 'Run 1', 'Run 2']);
    expect(names(sortRuns(records, { column: 'momentum', descending: true }))).toEqual(['Run 3', 'Run 1', 'Run 2']);
    expect(names(sortRuns(records, { column: 'bestAccuracy', descending: true }))[0]).toBe('Run 3');
  });

  test('names by the numbers in them', () => {
    const many = [2, 10, 1].map((minute) => blankRecord(minute));
    expect(names(sortRuns(many, { column: 'name', descending: false }))).toEqual(['Run 1', 'Run 2', 'Run 10']);
  });
});

describe('the filter', () => {
  test.each([
    ['', ['Run 1', 'Run 2', 'Run 3']],
    ['adam', ['Run 2']],
    ['SGD fast', ['Run 1']],
    ['learning rate 0.01', ['Run 3']],
    ['interrupted', ['Run 1', 'Run 2', 'Run 3']],
    ['nothing like it', []],
  ])('%j finds %j', (text, found) => {
    expect(names(filterRuns(records, text))).toEqual(found);
  });
});

test('an outcome for each way to end', () => {
  const ended = (reason: 'completed' | 'stopped' | 'diverged' | 'failed') => outcomeOf(blankRecord(1, { results: { ...blankRecord(1).results, ended: { reason } } }));
  expect([ended('completed'), ended('stopped'), ended('diverged'), ended('failed'), outcomeOf(blankRecord(1))]).toEqual(['finished', 'stopped', 'diverged', 'failed', 'interrupted']);
});
