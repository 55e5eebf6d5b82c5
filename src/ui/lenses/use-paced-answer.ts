// Asks something expensive again and again while a network trains, seldom enough to leave nearly all the time to training:
// after an answer that took a while, the next question waits nineteen times as long.

import { useCallback, useEffect, useRef, useState } from 'react';
import { lookingShare } from './shares.ts';
import type { AnswerState } from './use-answer.ts';

/** When the last question of a kind was answered and how long that took; kept outside of components, which come and go. */
export interface Pace {
  endedMs: number;
  tookMs: number;
  /** Of the time, questions of this kind may take this share; `lookingShare` unless given. */
  readonly share?: number;
}

export function createPace(share = lookingShare): Pace {
  return { endedMs: -Infinity, tookMs: 0, share };
}

/** How long the next question must wait at `nowMs`. */
export function waitOf({ endedMs, tookMs, share = lookingShare }: Pace, nowMs: number): number {
  return Math.max(0, endedMs + tookMs * (1 / share - 1) - nowMs);
}

export type Question<T> = (signal: AbortSignal) => Promise<T>;
export type Phase = 'idle' | 'asking' | 'waiting';

export interface Asker<T> {
  /** The newest question; the same one is not asked twice. `isPaced` while a run goes on. */
  want(question: Question<T> | undefined, isPaced: boolean): void;
  /** Asks the newest question without waiting. */
  hurry(): void;
  /** Nothing is told any more. */
  dispose(): void;
}

export interface AskerOptions<T> {
  readonly pace: Pace;
  tell(state: (before: AnswerState<T>) => AnswerState<T>): void;
  tellPhase(phase: Phase): void;
}

/** Asks one question at a time and keeps the pace. */
export function createAsker<T>({ pace, tell, tellPhase }: AskerOptions<T>): Asker<T> {
  const controller = new AbortController();
  const { signal } = controller;
  let newest: Question<T> | undefined;
  let asked: Question<T> | undefined;
  /** Is to be asked without waiting as soon as the one before is answered. */
  let hurried: Question<T> | undefined;
  let paced = false;
  let busy = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ask = async (question: Question<T>): Promise<void> => {
    busy = true;
    asked = question;
    tellPhase('asking');
    const beganMs = performance.now();
    try {
      const answer = await question(signal);
      if (!signal.aborted) tell(() => ({ answer }));
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      if (!signal.aborted) tell(({ answer }) => ({ ...(answer !== undefined && { answer }), failure }));
    }
    pace.endedMs = performance.now();
    pace.tookMs = pace.endedMs - beganMs;
    busy = false;
    if (!signal.aborted) tellPhase('idle');
    next();
  };
  const next = (): void => {
    clearTimeout(timer);
    if (!newest || signal.aborted || busy || newest === asked) return;
    const waitMs = paced && newest !== hurried ? waitOf(pace, performance.now()) : 0;
    if (waitMs === 0) return void ask(newest);
    tellPhase('waiting');
    timer = setTimeout(next, waitMs);
  };
  return {
    want(question, isPaced) {
      newest = question;
      paced = isPaced;
      next();
    },
    hurry() {
      hurried = newest;
      next();
    },
    dispose() {
      controller.abort();
      clearTimeout(timer);
    },
  };
}

export interface PacedAnswer<T> extends AnswerState<T> {
  readonly isAsking: boolean;
  /** True where there is a newer question that waits for its time. */
  readonly isWaiting: boolean;
  /** Asks the newest question without waiting. */
  readonly askNow: () => void;
}

/** As `useAnswer`; `isPaced` while a run goes on. */
export function usePacedAnswer<T>(ask: Question<T> | undefined, pace: Pace, isPaced: boolean): PacedAnswer<T> {
  const [state, setState] = useState<AnswerState<T>>({});
  const [phase, setPhase] = useState<Phase>('idle');
  const asker = useRef<Asker<T>>(undefined);
  useEffect(() => {
    const created = asker.current = createAsker<T>({ pace, tell: setState, tellPhase: setPhase });
    return () => created.dispose();
  }, [pace]);
  useEffect(() => asker.current?.want(ask, isPaced), [ask, isPaced]);
  const askNow = useCallback(() => asker.current?.hurry(), []);
  return { ...state, isAsking: phase === 'asking', isWaiting: phase === 'waiting', askNow };
}
