// The latest statistics of a network and what is wrong with it.

import { useMemo } from 'react';
import { diagnose, type Diagnosis } from '../../../core/diagnoses.ts';
import { nodeLabel } from '../../../core/graph.ts';
import type { Health } from '../../../core/health.ts';
import type { LensNetwork } from '../lens-network.ts';
import { historyKey, runKey, slotOf, useHealthHistory } from './health-history.ts';

export interface LookedAtHealth {
  /** Of the whole run where it is one. */
  readonly points: readonly Health[];
  readonly latest: Health;
  readonly diagnoses: readonly Diagnosis[];
}

/** Undefined before the first look at this network. */
export function useDiagnoses(network: LensNetwork): LookedAtHealth | undefined {
  const { plan, config, graph, past } = network;
  const key = historyKey(network);
  const own = useHealthHistory(({ [slotOf(network)]: history }) => (history.of === key ? history.points : undefined));
  const ofRun = useHealthHistory(({ run }) => (past && run.of === runKey(past.run) ? run.points : undefined));
  return useMemo(() => {
    const latest = own?.at(-1);
    return own && latest && { points: ofRun ?? own, latest, diagnoses: diagnose(latest, plan, config, (op) => nodeLabel(graph, op)) };
  }, [own, ofRun, plan, config, graph]);
}
