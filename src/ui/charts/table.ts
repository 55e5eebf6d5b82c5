// Plots as tables: what a CSV file of a plot holds.

import type { LineSeries } from './line-series.ts';

/** Undefined is an empty cell. */
export type Cell = string | number | undefined;

/** The first row names the columns. */
export type Table = readonly (readonly Cell[])[];

/** A table as CSV (RFC 4180, with newlines alone); numbers in full, so that they read back as the same. */
export function csvText(table: Table): string {
  return table.map((row) => `${row.map(cellText).join(',')}\n`).join('');
}

function cellText(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Series side by side, a row for each x that any of them has; of a band its lower and upper values too. */
export function seriesTable(xName: string, series: readonly LineSeries[]): Table {
  const columns = series.flatMap(({ name, xs, ys, band }) => [
    { name, xs, ys, next: 0 },
    ...(band ? [{ name: `${name}, low`, xs, ys: band.low, next: 0 }, { name: `${name}, high`, xs, ys: band.high, next: 0 }] : []),
  ]);
  const rows: Cell[][] = [[xName, ...columns.map(({ name }) => name)]];
  for (;;) {
    const x = columns.reduce((least, { xs, next }) => (next < xs.length ? Math.min(least, xs[next] as number) : least), Infinity);
    if (x === Infinity) return rows;
    rows.push([x, ...columns.map((column) => (Object.is(column.xs[column.next], x) ? column.ys[column.next++] : undefined))]);
  }
}
