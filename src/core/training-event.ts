// What a training run reports, in order. Plain data: the same events reach the page, the CLI and the tests.

export interface Metrics {
  /** Mean over the examples. */
  readonly loss: number;
  /** Fraction of examples classified correctly, 0 to 1; NaN where there are no classes. */
  readonly accuracy: number;
}

export type TrainingPhase = 'loading data' | 'preparing engine' | 'training' | 'validating';

/** The first numbers of a step that are not finite. */
export interface NonFinite {
  /** Id of the op they are at. */
  readonly node: string;
  /** `gradient`: by the op's output. */
  readonly what: 'weights' | 'output' | 'gradient';
  /** Name of the weight, where it is weights: "running_var". */
  readonly weight?: string;
  /** How many, of how many numbers there. */
  readonly count: number;
  readonly of: number;
}

export type RunEnd = Extract<TrainingEvent, { readonly type: 'ended' }>;

export type TrainingEvent =
  | { readonly type: 'phase'; readonly phase: TrainingPhase; readonly detail?: string; readonly fraction?: number }
  | {
      readonly type: 'batch';
      /** Count of optimiser steps since the start of the run, from 1. */
      readonly step: number;
      /** From 1. */
      readonly epoch: number;
      /** Within the epoch, from 1. */
      readonly batch: number;
      readonly batchesPerEpoch: number;
      readonly loss: number;
      /** NaN where there are no classes. */
      readonly accuracy: number;
      /** That this batch was trained with, as live changes and the schedule had it. */
      readonly learningRate: number;
      /** Training throughput, validation and pauses not counted. */
      readonly imagesPerSecond: number;
      /** Expected time to the end of the run, validation included. */
      readonly etaMs: number;
      /** Training work since the start of the run, validation and pauses not counted. */
      readonly trainedMs: number;
    }
  | {
      readonly type: 'epoch';
      readonly epoch: number;
      readonly step: number;
      readonly training: Metrics;
      readonly validation: Metrics;
      /** Duration of the epoch's training part. */
      readonly durationMs: number;
      readonly imagesPerSecond: number;
    }
  | { readonly type: 'notice'; readonly code: string; readonly message: string }
  | {
      readonly type: 'ended';
      /**
       * `stoppedEarly`: no better for too long; the weights are those of the best epoch. `diverged`: the loss was not finite; the
       * run stopped at that batch.
       */
      readonly reason: 'completed' | 'stopped' | 'stoppedEarly' | 'diverged' | 'failed';
      readonly message?: string;
      /** The best epoch by validation, or by training where there is none; absent where no epoch has ended. */
      readonly bestEpoch?: number;
      /** Where a run that diverged in a step went wrong first; absent where the loss alone is not finite. */
      readonly diagnosis?: NonFinite;
    };

const loopEvents: readonly string[] = ['phase', 'batch', 'epoch', 'notice', 'ended'] satisfies readonly TrainingEvent['type'][];

/** True for what the loop itself tells; who runs it may tell more. */
export function isTrainingEvent(event: { readonly type: string }): event is TrainingEvent {
  return loopEvents.includes(event.type);
}
