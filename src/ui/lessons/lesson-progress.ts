// What a learner has answered and what their runs showed, kept in this browser.

import { create } from 'zustand';

export interface LessonProgress {
  /** Index of the option chosen. */
  readonly answer?: number;
  /** Of the last run: its seed, and whether each claim held. */
  readonly run?: { readonly seed: number; readonly held: readonly boolean[] };
}

type Progress = Readonly<Record<string, LessonProgress>>;

const key = 'convloom course';

/** Progress by the lesson's id. */
export const useProgress = create<Progress>(() => readProgress(stored()));

/** Adds to what is known of a lesson, and keeps it; where the browser keeps nothing it lasts as long as the page. */
export function noteProgress(lesson: string, more: LessonProgress): void {
  useProgress.setState((all) => ({ [lesson]: { ...all[lesson], ...more } }));
  try {
    localStorage.setItem(key, JSON.stringify(useProgress.getState()));
  } catch {
    // Private windows may refuse; the course goes on without a memory.
  }
}

function stored(): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}');
  } catch {
    return {};
  }
}

/** The usable part of what was kept, by this or another version. */
export function readProgress(value: unknown): Progress {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).flatMap(([lesson, progress]) => {
    const { answer, run } = (progress ?? {}) as { answer?: unknown; run?: { seed?: unknown; held?: unknown } };
    const isRun = Number.isSafeInteger(run?.seed) && Array.isArray(run?.held) && run.held.every((held) => typeof held === 'boolean');
    const known: LessonProgress = {
      ...(typeof answer === 'number' && Number.isSafeInteger(answer) && { answer }),
      ...(isRun && { run: { seed: run?.seed as number, held: run?.held as boolean[] } }),
    };
    return Object.keys(known).length === 0 ? [] : [[lesson, known]];
  }));
}
