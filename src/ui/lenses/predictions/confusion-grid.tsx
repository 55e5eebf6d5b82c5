// The confusion matrix as a grid that arrow keys walk: true classes in rows, predicted ones in columns. Figures say
// everything; shading repeats it.

import { useEffect, useRef, useState, type CSSProperties, type KeyboardEvent } from 'react';
import { exactCount } from '../../format.ts';
import { classNameOf } from './class-names.ts';
import { cellText, percentOf, rowShare, shadingOf, type Confusion } from './confusion.ts';

export interface Cell {
  readonly row: number;
  readonly column: number;
}

export interface ConfusionGridProps {
  readonly confusion: Confusion;
  readonly classNames: readonly string[];
  /** Percent of the row instead of counts. */
  readonly byRow: boolean;
  readonly chosen: Cell | undefined;
  readonly onChoose: (cell: Cell) => void;
}

const moves: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
};

/** So many have room for longer names. */
const fewClasses = 5;

export function ConfusionGrid({ confusion, classNames, byRow, chosen, onChoose }: ConfusionGridProps) {
  const { size } = confusion;
  const grid = useRef<HTMLTableElement>(null);
  /** Where Tab enters and arrows start. */
  const [at, setAt] = useState<Cell>({ row: 0, column: 0 });
  const moved = useRef(false);
  useEffect(() => {
    if (moved.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    moved.current = false;
  }, [at]);
  const clamp = (index: number) => Math.min(size - 1, Math.max(0, index));
  const walk = (event: KeyboardEvent) => {
    const [down, right] = moves[event.key] ?? [0, 0];
    const to = event.key === 'Home' ? { ...at, column: 0 } : event.key === 'End' ? { ...at, column: size - 1 } : { row: clamp(at.row + down), column: clamp(at.column + right) };
    if (event.key === 'Enter' || event.key === ' ') onChoose(at);
    else if (moves[event.key] || event.key === 'Home' || event.key === 'End') {
      moved.current = true;
      setAt(to);
    } else return;
    event.preventDefault();
  };
  const classes = Array.from({ length: size }, (_, i) => i);
  return (
    <table ref={grid} className="confusion-grid" data-few={size <= fewClasses || undefined} role="grid" aria-label="Confusion matrix: true classes in rows, predicted in columns" onKeyDown={walk}>
      <thead>
        <tr>
          <th className="confusion-corner" scope="col">true ↓ predicted →</th>
          {classes.map((c) => <th key={c} scope="col" title={classNameOf(classNames, c)}>{classNameOf(classNames, c)}</th>)}
        </tr>
      </thead>
      <tbody>
        {classes.map((row) => (
          <tr key={row}>
            <th scope="row" title={classNameOf(classNames, row)}>{classNameOf(classNames, row)}</th>
            {classes.map((column) => {
              const share = rowShare(confusion, row, column);
              const count = confusion.counts[row * size + column] ?? 0;
              const isChosen = chosen?.row === row && chosen.column === column;
              const choose = () => {
                setAt({ row, column });
                onChoose({ row, column });
              };
              return (
                <td
                  key={column} tabIndex={at.row === row && at.column === column ? 0 : -1} aria-selected={isChosen}
                  data-hit={row === column || undefined} style={{ '--share': `${(100 * shadingOf(share)).toFixed(1)}%` } as CSSProperties}
                  aria-label={`${exactCount(count)} of ${classNameOf(classNames, row)} predicted as ${classNameOf(classNames, column)}, ${percentOf(share)} %`}
                  onClick={choose}
                >
                  {count > 0 && cellText(count, share, byRow)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
