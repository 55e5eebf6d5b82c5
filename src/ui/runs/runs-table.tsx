// Every kept run, a row each; only the rows in sight are drawn.

import { ArrowDown, ArrowUp } from 'lucide-react';
import type { RefObject } from 'react';
import { runColumns, type RunColumn, type RunSorting } from '../../runs/run-columns.ts';
import type { RunRecord } from '../../runs/run-record.ts';
import { useRowWindow } from '../dock/use-row-window.ts';
import { RunRow } from './run-row.tsx';
import { useRuns, useRunsStore } from './use-runs.ts';
import '../dock/report.css';

export interface RunsTableProps {
  readonly records: readonly RunRecord[];
  readonly sorting: RunSorting;
  readonly onSort: (sorting: RunSorting) => void;
  /** What scrolls the table. */
  readonly scroller: RefObject<HTMLElement | null>;
  /** Id of the run that the pointer or the keyboard is at, here or in a plot. */
  readonly pointed: string | undefined;
  readonly onPoint: (id: string | undefined) => void;
}

export function RunsTable({ records, sorting, onSort, scroller, pointed, onPoint }: RunsTableProps) {
  const runs = useRunsStore();
  const selected = useRuns((state) => state.selected);
  const active = useRuns((state) => state.active);
  const { first, end, rowHeight } = useRowWindow(records.length, scroller);
  const all = records.length > 0 && records.every(({ id }) => selected.includes(id));
  return (
    <table className="report-table runs-table" aria-label="Kept runs" aria-rowcount={records.length + 1}>
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col">
            <input
              type="checkbox" aria-label="Choose all runs" checked={all} disabled={records.length === 0}
              onChange={() => runs.select(all ? [] : records.map(({ id }) => id))}
            />
          </th>
          {runColumns.map((column) => <Head key={column.id} column={column} sorting={sorting} onSort={onSort} />)}
        </tr>
      </thead>
      <tbody onPointerLeave={() => onPoint(undefined)}>
        {first > 0 && <tr aria-hidden style={{ height: first * rowHeight }} />}
        {records.slice(first, end).map((record, i) => (
          <RunRow
            key={record.id} record={record} index={first + i} place={selected.indexOf(record.id)} isActive={active.includes(record.id)}
            isPointed={pointed === record.id} onPoint={onPoint}
          />
        ))}
        {end < records.length && <tr aria-hidden style={{ height: (records.length - end) * rowHeight }} />}
      </tbody>
    </table>
  );
}

interface HeadProps {
  readonly column: RunColumn;
  readonly sorting: RunSorting;
  readonly onSort: (sorting: RunSorting) => void;
}

function Head({ column: { id, label, isNumber, better }, sorting, onSort }: HeadProps) {
  const isSorted = sorting.column === id;
  // The first click shows the best first.
  const descending = isSorted ? !sorting.descending : better === 'higher' || id === 'startedAt';
  const Arrow = sorting.descending ? ArrowDown : ArrowUp;
  return (
    <th scope="col" className={isNumber ? 'number' : undefined} aria-sort={isSorted ? (sorting.descending ? 'descending' : 'ascending') : undefined}>
      <button type="button" className="runs-head" onClick={() => onSort({ column: id, descending })}>
        {label}
        {isSorted && <Arrow aria-hidden />}
      </button>
    </th>
  );
}
