// The network's predictions for a part of its data: asked for when the lens is opened, again as a run goes on, kept
// while the network is the same.

import { useCallback } from 'react';
import type { NetworkPlan } from '../../../core/plan.ts';
import type { DataPart, Predictions } from '../../../training/protocol.ts';
import { useIsTraining, type LensNetwork } from '../lens-network.ts';
import { shares } from '../shares.ts';
import { createPace, usePacedAnswer, type PacedAnswer } from '../use-paced-answer.ts';

export interface TimedPredictions {
  readonly part: DataPart;
  /** Of the network when it was asked. */
  readonly version: number;
  readonly predictions: Predictions;
}

const pace = createPace(shares.predictions);
const kept = new WeakMap<NetworkPlan, TimedPredictions>();

/** The latest predictions; those of an earlier moment of the same network until they are there. */
export function usePredictions({ client, name, plan, version }: LensNetwork, part: DataPart): PacedAnswer<TimedPredictions> {
  const isTraining = useIsTraining(name);
  const ask = useCallback(async (signal: AbortSignal): Promise<TimedPredictions> => {
    const known = kept.get(plan);
    if (known?.part === part && known.version === version) return known;
    const predictions = await client.call('predictions', { network: name, part }, { signal });
    const timed = { part, version, predictions };
    kept.set(plan, timed);
    return timed;
  }, [client, name, plan, version, part]);
  const { answer, ...state } = usePacedAnswer(ask, pace, isTraining);
  const latest = answer ?? kept.get(plan);
  return { ...state, ...(latest?.part === part && { answer: latest }) };
}
