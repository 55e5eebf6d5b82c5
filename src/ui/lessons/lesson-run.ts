// A run of a lesson's trials on the page: one at a time, what it has told so far, and how it came out.

import { create } from 'zustand';
import type { Lesson, LessonEpoch, Trial } from '../../core/lesson.ts';
import { lessonEpoch, runLesson, type LessonReport } from '../../core/run-lesson.ts';
import type { TrainingEvent } from '../../core/training-event.ts';
import type { AppServices } from '../services.tsx';
import { noteProgress } from './lesson-progress.ts';
import { createPageDriver } from './page-driver.ts';

export interface LessonRun {
  readonly lesson: string;
  readonly seed: number;
  /** Epochs told so far, by trial. */
  readonly epochs: Readonly<Record<string, readonly LessonEpoch[]>>;
  /** What goes on, in words; absent when it is over. */
  readonly doing?: string | undefined;
  /** Of the trial in progress, 0 to 1. */
  readonly fraction?: number | undefined;
  readonly report?: LessonReport;
  /** Why it could not be finished. */
  readonly failure?: string;
}

export const useLessonRun = create<{ readonly run?: LessonRun | undefined }>(() => ({}));

let stopping: AbortController | undefined;
/** Epochs may come hundreds a second; the page redraws this often at most. */
const periodMs = 200;

/** Ends the run that is going on, if any. */
export function stopLesson(): void {
  stopping?.abort(new DOMException('stopped', 'AbortError'));
}

/** Runs a lesson in a worker of its own; one that is going on is ended first. */
export async function startLesson({ layers, labTemplate, createTrainingClient }: AppServices, lesson: Lesson, seed: number): Promise<void> {
  stopLesson();
  const { signal } = stopping = new AbortController();
  const client = createTrainingClient();
  const epochs: Record<string, LessonEpoch[]> = {};
  let shownMs = -Infinity;
  const show = (more: Partial<LessonRun>) => {
    if (!signal.aborted) useLessonRun.setState(({ run }) => ({ run: { lesson: lesson.id, seed, ...run, ...more, epochs: { ...epochs } } }));
  };
  useLessonRun.setState({ run: { lesson: lesson.id, seed, epochs: {}, doing: 'Preparing' } });
  const tell = (trial: Trial, event: TrainingEvent) => {
    if (event.type === 'epoch') epochs[trial.id] = [...(epochs[trial.id] ?? []), lessonEpoch(event)];
    if (event.type !== 'epoch' && event.type !== 'batch') return;
    if (performance.now() - shownMs < periodMs) return;
    shownMs = performance.now();
    show({ doing: trial.label, fraction: event.type === 'batch' ? fractionOf(event) : undefined });
  };
  try {
    const report = await runLesson(lesson, { layers, template: labTemplate, driver: createPageDriver(client, signal), seed, tell });
    show({ report, doing: undefined, fraction: undefined });
    noteProgress(lesson.id, { run: { seed, held: report.claims.map(({ holds }) => holds) } });
  } catch (error) {
    if (signal.aborted) useLessonRun.setState({ run: undefined });
    else show({ failure: error instanceof Error ? error.message : String(error), doing: undefined });
  } finally {
    client.dispose();
  }
}

function fractionOf({ batch, batchesPerEpoch, epoch, etaMs, trainedMs }: Extract<TrainingEvent, { type: 'batch' }>): number {
  const total = trainedMs + etaMs;
  return total > 0 ? trainedMs / total : Math.min(1, (epoch - 1 + batch / batchesPerEpoch) / epoch);
}
