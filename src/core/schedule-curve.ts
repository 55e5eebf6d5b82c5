// The learning rate over a run that has not begun, to be drawn: what its schedule does if every epoch is better than the last.

import { ratesAt } from './schedule-rates.ts';
import type { TrainingConfig } from './training-config.ts';

export interface ScheduleCurve {
  /** Of batches spread over the whole run, first and last among them. */
  readonly points: readonly { readonly step: number; readonly learningRate: number }[];
  readonly start: number;
  readonly peak: { readonly step: number; readonly learningRate: number };
  readonly end: number;
  readonly totalSteps: number;
}

/** The curve in at most `most` points, where an epoch has so many batches. */
export function scheduleCurve({ schedule, optimizer, epochs }: TrainingConfig, batchesPerEpoch: number, most = 400): ScheduleCurve {
  const totalSteps = Math.max(1, epochs * batchesPerEpoch);
  const count = Math.min(totalSteps, most);
  const points = Array.from({ length: count }, (_, i) => {
    const step = count === 1 ? 0 : Math.round((i * (totalSteps - 1)) / (count - 1));
    const moment = { step, epoch: Math.floor(step / batchesPerEpoch), totalSteps, totalEpochs: epochs, losses: [] };
    return { step, learningRate: ratesAt(schedule, optimizer.learningRate, moment).learningRate };
  });
  const [first = { step: 0, learningRate: optimizer.learningRate }] = points;
  const peak = points.reduce((best, point) => (point.learningRate > best.learningRate ? point : best), first);
  return { points, start: first.learningRate, peak, end: points.at(-1)?.learningRate ?? first.learningRate, totalSteps };
}
