// What is known of a run: a pure fold over its events, which charts and panels show. Small however long the run.

import type { TrainingEvent } from '../core/training-event.ts';
import type { RunEvent } from './protocol.ts';
import { emptySeries, extendSeries, type Series } from './series.ts';

export type { Series, SeriesPoint } from './series.ts';

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>;

export interface RunLog {
  /** What goes on; of the last phase once the run has ended. */
  readonly phase: Omit<EventOf<'phase'>, 'type'>;
  /** Training loss of the batches, by step. */
  readonly loss: Series;
  /** Training accuracy of the batches, by step. */
  readonly accuracy: Series;
  /** Milliseconds of training work, by step; points as those of the loss. */
  readonly trainedMs: Series;
  /** Learning rate of the batches, by step. */
  readonly learningRate: Series;
  readonly epochs: readonly Omit<EventOf<'epoch'>, 'type'>[];
  readonly lastBatch?: Omit<EventOf<'batch'>, 'type'>;
  readonly engine?: Omit<EventOf<'engine'>, 'type'>;
  readonly data?: Omit<EventOf<'data'>, 'type'>;
  readonly notices: readonly Omit<EventOf<'notice'>, 'type'>[];
  readonly ended?: Omit<Extract<TrainingEvent, { readonly type: 'ended' }>, 'type'>;
}

/** A run that has told nothing yet. */
export const emptyRunLog: RunLog = { phase: { phase: 'loading data' }, loss: emptySeries, accuracy: emptySeries, trainedMs: emptySeries, learningRate: emptySeries, epochs: [], notices: [] };

/** The log with more events of its run, in order. */
export function extendRunLog(log: RunLog, events: readonly RunEvent[]): RunLog {
  const batches = events.filter((event) => event.type === 'batch');
  const others = events.filter((event) => event.type !== 'batch').reduce(extendByOne, log);
  const last = batches.at(-1);
  if (!last) return others;
  return {
    ...others,
    loss: extendSeries(log.loss, batches.map(({ step, loss }) => ({ step, value: loss }))),
    // Where there are no classes there is no accuracy.
    accuracy: extendSeries(log.accuracy, batches.filter(({ accuracy }) => !Number.isNaN(accuracy)).map(({ step, accuracy }) => ({ step, value: accuracy }))),
    trainedMs: extendSeries(log.trainedMs, batches.map(({ step, trainedMs }) => ({ step, value: trainedMs }))),
    learningRate: extendSeries(log.learningRate, batches.map(({ step, learningRate }) => ({ step, value: learningRate }))),
    lastBatch: withoutType(last),
  };
}

function extendByOne(log: RunLog, event: Exclude<RunEvent, { type: 'batch' }>): RunLog {
  switch (event.type) {
    case 'phase': return { ...log, phase: withoutType(event) };
    case 'epoch': return { ...log, epochs: [...log.epochs, withoutType(event)] };
    case 'engine': return { ...log, engine: withoutType(event) };
    case 'data': return { ...log, data: withoutType(event) };
    case 'notice': return { ...log, notices: [...log.notices, withoutType(event)] };
    case 'ended': return { ...log, ended: withoutType(event) };
  }
}

function withoutType<T extends RunEvent>({ type: _, ...rest }: T): Omit<T, 'type'> {
  return rest;
}
