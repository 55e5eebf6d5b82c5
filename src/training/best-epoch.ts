// The best epoch of a run so far, with its weights, and when to stop for want of a better one.

import type { EarlyStoppingConfig, TrainingConfig } from '../core/training-config.ts';
import type { Metrics } from '../core/training-event.ts';
import type { WeightSet } from '../core/weights.ts';
import type { EngineSession } from '../engines/engine.ts';

export interface BestWeights {
  /** From 1. */
  readonly epoch: number;
  readonly weights: WeightSet;
}

/** What it goes by, to be taken up by another. */
export interface BestEpochState {
  readonly best?: { readonly epoch: number; readonly cost: number; readonly weights?: WeightSet };
  /** The cost that counted last as an improvement. */
  readonly reference: number;
  /** Epochs since. */
  readonly bad: number;
}

export interface BestEpoch {
  /** Takes an epoch's metrics in; returns why the run should stop, where it should. */
  epochEnded(epoch: number, metrics: Metrics): Promise<string | undefined>;
  /** Number of the best epoch; undefined before the first has ended. */
  number(): number | undefined;
  /** Undefined before the first epoch has ended, and where they are not kept. */
  weights(): BestWeights | undefined;
  state(): BestEpochState;
}

/**
 * Follows the epochs of a session that trains by `config`. The best has the least loss or the greatest accuracy, the first of
 * equals; where there is no accuracy, as for numbers, the loss decides. Stopping counts epochs since one was better than the last that counted by more than `minDelta`.
 */
export function createBestEpoch(
  session: Pick<EngineSession, 'readWeights'>, { earlyStopping, keepBest = true }: TrainingConfig, from: BestEpochState = { reference: Infinity, bad: 0 },
): BestEpoch {
  const { metric: wanted, patience, minDelta } = earlyStopping ?? { metric: 'loss', patience: Infinity, minDelta: 0 };
  const kept = keepBest || earlyStopping !== undefined;
  let { best, reference, bad } = from;
  return {
    async epochEnded(epoch, metrics) {
      const metric = Number.isNaN(metrics.accuracy) ? 'loss' : wanted;
      const cost = metric === 'loss' ? metrics.loss : -metrics.accuracy;
      if (!best || cost < best.cost) best = { epoch, cost, ...(kept && { weights: await session.readWeights() }) };
      if (cost < reference - minDelta) {
        reference = cost;
        bad = 0;
        return undefined;
      }
      bad++;
      return bad < patience ? undefined : reasonOf({ metric, patience, minDelta }, best.epoch);
    },
    number: () => best?.epoch,
    weights: () => (best?.weights ? { epoch: best.epoch, weights: best.weights } : undefined),
    state: () => ({ ...(best && { best }), reference, bad }),
  };
}

function reasonOf({ metric, patience, minDelta }: EarlyStoppingConfig, best: number): string {
  const margin = minDelta === 0 ? '' : ` by more than ${minDelta}`;
  const change = metric === 'loss' ? 'fallen' : 'risen';
  return `The ${metric} has not ${change}${margin} for ${patience === 1 ? 'an epoch' : `${patience} epochs`}; the weights are those of epoch ${best} again.`;
}
