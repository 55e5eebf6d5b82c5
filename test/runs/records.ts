// Kept runs for the tests of archive, table and files: made by the real loop on the toy problem.

import { createDocument } from '../../src/core/document.ts';
import type { TrainingConfig } from '../../src/core/training-config.ts';
import { curvesOf, startRecord, updateRecord, type RunCurves, type RunRecord } from '../../src/runs/run-record.ts';
import { emptyRunLog, extendRunLog, type RunLog } from '../../src/training/run-log.ts';
import { runTraining } from '../../src/training/run-training.ts';
import { collect, openToy, toyConfig, toyData } from '../training/toy.ts';

const { graph, layout } = createDocument();

/** The log of a whole toy run: 50 training and 30 validation examples, batches of 16, so four steps an epoch. */
export async function toyLog(config: TrainingConfig = toyConfig): Promise<RunLog> {
  const events = await collect(runTraining({ session: await openToy(config), config, data: toyData }));
  return extendRunLog(emptyRunLog, [
    { type: 'data', dataset: 'clouds', name: 'Clouds', trainingCount: 50, validationCount: 30, classNames: ['low', 'high'] },
    { type: 'engine', id: 'null', name: 'Plain', description: 'plain TypeScript, 2 threads', candidates: [] },
    ...events,
  ]);
}

/** A record of minute `minute` of an hour, before or after its run. */
export function blankRecord(minute: number, changes: Partial<RunRecord> = {}): RunRecord {
  return {
    ...startRecord({
      name: `Run ${minute}`, graph, layout, parameters: 6, config: toyConfig, startedAt: new Date(Date.UTC(2026, 0, 1, 12, minute)), salt: 'abcd',
      environment: { app: '0.1.0', runtime: 'Chromium 140', cores: 2 },
    }),
    ...changes,
  };
}

export async function finishedRun(minute: number, config: TrainingConfig = toyConfig, changes: Partial<RunRecord> = {}): Promise<{ record: RunRecord; curves: RunCurves; log: RunLog }> {
  const log = await toyLog(config);
  return { record: updateRecord(blankRecord(minute, { config, ...changes }), log, new Date(Date.UTC(2026, 0, 1, 13, minute))), curves: curvesOf(log), log };
}
