// What a learner has answered and what their runs showed, kept in this browser.

import { create } from 'zustand';

export interface LessonProgress {
  /** Index of the option chosen now. */
  readonly answer?: number;
  /** The answer with which the first run was begun, or the first one after it; it stays whatever is chosen later. */
  readonly first?: { readonly answer: number; readonly isAfterRun: boolean };
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

/** Chooses an option; the first that is chosen where a run has shown the answer already is noted as such. */
export function noteAnswer(lesson: string, answer: number): void {
  const { first, run } = useProgress.getState()[lesson] ?? {};
  noteProgress(lesson, { answer, ...(run && !first && { first: { answer, isAfterRun: true } }) });
}

/** A run begins: what is chosen now is the first answer, unless there was one before. */
export function noteStart(lesson: string): void {
  const { answer, first } = useProgress.getState()[lesson] ?? {};
  if (answer !== undefined && !first) noteProgress(lesson, { first: { answer, isAfterRun: false } });
}

function stored(): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}');
  } catch {
    return {};
  }
}

interface Kept {
  readonly answer?: unknown;
  readonly first?: { readonly answer?: unknown; readonly isAfterRun?: unknown };
  readonly run?: { readonly seed?: unknown; readonly held?: unknown };
}

/** The usable part of what was kept, by this or another version. */
export function readProgress(value: unknown): Progress {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).flatMap(([lesson, progress]) => {
    const { answer, first, run } = (progress ?? {}) as Kept;
    const isRun = Number.isSafeInteger(run?.seed) && Array.isArray(run?.held) && run.held.every((held) => typeof held === 'boolean');
    const isIndex = (index: unknown): index is number => Number.isSafeInteger(index);
    // Earlier versions kept the last answer alone.
    const earliest = isRun && isIndex(answer) ? { answer, isAfterRun: false } : undefined;
    const kept = isIndex(first?.answer) ? { answer: first.answer, isAfterRun: first.isAfterRun === true } : earliest;
    const known: LessonProgress = {
      ...(isIndex(answer) && { answer }),
      ...(kept && { first: kept }),
      ...(isRun && { run: { seed: run?.seed as number, held: run?.held as boolean[] } }),
    };
    return Object.keys(known).length === 0 ? [] : [[lesson, known]];
  }));
}
