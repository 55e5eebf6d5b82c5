// Checkpoints: all that the rest of a run depends on, as plain data. A run that goes on from one equals, to the last bit, the
// run that was never interrupted. Where they are kept is checkpoint-store.ts's.

import type { Layout } from '../core/document.ts';
import type { Graph } from '../core/graph.ts';
import type { OptimizerState } from '../core/optimizer-state.ts';
import type { NetworkPlan } from '../core/plan.ts';
import type { LiveChange, TrainingConfig } from '../core/training-config.ts';
import type { WeightSet } from '../core/weights.ts';
import type { BestEpochState } from './best-epoch.ts';
import type { MeanState } from './evaluate.ts';
import type { LiveRatesState } from './live-rates.ts';
import type { RunLog } from './run-log.ts';

/** Where a run is between two batches. Orders and Dropout's masks follow from it and the seed. */
export interface RunPlace {
  /** Optimiser steps taken. */
  readonly step: number;
  /** The epoch that the next batch belongs to, from 1; beyond the last one the run is over. */
  readonly epoch: number;
  /** Batches of it that are done. Where all are, its validation is what comes next. */
  readonly batch: number;
  /** Of its training metrics so far. */
  readonly sums: MeanState;
  /** Training work of the epoch so far. */
  readonly durationMs: number;
  /** Why the run ends now, early, with the weights of its best epoch. */
  readonly stop?: string;
}

export const runBegin: RunPlace = { step: 0, epoch: 1, batch: 0, sums: { examples: 0, loss: 0, correct: 0 }, durationMs: 0 };

/** What the training loop itself remembers. */
export interface RunProgress {
  readonly place: RunPlace;
  readonly rates: LiveRatesState;
  readonly best: BestEpochState;
  readonly trainedMs: number;
}

/** What a page shows of a run, so that one which never saw it begin can take it up. */
export interface CheckpointSubject {
  /** Of the document. */
  readonly name: string;
  readonly graph: Graph;
  readonly layout: Layout;
}

/** What a checkpoint is of: small, to be listed. */
export interface CheckpointHead extends CheckpointSubject {
  readonly version: 1;
  /** Begins with the time it was made, so that ids sort by it. */
  readonly id: string;
  /** Shared by all checkpoints of a run, also where it was resumed. */
  readonly run: string;
  readonly plan: NetworkPlan;
  /** Learning rate and momentum as changed live, the rest as at the start. */
  readonly config: TrainingConfig;
  /** Id of the dataset that it trains on, another than asked for where that stands in. */
  readonly dataset: string;
  /** Id of the engine; on another the run goes on the same but for rounding. */
  readonly engine: string;
  readonly place: RunPlace;
  readonly sizeBytes: number;
}

/** The rest of a checkpoint. */
export interface CheckpointBody {
  readonly weights: WeightSet;
  /** With memory of parameters that are frozen now, too. */
  readonly state: OptimizerState;
  readonly progress: RunProgress;
  /** The run so far, for its charts. */
  readonly log: RunLog;
}

export interface Checkpoint {
  readonly head: CheckpointHead;
  readonly body: CheckpointBody;
}

/** Asks a run to begin from a checkpoint. */
export interface ResumeArgs {
  /** Id of the checkpoint. */
  readonly checkpoint: string;
  /** Of the optimiser's numbers, from the next batch on. */
  readonly change?: LiveChange;
}

/** Asks a run to exchange its network. */
export interface ReopenArgs {
  readonly plan: NetworkPlan;
  /** The run's own, which must not differ but in the optimiser's numbers, which are the run's. */
  readonly config: TrainingConfig;
  readonly subject: CheckpointSubject;
}

/** Of the tensors; a log is small beside them. */
export function checkpointBytes({ weights, state, progress }: CheckpointBody): number {
  const sets = [weights, ...Object.values(state.memory), progress.best.best?.weights ?? {}];
  return sets.reduce((sum, set) => sum + Object.values(set).reduce((own, { data }) => own + data.byteLength, 0), 0);
}
