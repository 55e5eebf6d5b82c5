// Asks something that takes a while, again whenever what it depends on has changed: one question at a time, and only the
// newest matters. The last answer stays until there is a newer one, so that live views do not flicker.

import { useEffect, useRef, useState } from 'react';

export interface AnswerState<T> {
  readonly answer?: T;
  /** Why there is no newer answer. */
  readonly failure?: string;
}

/** `ask` must keep its identity (`useCallback`) while the question is the same; without one nothing is asked. */
export function useAnswer<T>(ask: ((signal: AbortSignal) => Promise<T>) | undefined): AnswerState<T> {
  const [state, setState] = useState<AnswerState<T>>({});
  const busy = useRef(false);
  const newest = useRef(ask);
  const mounted = useRef<AbortController>(undefined);

  useEffect(() => {
    const controller = mounted.current = new AbortController();
    return () => controller.abort();
  }, []);
  useEffect(() => {
    newest.current = ask;
    const next = async (): Promise<void> => {
      const question = newest.current;
      const signal = mounted.current?.signal;
      if (busy.current || !question || !signal || signal.aborted) return;
      busy.current = true;
      try {
        const answer = await question(signal);
        if (!signal.aborted) setState({ answer });
      } catch (error) {
        const failure = error instanceof Error ? error.message : String(error);
        if (!signal.aborted && newest.current === question) setState(({ answer }) => ({ ...(answer !== undefined && { answer }), failure }));
      } finally {
        busy.current = false;
      }
      if (newest.current !== question) await next();
    };
    void next();
  }, [ask]);
  return state;
}
