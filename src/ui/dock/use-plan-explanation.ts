// Asks the worker what our engine makes of the document's network, whenever it has changed, and for a measurement where
// the user wants one.

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Graph } from '../../core/graph.ts';
import { createPlan } from '../../core/plan.ts';
import type { PlanExplanation } from '../../core/plan-explanation.ts';
import type { TrainingConfig } from '../../core/training-config.ts';
import { useDocument, useServices } from '../services.tsx';
import { useRunStore } from '../training/run-store.ts';

export interface ExplainedNetwork {
  /** The graph that was explained; for a moment after an edit it is not the document's. */
  readonly graph: Graph;
  readonly explanation: PlanExplanation;
}

export interface PlanState {
  /** Absent until the worker has answered, and where the network has errors or the engine cannot train it. */
  readonly network?: ExplainedNetwork;
  /** Why there is no plan, or no measurement. */
  readonly failure?: string;
  readonly measuring?: boolean;
}

/** Edits that follow each other this closely are explained together. */
const settleMs = 150;

/** The newest answer for each graph, so that a measurement is still there when the tab is opened again. */
const known = new WeakMap<Graph, { readonly config: TrainingConfig; readonly explanation: PlanExplanation }>();

/** The plan of the document, and how to measure it. */
export function usePlanExplanation(): PlanState & { readonly measure: () => void } {
  const { layers } = useServices();
  const { client } = useRunStore();
  const graph = useDocument((state) => state.document.graph);
  const config = useDocument((state) => state.document.training);
  const plan = useMemo(() => {
    const compiled = createPlan(graph, layers);
    return 'plan' in compiled ? compiled.plan : undefined;
  }, [graph, layers]);
  const [state, setState] = useState<PlanState>({});
  /** Raised where an answer is no longer wanted. */
  const asking = useRef<AbortController>(undefined);

  const ask = useCallback(async (measure: boolean): Promise<void> => {
    if (!plan) return;
    asking.current?.abort();
    const { signal } = asking.current = new AbortController();
    if (measure) setState(({ network }) => ({ ...(network && { network }), measuring: true }));
    try {
      const explanation = await client.call('explain', { plan, config, measure }, { signal });
      known.set(graph, { config, explanation });
      setState({ network: { graph, explanation } });
    } catch (error) {
      if (signal.aborted) return;
      const failure = error instanceof Error ? error.message : String(error);
      // A network that cannot be measured still has its plan.
      setState(({ network }) => ({ ...(measure && network && { network }), failure }));
    }
  }, [client, graph, config, plan]);

  useEffect(() => {
    const answer = known.get(graph);
    if (!plan) setState({ failure: 'The plan is shown when the network has no errors; the Problems tab lists them.' });
    else if (answer?.config === config) setState({ network: { graph, explanation: answer.explanation } });
    else {
      const timer = setTimeout(() => void ask(false), settleMs);
      return () => { clearTimeout(timer); asking.current?.abort(); };
    }
    return () => asking.current?.abort();
  }, [ask, graph, config, plan]);
  const measure = useCallback(() => void ask(true), [ask]);
  return { ...state, measure };
}
