// A kept run: what was trained, how, where, and what came of it. Plain data, made from a run's log; the curves and the
// weights lie beside the record, so that a table of a thousand runs is read without them.

import type { Layout } from '../core/document.ts';
import type { Graph } from '../core/graph.ts';
import type { RunGroup } from '../core/run-group.ts';
import type { LiveChange, TrainingConfig } from '../core/training-config.ts';
import type { Metrics } from '../core/training-event.ts';
import type { RunLog, Series } from '../training/run-log.ts';

/** Where a run was trained. */
export interface RunEnvironment {
  /** Version of Convloom. */
  readonly app: string;
  /** "Chromium 140", "Node 20.19.0". */
  readonly runtime: string;
  readonly userAgent?: string;
  /** Logical cores of the machine, as far as it tells. */
  readonly cores: number;
  /** Threads need a page that is cross-origin isolated. */
  readonly crossOriginIsolated?: boolean;
  readonly engine?: { readonly id: string; readonly name: string; readonly description: string; readonly threads?: number };
}

/** What came of a run, as far as it got. Absent figures were never measured. */
export interface RunResults {
  readonly steps: number;
  readonly epochs: number;
  readonly imagesSeen: number;
  /** Training work, without validation and pauses. */
  readonly trainedMs: number;
  readonly imagesPerSecond?: number;
  /** Of the last epoch; of the batches so far where there was none. */
  readonly training?: Metrics;
  /** Of the last epoch. */
  readonly validation?: Metrics;
  /** The epoch whose validation loss was the least. */
  readonly best?: Metrics & { readonly epoch: number };
  readonly ended?: NonNullable<RunLog['ended']>;
}

export interface KeptWeights {
  readonly sizeBytes: number;
  /** The epoch after which they were read; absent for those of the end. */
  readonly epoch?: number;
}

export const weightKinds = ['final', 'best'] as const;
/** `final`: as the run ended. `best`: after the epoch that validated best. */
export type WeightKind = (typeof weightKinds)[number];

/** Kept weights of a run: what is looked at, and what another run started from. */
export interface StartedFrom {
  /** Of the run's record. */
  readonly id: string;
  readonly name: string;
  readonly kind: WeightKind;
  /** The epoch after which they were read; absent for those of the end. */
  readonly epoch?: number;
}

export interface RunRecord {
  readonly version: 1;
  /** Begins with the time of the start, so that ids sort by it. */
  readonly id: string;
  /** What its checkpoints call it, by which a run that is taken up finds its record. */
  readonly run?: string;
  readonly name: string;
  readonly notes: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt?: string;
  /** When it was taken up after an interruption, and after which step it went on. */
  readonly resumed?: readonly { readonly at: string; readonly step: number }[];
  readonly graph: Graph;
  readonly layout: Layout;
  /** Learned numbers, frozen ones included. */
  readonly parameters: number;
  /** As it was at the start. */
  readonly config: TrainingConfig;
  /** Whose weights it started from; absent, initial ones of its seed. */
  readonly startedFrom?: StartedFrom;
  /** Changes while it went on: each from the step after this one. */
  readonly changes: readonly { readonly step: number; readonly change: LiveChange }[];
  readonly environment: RunEnvironment;
  /** The data as it was loaded, another than asked for where it stands in. */
  readonly data?: NonNullable<RunLog['data']>;
  readonly group?: RunGroup;
  readonly results: RunResults;
  /** What of its weights is kept. */
  readonly weights: { readonly [K in WeightKind]?: KeptWeights };
  /** Weights that had to make room for those of newer runs. */
  readonly weightsEvicted?: true;
}

/** The curves of a run, as its log had them. */
export interface RunCurves extends Pick<RunLog, 'epochs'> {
  readonly batchesPerEpoch: number;
  /** By step, of training batches. */
  readonly loss: Series;
  readonly accuracy: Series;
  /** Milliseconds of training work by step. */
  readonly trainedMs: Series;
}

/** What is known of a run before its first event. */
export interface RunStart extends Pick<RunRecord, 'run' | 'name' | 'graph' | 'layout' | 'parameters' | 'config'> {
  readonly startedAt: Date;
  readonly environment: Omit<RunEnvironment, 'engine'>;
  readonly group?: RunGroup;
  readonly startedFrom?: StartedFrom;
  /** Sets runs of the same moment apart. */
  readonly salt: string;
}

/** The record of a run that has told nothing yet. */
export function startRecord({ startedAt, salt, ...start }: RunStart): RunRecord {
  const time = startedAt.toISOString();
  return {
    ...start, version: 1, id: `${time.replace(/[^0-9TZ]/g, '')}-${salt}`, notes: '', startedAt: time, changes: [], weights: {},
    results: { steps: 0, epochs: 0, imagesSeen: 0, trainedMs: 0 },
  };
}

/** The record of a run that was cut off and goes on after `step`; how it ended then is forgotten. */
export function resumeRecord({ endedAt: _, ...record }: RunRecord, now: Date, step: number): RunRecord {
  return { ...record, resumed: [...(record.resumed ?? []), { at: now.toISOString(), step }] };
}

/** The record with what its log says; notes, name and kept weights stay as they are. */
export function updateRecord(record: RunRecord, log: RunLog, now: Date): RunRecord {
  const { engine, data, changes, ended } = log;
  const threads = engine && threadsOf(engine.description);
  return {
    ...record,
    ...(engine && {
      environment: {
        ...record.environment,
        engine: { id: engine.id, name: engine.name, description: engine.description, ...(threads !== undefined && { threads }) },
      },
    }),
    ...(data && { data }),
    ...(ended && { endedAt: now.toISOString() }),
    changes,
    results: summariseRun(log, record.config),
  };
}

/** Engines say how many threads they have in their description. */
function threadsOf(description: string): number | undefined {
  const [, threads] = /(\d+) threads?\b/.exec(description) ?? [];
  return threads === undefined ? undefined : Number(threads);
}

/** The figures of a run, as far as it got. */
export function summariseRun({ lastBatch, epochs, loss, accuracy, data, ended }: RunLog, { batchSize }: TrainingConfig): RunResults {
  const last = epochs.at(-1);
  const steps = lastBatch?.step ?? 0;
  const validated = epochs.filter(({ validation }) => Number.isFinite(validation.loss));
  const best = validated.reduce<(typeof validated)[number] | undefined>((a, b) => (a && a.validation.loss <= b.validation.loss ? a : b), undefined);
  const training = last?.training ?? (lastBatch && { loss: meanOf(loss), accuracy: meanOf(accuracy) });
  return {
    steps,
    epochs: epochs.length,
    imagesSeen: imagesAt(steps, lastBatch?.batchesPerEpoch ?? 1, batchSize, data?.trainingCount),
    trainedMs: lastBatch?.trainedMs ?? 0,
    ...(lastBatch && { imagesPerSecond: lastBatch.imagesPerSecond }),
    ...(training && { training }),
    ...(last && Number.isFinite(last.validation.loss) && { validation: last.validation }),
    ...(best && { best: { ...best.validation, epoch: best.epoch } }),
    ...(ended && { ended }),
  };
}

function meanOf({ points }: Series): number {
  const steps = points.reduce((sum, { count }) => sum + count, 0);
  return points.reduce((sum, { mean, count }) => sum + mean * count, 0) / steps;
}

/** Images that training has seen after so many steps; the last batch of an epoch may be short. */
export function imagesAt(step: number, batchesPerEpoch: number, batchSize: number, trainingCount = batchesPerEpoch * batchSize): number {
  const epochs = Math.floor(step / batchesPerEpoch);
  return epochs * trainingCount + Math.min((step - epochs * batchesPerEpoch) * batchSize, trainingCount);
}

/** The curves of a log, and no more. */
export function curvesOf({ lastBatch, loss, accuracy, trainedMs, epochs }: RunLog): RunCurves {
  return { batchesPerEpoch: lastBatch?.batchesPerEpoch ?? 1, loss, accuracy, trainedMs, epochs };
}
