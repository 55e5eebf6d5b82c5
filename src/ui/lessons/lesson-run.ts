// A run of a lesson's trials on the page: one at a time, what it has told so far, and how it came out.

import { create } from 'zustand';
import type { Lesson, Trial } from '../../core/lesson.ts';
import { runLesson, type LessonReport } from '../../core/run-lesson.ts';
import type { TrainingConfig } from '../../core/training-config.ts';
import type { TrainingEvent } from '../../core/training-event.ts';
import { emptyRunLog, extendRunLog, type RunLog } from '../../training/run-log.ts';
import type { AppServices } from '../services.tsx';
import { noteProgress, noteStart } from './lesson-progress.ts';
import { createPageDriver } from './page-driver.ts';

/** A trial as far as it has been trained. */
export interface TrialLog {
  readonly log: RunLog;
  readonly config: TrainingConfig;
}

export interface LessonRun {
  readonly lesson: string;
  readonly seed: number;
  /** What the trials have told so far, by trial. */
  readonly logs: Readonly<Record<string, TrialLog>>;
  /** What goes on, in words; absent when it is over. */
  readonly doing?: string | undefined;
  /** Of the trial in progress, 0 to 1. */
  readonly fraction?: number | undefined;
  readonly report?: LessonReport;
  /** Somebody ended it before the last trial was done. */
  readonly isStopped?: true;
  /** Why it could not be finished. */
  readonly failure?: string;
}

export const useLessonRun = create<{ readonly run?: LessonRun | undefined }>(() => ({}));

let stopping: AbortController | undefined;
/** Batches may come by the thousand a second; the page folds and redraws them this often at most. */
const periodMs = 200;

/** Ends the run that is going on, if any. */
export function stopLesson(): void {
  stopping?.abort(new DOMException('stopped', 'AbortError'));
}

/** Runs a lesson in a worker of its own; one that is going on is ended first. */
export async function startLesson({ layers, labTemplate, createTrainingClient }: AppServices, lesson: Lesson, seed: number): Promise<void> {
  stopLesson();
  noteStart(lesson.id);
  const { signal } = stopping = new AbortController();
  const client = createTrainingClient();
  const logs = createLogs();
  let shownMs = -Infinity;
  const show = (more: Partial<LessonRun>) => {
    if (!signal.aborted) useLessonRun.setState(({ run }) => ({ run: { lesson: lesson.id, seed, ...run, ...more, logs: logs.upToNow() } }));
  };
  useLessonRun.setState({ run: { lesson: lesson.id, seed, logs: {}, doing: 'Preparing' } });
  const tell = (trial: Trial, event: TrainingEvent, config: TrainingConfig) => {
    logs.add(trial.id, event, config);
    if (event.type !== 'epoch' && event.type !== 'batch') return;
    if (performance.now() - shownMs < periodMs) return;
    shownMs = performance.now();
    show({ doing: doingOf(lesson, trial), ...(event.type === 'batch' && { fraction: fractionOf(event, config) }) });
  };
  try {
    const report = await runLesson(lesson, { layers, template: labTemplate, driver: createPageDriver(client, signal), seed, tell });
    show({ report, doing: undefined, fraction: undefined });
    noteProgress(lesson.id, { run: { seed, held: report.claims.map(({ holds }) => holds) } });
  } catch (error) {
    // Where another lab was started instead, the run is that one's.
    if (signal === stopping?.signal && signal.aborted) useLessonRun.setState(({ run }) => ({ run: run && { ...run, logs: logs.upToNow(), doing: undefined, isStopped: true } }));
    else show({ failure: error instanceof Error ? error.message : String(error), doing: undefined });
  } finally {
    client.dispose();
  }
}

/** Logs by trial; events are kept until somebody looks, and folded together then. */
function createLogs() {
  let logs: Readonly<Record<string, TrialLog>> = {};
  const pending = new Map<string, { readonly config: TrainingConfig; readonly events: TrainingEvent[] }>();
  return {
    add(trial: string, event: TrainingEvent, config: TrainingConfig): void {
      const own = pending.get(trial);
      if (own) own.events.push(event);
      else pending.set(trial, { config, events: [event] });
    },
    upToNow(): Readonly<Record<string, TrialLog>> {
      const fresh = [...pending].map(([trial, { config, events }]) => [trial, { config, log: extendRunLog(logs[trial]?.log ?? emptyRunLog, events) }] as const);
      pending.clear();
      logs = { ...logs, ...Object.fromEntries(fresh) };
      return logs;
    },
  };
}

/** Both names of a twin run, whose sides go in turns. */
function doingOf({ trials }: Lesson, trial: Trial): string {
  const first = trial.type === 'training' && trial.twinOf !== undefined ? trials.find(({ id }) => id === trial.twinOf) ?? trial : trial;
  const second = trials.find((other) => other.type === 'training' && other.twinOf === first.id);
  return second ? `${first.label} and ${second.label}, side by side` : first.label;
}

function fractionOf({ batch, batchesPerEpoch, epoch }: Extract<TrainingEvent, { type: 'batch' }>, { epochs }: TrainingConfig): number {
  return (epoch - 1 + batch / batchesPerEpoch) / epochs;
}
