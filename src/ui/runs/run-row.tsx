// One run in the table: chosen by its box, name and notes edited in place.

import { memo } from 'react';
import { outcomeOf, runColumns, type RunColumn } from '../../runs/run-columns.ts';
import type { RunRecord } from '../../runs/run-record.ts';
import { None } from '../dock/report.tsx';
import { cellText } from './cell-text.ts';
import { comparedLook } from '../charts/line-series.ts';
import { TextCell } from './text-cell.tsx';
import { useRunsStore } from './use-runs.ts';

export interface RunRowProps {
  readonly record: RunRecord;
  /** Among all shown, from 0. */
  readonly index: number;
  /** Among those chosen, or -1. */
  readonly place: number;
  readonly isActive: boolean;
  readonly isPointed: boolean;
  readonly onPoint: (id: string | undefined) => void;
}

export const RunRow = memo(function RunRow({ record, index, place, isActive, isPointed, onPoint }: RunRowProps) {
  const runs = useRunsStore();
  const { id, name } = record;
  const toggle = () => {
    const { selected } = runs.getState();
    runs.select(selected.includes(id) ? selected.filter((other) => other !== id) : [...selected, id]);
  };
  return (
    <tr
      aria-rowindex={index + 2} aria-selected={place >= 0} data-pointed={isPointed || undefined}
      onPointerEnter={() => onPoint(id)} onFocus={() => onPoint(id)}
    >
      <td className="runs-choice">
        <input type="checkbox" aria-label={`Choose ${name}`} checked={place >= 0} onChange={toggle} style={place >= 0 ? { accentColor: `var(${comparedLook(place).colour})` } : undefined} />
      </td>
      {runColumns.map((column) => <Cell key={column.id} column={column} record={record} isActive={isActive} />)}
    </tr>
  );
});

function Cell({ column, record, isActive }: { readonly column: RunColumn; readonly record: RunRecord; readonly isActive: boolean }) {
  const runs = useRunsStore();
  const { id, name, notes, results: { ended } } = record;
  switch (column.id) {
    case 'name':
      return <th scope="row" className="runs-name"><TextCell label={`Name of ${name}`} value={name} isRequired onChange={(next) => runs.edit(id, { name: next })} /></th>;
    case 'notes':
      return <td className="runs-notes"><TextCell label={`Notes on ${name}`} value={notes} placeholder="Add notes" onChange={(next) => runs.edit(id, { notes: next })} /></td>;
    case 'outcome':
      return <td className="quiet" title={ended?.message}>{isActive ? 'running' : outcomeOf(record)}</td>;
    default: {
      const value = column.value(record);
      const text = cellText(column, value);
      return <td className={column.isNumber ? 'number' : undefined} title={typeof value === 'number' ? String(value) : text}>{text === '' ? <None /> : text}</td>;
    }
  }
}
