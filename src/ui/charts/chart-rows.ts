// From a run's log to what a chart draws: one row per point, with training raw and smoothed and validation.

import type { RunLog, Series } from '../../training/run-log.ts';

/** Measures that have a chart. */
export type Measure = 'loss' | 'accuracy';

export interface ChartRow {
  /** Epochs gone by; 1.5 is half way through the second. */
  readonly epoch: number;
  readonly step: number;
  readonly raw?: number;
  readonly smooth?: number;
  readonly validation?: number;
}

/** The rows of a measure by step. `smoothing` from 0 (none) to just below 1. */
export function chartRows(log: RunLog, measure: Measure, smoothing: number): ChartRow[] {
  const batchesPerEpoch = log.lastBatch?.batchesPerEpoch ?? 1;
  const training = thin(smooth(log[measure], smoothing)).map(({ step, ...row }) => ({ epoch: step / batchesPerEpoch, step, ...row }));
  const validation = log.epochs
    .filter((row) => Number.isFinite(row.validation[measure]))
    .map((row) => ({ epoch: row.epoch, step: row.step, validation: row.validation[measure] }));
  return mergeByStep(training, validation);
}

/**
 * Exponential moving average without the pull of its start (as Adam corrects its moments). A point that stands for
 * many steps weighs as many, so merging points leaves the curve where it was.
 */
function smooth({ points }: Series, smoothing: number): { readonly step: number; readonly raw: number; readonly smooth: number }[] {
  let average = 0;
  let weight = 0;
  return points.map(({ step, count, mean }) => {
    const kept = smoothing ** count;
    average = kept * average + (1 - kept) * mean;
    weight = kept * weight + (1 - kept);
    return { step, raw: mean, smooth: average / weight };
  });
}

/** A chart is a few hundred pixels wide; more rows only cost time. */
const maxRows = 256;

/** Neighbours joined until there are few enough: raw values by their mean, the smooth curve by its last point. */
function thin<R extends { readonly step: number; readonly raw: number; readonly smooth: number }>(rows: readonly R[]): readonly R[] {
  const size = Math.ceil(rows.length / maxRows);
  if (size <= 1) return rows;
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => {
    const part = rows.slice(i * size, (i + 1) * size);
    const raw = part.reduce((sum, row) => sum + row.raw, 0) / part.length;
    return { ...(part.at(-1) as R), raw };
  });
}

function mergeByStep(training: readonly ChartRow[], validation: readonly ChartRow[]): ChartRow[] {
  const rows: ChartRow[] = [];
  let next = 0;
  for (const row of validation) {
    for (; next < training.length && (training[next]?.step ?? 0) < row.step; next++) rows.push(training[next] as ChartRow);
    const beside = training[next]?.step === row.step ? training[next++] : undefined;
    rows.push({ ...beside, ...row });
  }
  return [...rows, ...training.slice(next)];
}

/** The last value of a kind, and where it is. */
export function lastOf(rows: readonly ChartRow[], kind: 'smooth' | 'validation'): { readonly epoch: number; readonly value: number } | undefined {
  const row = rows.findLast((candidate) => candidate[kind] !== undefined);
  const value = row?.[kind];
  return row && value !== undefined ? { epoch: row.epoch, value } : undefined;
}

/** Room for values: the least and greatest, a little apart; above zero where the scale is logarithmic. */
export function valueDomain(rows: readonly ChartRow[], logarithmic: boolean): [number, number] {
  const values = rows.flatMap(({ raw, validation }) => [raw, validation]).filter((value) => value !== undefined && (!logarithmic || value > 0)) as number[];
  if (values.length === 0) return [0, 1];
  const least = values.reduce((a, b) => Math.min(a, b));
  const greatest = values.reduce((a, b) => Math.max(a, b));
  if (logarithmic) return [least / 1.1, greatest * 1.1];
  const margin = (greatest - least || Math.abs(greatest) || 1) * 0.05;
  return [least - margin < 0 && least >= 0 ? 0 : least - margin, greatest + margin];
}
