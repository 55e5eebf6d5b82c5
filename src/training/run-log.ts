// What is known of a run: a pure fold over its events, which charts and panels show. Small however long the run.

import type { TrainingEvent } from '../core/training-event.ts';
import type { RunEvent, SideEvent } from './protocol.ts';
import { emptySeries, extendSeries, type Series } from './series.ts';

export type { Series, SeriesPoint } from './series.ts';

type EventOf<T extends SideEvent['type']> = Extract<SideEvent, { readonly type: T }>;

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
  /** Of the second side, where the run is a comparison. */
  readonly twin?: RunLog;
  /** Live, in order: each from the step after this one. */
  readonly changes: readonly Omit<EventOf<'changed'>, 'type'>[];
  readonly notices: readonly Omit<EventOf<'notice'>, 'type'>[];
  /** The step after which it was last taken up, where it was cut off before. */
  readonly resumedAfter?: number;
  readonly ended?: Omit<Extract<TrainingEvent, { readonly type: 'ended' }>, 'type'>;
}

/** A run that has told nothing yet. */
export const emptyRunLog: RunLog = { phase: { phase: 'loading data' }, loss: emptySeries, accuracy: emptySeries, trainedMs: emptySeries, learningRate: emptySeries, epochs: [], changes: [], notices: [] };

/** The log with more events of its run, in order; the same however the events are cut into parts. */
export function extendRunLog(log: RunLog, events: readonly RunEvent[]): RunLog {
  // All that follows adds to the curves that the resumed run had.
  const resumed = events.findLastIndex(({ type }) => type === 'resumed');
  if (resumed < 0) return extendPart(log, events);
  const before = extendRunLog(log, events.slice(0, resumed));
  return extendPart(extendOthers(before, events.slice(resumed, resumed + 1)), events.slice(resumed + 1));
}

/** The log with events that tell of no interruption; the order of batches among other events makes no difference there. */
function extendPart(log: RunLog, events: readonly RunEvent[]): RunLog {
  const others = extendTwin(extendOthers(log, events), events);
  const batches = events.filter((event) => event.type === 'batch');
  const last = batches.at(-1);
  if (!last) return others;
  const valuesOf = (name: 'loss' | 'accuracy' | 'trainedMs' | 'learningRate') => batches.map((event) => ({ step: event.step, value: event[name] }));
  return {
    ...others,
    loss: extendSeries(others.loss, valuesOf('loss')),
    // Where there are no classes there is no accuracy.
    accuracy: extendSeries(others.accuracy, valuesOf('accuracy').filter(({ value }) => !Number.isNaN(value))),
    trainedMs: extendSeries(others.trainedMs, valuesOf('trainedMs')),
    learningRate: extendSeries(others.learningRate, valuesOf('learningRate')),
    lastBatch: withoutType(last),
  };
}

function extendOthers(log: RunLog, events: readonly RunEvent[]): RunLog {
  return events.filter((event) => event.type !== 'batch' && event.type !== 'twin').reduce(extendByOne, log);
}

/** The second side's own log; where the first side was stopped, so was the second. */
function extendTwin(log: RunLog, events: readonly RunEvent[]): RunLog {
  const its = events.flatMap((event) => (event.type === 'twin' ? [event.event] : []));
  const twin = its.length > 0 || log.twin ? extendRunLog(log.twin ?? emptyRunLog, its) : undefined;
  if (!twin) return log;
  return { ...log, twin: log.ended && !twin.ended ? { ...twin, ended: { reason: log.ended.reason } } : twin };
}

function extendByOne(log: RunLog, event: Exclude<SideEvent, { type: 'batch' }>): RunLog {
  switch (event.type) {
    // What was told before the start of this worker's part, the engine and the data among it, stays beside what it tells. A log
    // that another version kept may lack a part.
    case 'resumed': return { ...emptyRunLog, ...withoutEnd(event.log), ...(log.engine && { engine: log.engine }), ...(log.data && { data: log.data }), phase: log.phase, notices: log.notices, resumedAfter: event.log.lastBatch?.step ?? 0 };
    case 'phase': return { ...log, phase: withoutType(event) };
    case 'epoch': return { ...log, epochs: [...log.epochs, withoutType(event)] };
    case 'engine': return { ...log, engine: withoutType(event) };
    case 'data': return { ...log, data: withoutType(event) };
    case 'changed': return { ...log, changes: [...log.changes, withoutType(event)] };
    case 'notice': return { ...log, notices: [...log.notices, withoutType(event)] };
    case 'ended': return { ...log, ended: withoutType(event) };
  }
}

function withoutEnd({ ended: _, ...rest }: RunLog): RunLog {
  return rest;
}

function withoutType<T extends RunEvent>({ type: _, ...rest }: T): Omit<T, 'type'> {
  return rest;
}
