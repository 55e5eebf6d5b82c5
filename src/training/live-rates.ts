// The optimiser's numbers in the course of a run: as the document has them, as changed live, as the schedule moves them.

import { ratesAt } from '../core/schedule-rates.ts';
import { withLiveChange, type LiveChange, type OptimizerConfig, type TrainingConfig } from '../core/training-config.ts';
import type { EngineSession } from '../engines/engine.ts';

/** What it goes by, to be taken up by another. */
export interface LiveRatesState {
  /** What the schedule goes out from. */
  readonly optimizer: OptimizerConfig;
  /** After each epoch that is done. */
  readonly losses: readonly number[];
}

export interface LiveRates {
  /** Changes what the schedule goes out from, and the session at once. */
  change(change: LiveChange): void;
  /** Loss after an epoch, which the plateau goes by. */
  epochEnded(loss: number): void;
  /** Hands the session what the next batch is to be trained with, and returns its learning rate. `step`, `epoch`: how many are done. */
  apply(step: number, epoch: number): number;
  state(): LiveRatesState;
}

/** Rates of a session that was opened with `config`, going on from `from` where it is given. */
export function createLiveRates(session: Pick<EngineSession, 'change'>, config: TrainingConfig, batchesPerEpoch: number, from?: LiveRatesState): LiveRates {
  const { schedule, epochs } = config;
  const losses: number[] = [...(from?.losses ?? [])];
  let base = from?.optimizer ?? config.optimizer;
  let applied: LiveChange = ratesOf(config.optimizer);
  let place = { step: 0, epoch: 0 };
  const update = (): number => {
    const moment = { ...place, losses, totalSteps: epochs * batchesPerEpoch, totalEpochs: epochs };
    const { learningRate, momentum } = ratesAt(schedule, base.learningRate, moment);
    // Where there is no momentum, beta 1 is what a one-cycle schedule moves, as in PyTorch.
    const cycled = momentum === undefined ? {} : { momentum, beta1: momentum };
    const wanted = ratesOf(withLiveChange(base, { learningRate, ...cycled }));
    const change = differenceOf(wanted, applied);
    if (Object.keys(change).length > 0) session.change(change);
    applied = wanted;
    return learningRate;
  };
  return {
    change(change) {
      base = withLiveChange(base, change);
      update();
    },
    epochEnded(loss) {
      losses.push(loss);
    },
    apply(step, epoch) {
      place = { step, epoch };
      return update();
    },
    state: () => ({ optimizer: base, losses: [...losses] }),
  };
}

function ratesOf(optimizer: TrainingConfig['optimizer']): LiveChange {
  return {
    learningRate: optimizer.learningRate,
    ...('momentum' in optimizer && { momentum: optimizer.momentum }),
    ...('beta1' in optimizer && { beta1: optimizer.beta1 }),
  };
}

function differenceOf(wanted: LiveChange, applied: LiveChange): LiveChange {
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => applied[name as keyof LiveChange] !== value));
}
