// Weights of a kept run that were opened: lenses, the drawing pad and exports take them until something else is chosen.

import { create } from 'zustand';
import type { Graph } from '../../core/graph.ts';
import type { NetworkPlan } from '../../core/plan.ts';
import type { TrainingConfig } from '../../core/training-config.ts';
import type { WeightSet } from '../../core/weights.ts';
import type { StartedFrom } from '../../runs/run-record.ts';

export interface OpenedWeights {
  /** What they are of. */
  readonly of: StartedFrom;
  readonly graph: Graph;
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  /** Id of the engine that trained them. */
  readonly engine?: string;
  /** Rejects with a sentence where they are not kept any more. */
  readonly readWeights: () => Promise<WeightSet>;
}

export const useOpenedWeights = create<{ readonly opened?: OpenedWeights | undefined }>(() => ({}));

/** Lenses look at the run or the canvas again. */
export function closeWeights(): void {
  useOpenedWeights.setState({ opened: undefined });
}

/** "best weights, epoch 7", "final weights". */
export function weightsText({ kind, epoch }: Pick<StartedFrom, 'kind' | 'epoch'>): string {
  return epoch === undefined ? `${kind} weights` : `${kind} weights, epoch ${epoch}`;
}
