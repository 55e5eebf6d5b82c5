// Parallel coordinates of runs: which axes tell them apart, where a run lies on each, and which runs a brush leaves.
// Places go from 0 at the bottom of an axis to 1 at its top.

import { runColumns, type CellValue, type RunColumn } from './run-columns.ts';
import type { RunRecord } from './run-record.ts';

export interface ParallelAxis {
  readonly column: RunColumn;
  readonly scale: 'linear' | 'log' | 'category';
  /** Where a value lies; undefined where the run has none, or none that is finite. */
  place(value: CellValue): number | undefined;
  /** Values to name along the axis, and where. */
  readonly ticks: readonly { readonly value: CellValue; readonly place: number }[];
}

/** Ends of the part of an axis that is let through, from 0 to 1. */
export type Brush = readonly [from: number, to: number];
export type Brushes = Readonly<Record<string, Brush>>;

/** Shown even where all runs are alike in them: what the settings are judged by. */
const judges = ['trainedSeconds', 'bestLoss', 'bestAccuracy'];
const settings = runColumns.filter(({ role }) => role === 'setting');

/** Axes for the settings in which the runs differ, then time and results. */
export function parallelAxes(records: readonly RunRecord[]): ParallelAxis[] {
  const differing = settings.filter((column) => new Set(records.map((record) => column.value(record))).size > 1);
  const results = judges.flatMap((id) => runColumns.filter((column) => column.id === id));
  return [...differing, ...results].flatMap((column) => {
    const values = records.map((record) => column.value(record)).filter((value) => value !== undefined && !Number.isNaN(value));
    return values.length === 0 ? [] : [column.isNumber ? numberAxis(column, values as number[]) : categoryAxis(column, values.map(String))];
  });
}

/** Values so far apart by ratio lie better on a logarithmic axis. */
const logRatio = 20;

function numberAxis(column: RunColumn, values: readonly number[]): ParallelAxis {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const isLog = low > 0 && high / low >= logRatio;
  const at = (value: number) => (isLog ? Math.log(value) : value);
  const place = (value: CellValue) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
    // All alike: in the middle.
    return low === high ? 0.5 : (at(value) - at(low)) / (at(high) - at(low));
  };
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const named = distinct.length <= 5 ? distinct : [low, isLog ? Math.sqrt(low * high) : (low + high) / 2, high];
  return { column, scale: isLog ? 'log' : 'linear', place, ticks: named.map((value) => ({ value, place: place(value) ?? 0 })) };
}

function categoryAxis(column: RunColumn, values: readonly string[]): ParallelAxis {
  const order = new Intl.Collator('en', { numeric: true });
  const names = [...new Set(values)].sort(order.compare);
  const place = (value: CellValue) => {
    const index = names.indexOf(String(value));
    if (index < 0) return undefined;
    return names.length === 1 ? 0.5 : index / (names.length - 1);
  };
  return { column, scale: 'category', place, ticks: names.map((value) => ({ value, place: place(value) ?? 0 })) };
}

/** True where a run lies inside every brush; a run without a value on a brushed axis does not. */
export function passesBrushes(record: RunRecord, axes: readonly ParallelAxis[], brushes: Brushes): boolean {
  return axes.every(({ column, place }) => {
    const brush = brushes[column.id];
    if (!brush) return true;
    const at = place(column.value(record));
    return at !== undefined && at >= brush[0] - 1e-9 && at <= brush[1] + 1e-9;
  });
}

/** How good a run's result is among all, 0 to 1: by its best validation accuracy, or its loss where none was measured. */
export function meritOf(records: readonly RunRecord[]): (record: RunRecord) => number | undefined {
  const column = ['bestAccuracy', 'accuracy', 'loss'].map((id) => runColumns.find((candidate) => candidate.id === id))
    .find((candidate) => candidate && records.some((record) => Number.isFinite(candidate.value(record))));
  if (!column) return () => undefined;
  const { place } = numberAxis(column, records.map((record) => column.value(record)).filter((value) => typeof value === 'number' && Number.isFinite(value)) as number[]);
  return (record) => {
    const at = place(column.value(record));
    return at === undefined ? undefined : column.better === 'lower' ? 1 - at : at;
  };
}
