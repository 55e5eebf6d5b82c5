// The curve of a learning-rate range test (Smith 2017, https://arxiv.org/abs/1506.01186): the loss while the learning rate
// grows exponentially, and what it suggests.

import { floatAttr, intAttr } from './attrs.ts';

export interface RatePoint {
  readonly learningRate: number;
  /** Of the batch that was trained with it, before the step. */
  readonly loss: number;
  /** Moving mean of the losses. */
  readonly smoothed: number;
}

/** The bounds of a test and its number of batches. */
export interface RateRange {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

export const defaultRateRange: RateRange = { from: 1e-5, to: 10, steps: 100 };

export const rateRangeAttrs = {
  from: floatAttr({ label: 'From', help: 'The learning rate of the first batch.', default: defaultRateRange.from, min: 1e-12 }),
  to: floatAttr({ label: 'To', help: 'The learning rate of the last batch; the test ends before where the loss explodes.', default: defaultRateRange.to, min: 1e-12 }),
  steps: intAttr({ label: 'Batches', help: 'How many batches it trains.', default: defaultRateRange.steps, min: 10, max: 10_000 }),
} as const;

export interface RateCurve {
  readonly points: readonly RatePoint[];
  /** See `suggestRate`; absent where it never falls. */
  readonly suggestion?: number;
}

/** The learning rate of batch `index`, from 0. */
export function rateOfStep({ from, to, steps }: RateRange, index: number): number {
  return from * (to / from) ** (index / Math.max(1, steps - 1));
}

/** Share of the smoothed loss that the next keeps. */
const kept = 0.8;

/** The losses with their moving means, each corrected for its short past as Adam's are. */
export function smoothLosses(losses: readonly Omit<RatePoint, 'smoothed'>[]): RatePoint[] {
  let mean = 0;
  return losses.map((point, index) => {
    mean = kept * mean + (1 - kept) * point.loss;
    return { ...point, smoothed: mean / (1 - kept ** (index + 1)) };
  });
}

/** True where the loss has grown so far beyond its least that higher rates tell no more. */
export function hasExploded(points: readonly RatePoint[]): boolean {
  const last = points.at(-1);
  return last !== undefined && last.smoothed > 4 * Math.min(...points.map(({ smoothed }) => smoothed));
}

/**
 * The learning rate at the steepest descent of the smoothed loss over the logarithm of the rate, at a third of the rate of its
 * least or below, as that lies at the brink; undefined where the loss falls nowhere. The first points are means of few losses
 * and do not count.
 */
export function suggestRate(points: readonly RatePoint[]): number | undefined {
  const lowest = points.reduce((best, { smoothed }, i) => (smoothed < (points[best]?.smoothed ?? Infinity) ? i : best), 0);
  // Less than a thousandth for each factor e of the rate is no descent.
  let steepest = { slope: -0.001 * (points[0]?.smoothed ?? 0), rate: undefined as number | undefined };
  const brink = (points[lowest]?.learningRate ?? 0) / 3;
  for (let i = Math.min(5, points.length >> 2); i < lowest; i++) {
    const [before, here, after] = points.slice(i - 1, i + 2);
    if (!before || !here || !after || here.learningRate > brink) continue;
    const slope = (after.smoothed - before.smoothed) / Math.log(after.learningRate / before.learningRate);
    if (slope < steepest.slope) steepest = { slope, rate: here.learningRate };
  }
  return steepest.rate;
}

/** A learning rate as one would type it, to one digit that matters: 0.03. */
export function roundRate(rate: number): number {
  return Number(rate.toPrecision(1));
}
