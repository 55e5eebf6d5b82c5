// From a run's log to what its charts draw: training as it was and smoothed, validation, the learning rate; of a comparison both sides.

import type { RunLog, SeriesPoint } from '../../training/run-log.ts';
import { comparedLook, dashesOf, type LineSeries } from './line-series.ts';
import type { Cell, Table } from './table.ts';

/** Measures that have a chart. */
export type Measure = 'loss' | 'accuracy';

/** A run, or one side of a comparison, with its colour and dashes. */
interface Side {
  /** None where there is but one. */
  readonly name?: 'A' | 'B';
  readonly log: RunLog;
  readonly look: Partial<Pick<LineSeries, 'colour' | 'dashes'>>;
}

/** The sides of a comparison, otherwise the run itself. */
export function sidesOf(log: RunLog): readonly Side[] {
  return log.twin ? [{ name: 'A', log, look: comparedLook(0) }, { name: 'B', log: log.twin, look: comparedLook(1) }] : [{ log, look: {} }];
}

/** The lines of a measure over epochs gone by; 1.5 is half way through the second. `smoothing` from 0 (none) to just below 1. */
export function runSeries(log: RunLog, measure: Measure, smoothing: number): readonly LineSeries[] {
  return sidesOf(log).flatMap((side) => sideSeries(side, measure, smoothing));
}

/** Single batches of two sides would hide each other. */
function sideSeries({ name, log, look }: Side, measure: Measure, smoothing: number): readonly LineSeries[] {
  const colour = look.colour ?? `--chart-${measure}`;
  const { points } = log[measure];
  const epochs = Float64Array.from(points, ({ step }) => step / batchesPerEpoch(log));
  const validated = log.epochs.filter(({ validation }) => Number.isFinite(validation[measure]));
  return [
    ...(name ? [] : [{ name: 'batch', colour, faint: true, xs: epochs, ys: Float64Array.from(points, ({ mean }) => mean) }]),
    { name: name ?? 'training', colour, xs: epochs, ys: smooth(points, smoothing) },
    {
      name: name ? `${name} validation` : 'validation', colour, dashes: dashesOf(0), dotted: true,
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

/** A measure of a run as a table by epoch and step; the sides of a comparison one below the other. */
export function runTable(log: RunLog, measure: Measure, smoothing: number): Table {
  return sidesTable(log, ['epoch', 'step', 'batch', `training, smoothed by ${smoothing}`, 'validation'], (side) => measureRows(side, measure, smoothing));
}

function sidesTable(log: RunLog, header: readonly Cell[], rowsOf: (log: RunLog) => readonly (readonly Cell[])[]): Table {
  if (!log.twin) return [header, ...rowsOf(log)];
  return [['side', ...header], ...sidesOf(log).flatMap(({ name, log: its }) => rowsOf(its).map((row) => [name, ...row]))];
}

function measureRows(log: RunLog, measure: Measure, smoothing: number): Cell[][] {
  const smoothed = smooth(log[measure].points, smoothing);
  const stepsOf = batchesPerEpoch(log);
  const validated = new Map(log.epochs.flatMap(({ epoch, validation: { [measure]: value } }) => (Number.isFinite(value) ? [[Math.round(epoch * stepsOf), value]] : [])));
  const rows = log[measure].points.map(({ step, mean }, i): Cell[] => [step / stepsOf, step, mean, smoothed[i], validated.get(step)]);
  const drawn = new Set(log[measure].points.map(({ step }) => step));
  // Where steps were merged, the last of an epoch may have no row.
  for (const [step, value] of validated) if (!drawn.has(step)) rows.push([step / stepsOf, step, undefined, undefined, value]);
  return rows.sort((a, b) => Number(a[1]) - Number(b[1]));
}

const rateLook = { colour: '--chart-2' } as const;

/** The learning rate that batches were trained with, over epochs gone by, and where it was changed by hand. */
export function rateSeries(log: RunLog): readonly LineSeries[] {
  return sidesOf(log).flatMap(sideRates);
}

function sideRates({ name, log, look }: Side): readonly LineSeries[] {
  const { points } = log.learningRate;
  const epochOf = (step: number) => step / batchesPerEpoch(log);
  // A change shows at the first batch that was trained with it, and not before there is one.
  const changed = rateChanges(log).flatMap(({ step }) => points.find((point) => point.step > step) ?? []);
  // Dots alone: a gap between each two, since the curve leads from one to the next.
  const dots = changed.flatMap(({ step, mean }, i) => {
    const next = changed[i + 1];
    return [{ x: epochOf(step), y: mean }, ...(next ? [{ x: epochOf((step + next.step) / 2), y: NaN }] : [])];
  });
  const line = { ...rateLook, ...look };
  return [
    { name: name ?? 'learning rate', ...line, xs: Float64Array.from(points, ({ step }) => epochOf(step)), ys: Float64Array.from(points, ({ mean }) => mean) },
    { name: `${name ? `${name} ` : ''}changed by hand`, colour: line.colour, dotted: true, faint: true, xs: dots.map(({ x }) => x), ys: dots.map(({ y }) => y) },
  ];
}

function rateChanges({ changes }: RunLog): RunLog['changes'] {
  return changes.filter(({ change }) => change.learningRate !== undefined);
}

/** The learning rate as a table by epoch and step; where it was changed by hand, to what. */
export function rateTable(log: RunLog): Table {
  return sidesTable(log, ['epoch', 'step', 'learning rate', 'changed to'], (side) => {
    const { points } = side.learningRate;
    const changes = new Map(rateChanges(side).map(({ step, change }) => [points.find((point) => point.step > step)?.step, change.learningRate]));
    return points.map(({ step, mean }) => [step / batchesPerEpoch(side), step, mean, changes.get(step)]);
  });
}

function batchesPerEpoch(log: RunLog): number {
  return log.lastBatch?.batchesPerEpoch ?? 1;
}
