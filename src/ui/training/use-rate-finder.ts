// Asks the worker for a learning-rate range test of the document's network, follows it, and calls it off.

import { useCallback, useEffect, useRef, useState } from 'react';
import { createPlan } from '../../core/plan.ts';
import type { RatePoint, RateRange } from '../../core/learning-rate-curve.ts';
import { useServices } from '../services.tsx';
import { isGoing, useRunStore } from './run-store.ts';

export interface RateFinderState {
  readonly status: 'idle' | 'running' | 'done' | 'failed';
  readonly points: readonly RatePoint[];
  /** What goes on before the first point. */
  readonly phase?: string | undefined;
  readonly suggestion?: number | undefined;
  readonly failure?: string | undefined;
  /** Whether it started from the weights that a run had. */
  readonly fromRun?: boolean;
}

const phases = { 'loading data': 'Loading data', 'preparing engine': 'Measuring engines', training: '', validating: '' } as const;

export function useRateFinder() {
  const { documents, layers } = useServices();
  const run = useRunStore();
  const [state, setState] = useState<RateFinderState>({ status: 'idle', points: [] });
  const asking = useRef<AbortController>(undefined);

  const start = useCallback(async (range: RateRange): Promise<void> => {
    asking.current?.abort();
    const { signal } = asking.current = new AbortController();
    const { graph, training: config } = documents.getState().document;
    const compiled = createPlan(graph, layers);
    if ('problems' in compiled) return setState({ status: 'failed', points: [], failure: `The network has a problem: ${compiled.problems[0]?.message ?? ''}.` });
    const { subject, status, forcedEngine } = run.getState();
    const fromRun = subject?.graph === graph && isGoing({ status });
    setState({ status: 'running', points: [], fromRun });
    try {
      const request = { plan: compiled.plan, config, range, start: fromRun ? 'run' : 'initial', ...(forcedEngine !== undefined && { engine: forcedEngine }) } as const;
      const { points, suggestion } = await run.client.call('findLearningRate', request, {
        signal,
        onProgress: (progress) => setState((before) => ('type' in progress
          ? { ...before, phase: progress.detail ?? phases[progress.phase] }
          : { ...before, phase: undefined, points: [...before.points, progress] })),
      });
      setState({ status: 'done', points, suggestion, fromRun });
    } catch (error) {
      if (signal.aborted) setState((before) => (before.status === 'running' ? { ...before, status: 'idle', phase: undefined } : before));
      else setState((before) => ({ ...before, status: 'failed', failure: error instanceof Error ? error.message : String(error) }));
    }
  }, [documents, layers, run]);
  const stop = useCallback(() => asking.current?.abort(), []);
  useEffect(() => stop, [stop]);
  return { ...state, start, stop };
}
