// Checkpoints: all that the rest of a run depends on, as plain data. A run that goes on from one equals, to the last bit, the
// run that was never interrupted. Where they are kept is checkpoint-store.ts's.

import type { Layout } from '../core/document.ts';
import type { Graph } from '../core/graph.ts';
import type { RunGroup } from '../core/run-group.ts';
import type { RunEnd } from '../core/training-event.ts';
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

/** What a page shows of one network of a run. */
export interface CheckpointSide {
  /** Of the document, or what a comparison or a sweep calls it. */
  readonly name: string;
  readonly graph: Graph;
  readonly layout: Layout;
  readonly group?: RunGroup;
}

/** What a page shows of a run, so that one which never saw it begin can take it up. */
export interface CheckpointSubject extends CheckpointSide {
  /** Name of the document that it is offered with; its own where absent. */
  readonly document?: string;
  /** The second side of a comparison. */
  readonly twin?: CheckpointSide;
}

/** What a checkpoint is of: small, to be listed. */
export interface CheckpointHead extends Omit<CheckpointSubject, 'twin'> {
  readonly version: 1;
  /** Begins with the time it was made, so that ids sort by it. */
  readonly id: string;
  /** Shared by all checkpoints of a run, also where it was resumed. */
  readonly run: string;
  readonly plan: NetworkPlan;
  /** As at the start; of a run alone with learning rate and momentum as changed live. */
  readonly config: TrainingConfig;
  readonly twin?: CheckpointSide & { readonly plan: NetworkPlan; readonly config: TrainingConfig };
  /** Id of the dataset that it trains on, another than asked for where that stands in. */
  readonly dataset: string;
  /** Id of the engine; on another the run goes on the same but for rounding. */
  readonly engine: string;
  readonly place: RunPlace;
  readonly sizeBytes: number;
}

/** All that the rest of the training of one network depends on. */
export interface SideState {
  readonly weights: WeightSet;
  /** With memory of parameters that are frozen now, too. */
  readonly state: OptimizerState;
  readonly progress: RunProgress;
}

/** How the sides of a comparison have ended while the other went on. */
export interface SidesEnded {
  readonly own?: RunEnd;
  readonly twin?: RunEnd;
}

/** The rest of a checkpoint. */
export interface CheckpointBody extends SideState {
  /** Of the second side of a comparison. */
  readonly twin?: SideState;
  readonly ended?: SidesEnded;
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

/** The document that a checkpoint is offered with. */
export function documentOf({ document, name }: Pick<CheckpointHead, 'document' | 'name'>): string {
  return document ?? name;
}

/** Of the tensors; a log is small beside them. */
export function checkpointBytes({ twin, ...own }: CheckpointBody): number {
  const sets = [own, ...(twin ? [twin] : [])].flatMap(({ weights, state, progress }) => [weights, ...Object.values(state.memory), progress.best.best?.weights ?? {}]);
  return sets.reduce((sum, set) => sum + Object.values(set).reduce((own, { data }) => own + data.byteLength, 0), 0);
}
