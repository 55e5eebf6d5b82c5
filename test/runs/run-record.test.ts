// From a log to a record: what a run was and what came of it.

import { describe, expect, test } from 'vitest';
import { readRecord } from '../../src/runs/read-run.ts';
import { imagesAt, startRecord, summariseRun, updateRecord } from '../../src/runs/run-record.ts';
import { emptyRunLog, extendRunLog } from '../../src/training/run-log.ts';
import type { TrainingEvent } from '../../src/core/training-event.ts';
import { toyConfig } from '../training/toy.ts';
import { blankRecord, finishedRun } from './records.ts';

const epoch = (number: number, loss: number, accuracy: number): TrainingEvent => ({
  type: 'epoch', epoch: number, step: 4 * number, training: { loss: 1, accuracy: 0.5 }, validation: { loss, accuracy }, durationMs: 10, imagesPerSecond: 5000,
});

describe('the summary of a run', () => {
  test('of a whole run: its last and its best epoch, steps, images and time', async () => {
    const { record, log } = await finishedRun(1);
    expect(record.results).toMatchObject({ steps: 12, epochs: 3, imagesSeen: 150, ended: { reason: 'completed' } });
    expect(record.results.validation).toEqual(log.epochs[2]?.validation);
    expect(record.results.training).toEqual(log.epochs[2]?.training);
    expect(record.results.trainedMs).toBe(log.lastBatch?.trainedMs);
    expect(record.endedAt).toBe('2026-01-01T13:01:00.000Z');
  });

  test('the best epoch is the one of least validation loss, the earlier of two alike', () => {
    const log = extendRunLog(emptyRunLog, [epoch(1, 0.9, 0.6), epoch(2, 0.4, 0.8), epoch(3, 0.4, 0.85), epoch(4, 0.7, 0.9)]);
    expect(summariseRun(log, toyConfig)).toMatchObject({ best: { epoch: 2, loss: 0.4, accuracy: 0.8 }, validation: { loss: 0.7, accuracy: 0.9 } });
  });

  test('without validation there is neither', () => {
    const results = summariseRun(extendRunLog(emptyRunLog, [epoch(1, NaN, NaN)]), toyConfig);
    expect(results).not.toHaveProperty('best');
    expect(results).not.toHaveProperty('validation');
  });

  test('before the first epoch: the mean over the batches so far', () => {
    const batch = (step: number, loss: number): TrainingEvent => ({
      type: 'batch', step, epoch: 1, batch: step, batchesPerEpoch: 4, loss, accuracy: 0.5, learningRate: 0.1, imagesPerSecond: 100, etaMs: 1, trainedMs: 160 * step,
    });
    expect(summariseRun(extendRunLog(emptyRunLog, [batch(1, 3), batch(2, 1)]), toyConfig)).toMatchObject({
      steps: 2, epochs: 0, imagesSeen: 32, trainedMs: 320, training: { loss: 2, accuracy: 0.5 },
    });
  });

  test('images count a short last batch as what it is', () => {
    // 50 examples in batches of 16: 16, 16, 16, 2.
    expect([0, 1, 3, 4, 5, 8, 11].map((step) => imagesAt(step, 4, 16, 50))).toEqual([0, 16, 48, 50, 66, 100, 148]);
  });
});

test('engine and data enter the record; its threads are read off the engine’s description', async () => {
  const { record } = await finishedRun(1);
  expect(record.environment).toEqual({
    app: '0.1.0', runtime: 'Chromium 140', cores: 2, engine: { id: 'null', name: 'Plain', description: 'plain TypeScript, 2 threads', threads: 2 },
  });
  expect(record.data).toMatchObject({ name: 'Clouds', trainingCount: 50 });
});

test('ids sort by the time of the start', () => {
  const at = (time: string) => startRecord({ ...blankRecord(0), startedAt: new Date(time), salt: 'zz' }).id;
  expect(at('2026-01-01T09:59:59Z') < at('2026-01-01T10:00:00Z')).toBe(true);
  expect(at('2025-12-31T23:59:59Z') < at('2026-01-01T00:00:00Z')).toBe(true);
});

test('a record is told from anything else', async () => {
  const { record } = await finishedRun(1);
  expect(readRecord(structuredClone(record))).toEqual(record);
  for (const other of [undefined, null, 'run', {}, { ...record, version: 2 }, { ...record, results: undefined }]) expect(readRecord(other)).toBeUndefined();
});

test('a later log leaves name, notes and kept weights alone', async () => {
  const { record, log } = await finishedRun(1, toyConfig, { name: 'Mine', notes: 'n', weights: { final: { sizeBytes: 24 } } });
  expect(updateRecord(record, log, new Date())).toMatchObject({ name: 'Mine', notes: 'n', weights: { final: { sizeBytes: 24 } } });
});
