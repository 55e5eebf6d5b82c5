// Curves over each axis, and as files.

import { describe, expect, test } from 'vitest';
import { scaleOf, trainingCurve, validationCurve } from '../../src/runs/run-curves.ts';
import { curvesCsv, runsCsv, runsJson } from '../../src/runs/run-files.ts';
import { curvesOf, type RunCurves } from '../../src/runs/run-record.ts';
import { emptyRunLog, extendRunLog } from '../../src/training/run-log.ts';
import type { TrainingEvent } from '../../src/core/training-event.ts';
import { blankRecord, finishedRun } from './records.ts';

/** Two epochs of 50 examples in batches of 16: 20 ms a batch, losses 1, 0.5, 0.33... */
const batches = Array.from({ length: 8 }, (_, i): TrainingEvent => ({
  type: 'batch', step: i + 1, epoch: 1 + Math.floor(i / 4), batch: 1 + (i % 4), batchesPerEpoch: 4, loss: 1 / (i + 1), accuracy: i / 8,
  learningRate: 0.1, imagesPerSecond: 800, etaMs: 1, trainedMs: 20 * (i + 1),
}));
const epochs = [1, 2].map((epoch): TrainingEvent => ({
  type: 'epoch', epoch, step: 4 * epoch, training: { loss: 1, accuracy: 0 }, validation: { loss: epoch === 1 ? 0.75 : NaN, accuracy: 0.5 }, durationMs: 80, imagesPerSecond: 625,
}));
const curves: RunCurves = curvesOf(extendRunLog(emptyRunLog, [...batches, ...epochs]));
const scale = { batchSize: 16, trainingCount: 50 };

describe('places on an axis', () => {
  test.each([
    ['steps', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['epochs', [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]],
    ['images', [16, 32, 48, 50, 66, 82, 98, 100]],
    ['seconds', [0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.14, 0.16]],
  ] as const)('%s', (axis, expected) => {
    const points = trainingCurve(curves, 'loss', axis, scale);
    points.forEach(({ x, y }, i) => {
      expect(x).toBeCloseTo(expected[i] ?? NaN, 12);
      expect(y).toBe(1 / (i + 1));
    });
    expect(points).toHaveLength(8);
  });

  test('validation lies at the ends of its epochs, and is left out where there was none', () => {
    expect(validationCurve(curves, 'loss', 'seconds', scale)).toEqual([{ step: 4, x: 0.08, y: 0.75, count: 1 }]);
    expect(validationCurve(curves, 'accuracy', 'images', scale).map(({ x, y }) => [x, y])).toEqual([[50, 0.5], [100, 0.5]]);
  });

  test('a merged point lies where its last step does', () => {
    const long = Array.from({ length: 1500 }, (_, i): TrainingEvent => ({ ...(batches[0] as Extract<TrainingEvent, { type: 'batch' }>), step: i + 1, trainedMs: 20 * (i + 1) }));
    const merged = trainingCurve(curvesOf(extendRunLog(emptyRunLog, long)), 'loss', 'seconds', scale);
    expect(merged.length).toBeLessThanOrEqual(1024);
    for (const { step, x } of merged) expect(x).toBeCloseTo(0.02 * step, 9);
  });
});

describe('files', () => {
  test('the table: a line a run, settings that only one has, quotes and commas kept', async () => {
    const { record } = await finishedRun(1);
    const text = runsCsv([{ ...record, name: 'say "hi", twice', notes: 'a\nb' }, blankRecord(2)]);
    const [head = '', ...lines] = text.split('\r\n');
    const cells = head.split(',');
    expect(lines[0]).toContain(`${record.id},"say ""hi"", twice","a\nb",2026-01-01T12:01:00.000Z,2026-01-01T13:01:00.000Z,finished`);
    expect(lines[1]?.split(',')[cells.indexOf('setting.learningRate')]).toBe('0.1');
    expect(lines[1]?.split(',')[cells.indexOf('bestValidationLoss')]).toBe('');
    expect(lines).toHaveLength(3);
  });

  test('the curves: a line a point, on every axis', () => {
    const text = curvesCsv([{ record: { ...blankRecord(1), data: { dataset: 'c', name: 'C', trainingCount: 50, validationCount: 3, classNames: [] } }, curves }, { record: blankRecord(2), curves: undefined }]);
    const lines = text.trimEnd().split('\r\n');
    expect(lines[0]).toBe('id,name,measure,part,step,epoch,images,seconds,value,stepsMerged');
    expect(lines.filter((line) => line.includes(',loss,training,'))).toHaveLength(8);
    expect(lines.find((line) => line.includes(',loss,training,4,'))).toBe(`${blankRecord(1).id},Run 1,loss,training,4,1,50,0.08,0.25,1`);
    expect(lines.find((line) => line.includes(',loss,validation,'))).toBe(`${blankRecord(1).id},Run 1,loss,validation,4,1,50,0.08,0.75,1`);
  });

  test('JSON holds records and curves as they are kept', async () => {
    const { record, curves: own } = await finishedRun(1);
    expect(JSON.parse(runsJson([{ record, curves: own }]))).toEqual(JSON.parse(JSON.stringify([{ ...record, curves: own }])));
  });

  test('the data’s size is read off the record', async () => {
    const { record } = await finishedRun(1);
    expect(scaleOf(record)).toEqual({ batchSize: 16, trainingCount: 50 });
  });
});
