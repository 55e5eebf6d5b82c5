// Learning rate and momentum of a batch by a schedule, as torch.optim.lr_scheduler computes them.

import type { ScheduleConfig, Warmup, OneCycleSchedule, PlateauSchedule } from './schedules.ts';

/** Where a run is. */
export interface Moment {
  /** Batches trained before this one. */
  readonly step: number;
  /** Epochs done. */
  readonly epoch: number;
  readonly totalSteps: number;
  readonly totalEpochs: number;
  /** Loss after each epoch that is done, which the plateau goes by. */
  readonly losses: readonly number[];
}

/** What the next batch is trained with. */
export interface Rates {
  readonly learningRate: number;
  /** Where the schedule moves the momentum. */
  readonly momentum?: number;
}

/** Rates of the batch at `moment`, from the optimiser's own learning rate. */
export function ratesAt(schedule: ScheduleConfig | undefined, base: number, moment: Moment): Rates {
  if (!schedule) return { learningRate: base };
  const rates = scheduled(schedule, base, moment);
  return { ...rates, learningRate: rates.learningRate * warmupFactor(schedule.warmup, moment.step) };
}

function scheduled(schedule: ScheduleConfig, base: number, moment: Moment): Rates {
  switch (schedule.type) {
    case 'constant': return { learningRate: base };
    case 'step': return { learningRate: base * schedule.gamma ** Math.floor(moment.epoch / schedule.stepSize) };
    case 'cosine': {
      const { etaMin, tMax = moment.totalEpochs } = schedule;
      return { learningRate: etaMin + ((base - etaMin) * (1 + Math.cos((Math.PI * moment.epoch) / tMax))) / 2 };
    }
    case 'oneCycle': return oneCycle(schedule, base, moment);
    case 'plateau': return { learningRate: reduced(schedule, base, reductions(schedule, moment.losses)) };
  }
}

/** LinearLR with `end_factor` 1. */
function warmupFactor(warmup: Warmup | undefined, step: number): number {
  if (!warmup) return 1;
  const { startFactor, totalIters } = warmup;
  return startFactor + (1 - startFactor) * Math.min(1, step / totalIters);
}

interface Phase {
  readonly end: number;
  readonly rates: readonly [from: number, to: number];
  readonly momenta: readonly [from: number, to: number];
}

function oneCycle(schedule: OneCycleSchedule, base: number, { step, totalSteps }: Moment): Rates {
  const { pctStart, divFactor, finalDivFactor, threePhase, annealStrategy, cycleMomentum, baseMomentum: low, maxMomentum: high } = schedule;
  const initial = base / divFactor;
  const last = initial / finalDivFactor;
  const up: Phase = { end: pctStart * totalSteps - 1, rates: [initial, base], momenta: [high, low] };
  const phases: readonly Phase[] = threePhase
    ? [up, { end: 2 * pctStart * totalSteps - 2, rates: [base, initial], momenta: [low, high] }, { end: totalSteps - 1, rates: [initial, last], momenta: [high, high] }]
    : [up, { end: totalSteps - 1, rates: [base, last], momenta: [low, high] }];
  const index = phases.findIndex(({ end }, i) => step <= end || i === phases.length - 1);
  const phase = phases[index] as Phase;
  const start = phases[index - 1]?.end ?? 0;
  const done = phase.end === start ? 1 : (step - start) / (phase.end - start);
  const anneal = ([from, to]: readonly [number, number]) =>
    annealStrategy === 'cos' ? to + ((from - to) / 2) * (Math.cos(Math.PI * done) + 1) : from + (to - from) * done;
  return { learningRate: anneal(phase.rates), ...(cycleMomentum && { momentum: anneal(phase.momenta) }) };
}

/** How often the losses so far have called for a lower rate. */
function reductions({ patience, threshold, thresholdMode, cooldown }: PlateauSchedule, losses: readonly number[]): number {
  let best = Infinity;
  let bad = 0;
  let resting = 0;
  let count = 0;
  for (const loss of losses) {
    const isBetter = thresholdMode === 'rel' ? loss < best * (1 - threshold) : loss < best - threshold;
    if (isBetter) best = loss;
    bad = isBetter ? 0 : bad + 1;
    if (resting > 0) {
      resting--;
      bad = 0;
    }
    if (bad > patience) {
      count++;
      resting = cooldown;
      bad = 0;
    }
  }
  return count;
}

function reduced({ factor, minLr, eps }: PlateauSchedule, base: number, times: number): number {
  let rate = base;
  for (let i = 0; i < times; i++) {
    const lower = Math.max(rate * factor, minLr);
    if (rate - lower > eps) rate = lower;
  }
  return rate;
}
