// From a run's log to what its charts draw: training as it was and smoothed, and validation.

import type { RunLog, SeriesPoint } from '../../training/run-log.ts';
import { dashesOf, type LineSeries } from './line-series.ts';
import type { Cell, Table } from './table.ts';

/** Measures that have a chart. */
export type Measure = 'loss' | 'accuracy';

/** The lines of a measure over epochs gone by; 1.5 is half way through the second. `smoothing` from 0 (none) to just below 1. */
export function runSeries(log: RunLog, measure: Measure, smoothing: number): readonly LineSeries[] {
  const colour = `--chart-${measure}` as const;
  const { points } = log[measure];
  const epochs = Float64Array.from(points, ({ step }) => step / batchesPerEpoch(log));
  const validated = log.epochs.filter(({ validation }) => Number.isFinite(validation[measure]));
  return [
    { name: 'batch', colour, faint: true, xs: epochs, ys: Float64Array.from(points, ({ mean }) => mean) },
    { name: 'training', colour, xs: epochs, ys: smooth(points, smoothing) },
    {
      name: 'validation', colour, dashes: dashesOf(0), dotted: true,
      xs: validated.map(({ epoch }) => epoch), ys: validated.map(({ validation }) => validation[measure]),
    },
  ];
}

/**
 * Exponential moving average without the pull of its start (as Adam corrects its moments). A point that stands for
 * many steps weighs as many, so merging points leaves the curve where it was.
 */
function smooth(points: readonly SeriesPoint[], smoothing: number): Float64Array {
  let average = 0;
  let weight = 0;
  return Float64Array.from(points, ({ count, mean }) => {
    const kept = smoothing ** count;
    average = kept * average + (1 - kept) * mean;
    weight = kept * weight + (1 - kept);
    return average / weight;
  });
}

function batchesPerEpoch(log: RunLog): number {
  return log.lastBatch?.batchesPerEpoch ?? 1;
}

/** A measure of a run as a table by epoch and step. */
export function runTable(log: RunLog, measure: Measure, smoothing: number): Table {
  const [batch, training, validation] = runSeries(log, measure, smoothing);
  if (!batch || !training || !validation) return [];
  const validated = new Map(Array.from(validation.xs, (epoch, i) => [Math.round(epoch * batchesPerEpoch(log)), validation.ys[i]]));
  const rows = log[measure].points.map(({ step }, i): Cell[] => [batch.xs[i], step, batch.ys[i], training.ys[i], validated.get(step)]);
  const drawn = new Set(log[measure].points.map(({ step }) => step));
  // Where steps were merged, the last of an epoch may have no row.
  for (const [step, value] of validated) if (!drawn.has(step)) rows.push([step / batchesPerEpoch(log), step, undefined, undefined, value]);
  rows.sort((a, b) => Number(a[1]) - Number(b[1]));
  return [['epoch', 'step', 'batch', `training, smoothed by ${smoothing}`, 'validation'], ...rows];
}

const rateColour = '--chart-2';

/** The learning rate that batches were trained with, over epochs gone by, and where it was changed by hand. */
export function rateSeries(log: RunLog): readonly LineSeries[] {
  const { points } = log.learningRate;
  const epochOf = (step: number) => step / batchesPerEpoch(log);
  // A change shows at the first batch that was trained with it, and not before there is one.
  const changed = rateChanges(log).flatMap(({ step }) => points.find((point) => point.step > step) ?? []);
  // Dots alone: a gap between each two, since the curve leads from one to the next.
  const dots = changed.flatMap(({ step, mean }, i) => {
    const next = changed[i + 1];
    return [{ x: epochOf(step), y: mean }, ...(next ? [{ x: epochOf((step + next.step) / 2), y: NaN }] : [])];
  });
  return [
    { name: 'learning rate', colour: rateColour, xs: Float64Array.from(points, ({ step }) => epochOf(step)), ys: Float64Array.from(points, ({ mean }) => mean) },
    { name: 'changed by hand', colour: rateColour, dotted: true, faint: true, xs: dots.map(({ x }) => x), ys: dots.map(({ y }) => y) },
  ];
}

function rateChanges({ changes }: RunLog): RunLog['changes'] {
  return changes.filter(({ change }) => change.learningRate !== undefined);
}

/** The learning rate as a table by epoch and step; where it was changed by hand, to what. */
export function rateTable(log: RunLog): Table {
  const { points } = log.learningRate;
  const changes = new Map(rateChanges(log).map(({ step, change }) => [points.find((point) => point.step > step)?.step, change.learningRate]));
  const rows = points.map(({ step, mean }): Cell[] => [step / batchesPerEpoch(log), step, mean, changes.get(step)]);
  return [['epoch', 'step', 'learning rate', 'changed to'], ...rows];
}
