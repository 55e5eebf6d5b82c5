// A picture of numbers to look at closely: a window framed on it, padding drawn as cells outside, the numbers where
// there is room, and a place to choose by pointer or arrow keys.

import { useId, useMemo, type KeyboardEvent, type PointerEvent } from 'react';
import { cropValues, type Crop } from './crop.ts';
import { HeatMap } from './heat-map.tsx';
import { numberText } from './number-text.ts';
import type { Palette, Range } from './paint.ts';
import './pixel-grid.css';

/** A row and a column from 0. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

export interface PixelGridProps {
  /** Row after row. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly label: string;
  readonly palette?: Palette;
  readonly range?: Range;
  /** What to show of it; all unless given. Outside the picture lies padding. */
  readonly crop?: Crop;
  /** What padding counts as, for the numbers. */
  readonly padding?: number;
  /** Rows and columns of a window to frame. */
  readonly frame?: { readonly rows: readonly number[]; readonly columns: readonly number[] };
  /** A cell to mark, as the one that wins a maximum. */
  readonly mark?: Cell | undefined;
  /** The chosen cell; with `onChoose` arrow keys move it. */
  readonly chosen?: Cell;
  /** Too small for numbers. */
  readonly isThumbnail?: boolean;
  readonly onChoose?: (cell: Cell) => void;
  /** The pointer is over a cell, without a press. */
  readonly onPoint?: (cell: Cell) => void;
}

/** Numbers are written into cells while there are at most so many a row, and while they can be read. */
const numbersUpTo = 8;
/** Height of digits as a share of the picture, and as a share of a cell at most. */
const digitShare = 0.05;
const largestDigit = 0.42;

export function PixelGrid({ values, rows, columns, label, palette = 'grey', range, crop, padding = 0, frame, mark, chosen, isThumbnail = false, onChoose, onPoint }: PixelGridProps) {
  const id = useId();
  const shown = useMemo(() => crop ?? { top: 0, bottom: rows, left: 0, right: columns }, [crop, rows, columns]);
  const [height, width] = [shown.bottom - shown.top, shown.right - shown.left];
  const inside = useMemo(() => cropValues(values, rows, columns, shown), [values, rows, columns, shown]);
  const cellAt = (row: number, column: number): Cell => ({ row: Math.min(Math.max(row, 0), rows - 1), column: Math.min(Math.max(column, 0), columns - 1) });
  const cellUnder = (event: PointerEvent<HTMLElement>): Cell => {
    const box = event.currentTarget.getBoundingClientRect();
    return cellAt(shown.top + Math.floor(((event.clientY - box.top) / box.height) * height), shown.left + Math.floor(((event.clientX - box.left) / box.width) * width));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = chosen && moves[event.key];
    if (!step) return;
    event.preventDefault();
    const { row, column } = step(chosen, { rows, columns });
    onChoose?.(cellAt(row, column));
  };
  const picture = (
    <>
      <HeatMap values={inside} rows={height} columns={width} palette={palette} {...(range && { range })} {...(!onChoose && { label })} />
      <svg className="pixel-marks" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
        <g transform={`translate(${-shown.left} ${-shown.top})`}>
          <Padding rows={rows} columns={columns} crop={shown} />
          {frame && <Frame {...frame} />}
          {mark && <rect className="pixel-winner" x={mark.column} y={mark.row} width={1} height={1} />}
          {chosen && <Frame rows={[chosen.row]} columns={[chosen.column]} />}
          {!isThumbnail && Math.max(width, height) <= numbersUpTo && <Numbers values={values} rows={rows} columns={columns} crop={shown} padding={padding} />}
        </g>
      </svg>
    </>
  );
  // A row of many cells is drawn higher than it is wide, to be hit by a pointer.
  const style = { aspectRatio: `${width} / ${width > numbersUpTo ? Math.max(height, width / 6) : height}` };
  if (!onChoose || !chosen) return <div className="pixel-grid" data-wide={width >= height || undefined} style={style}>{picture}</div>;
  const value = values[chosen.row * columns + chosen.column] ?? NaN;
  return (
    <div
      className="pixel-grid" data-wide={width >= height || undefined} style={style} tabIndex={0} role="grid" aria-label={label}
      aria-rowcount={rows} aria-colcount={columns} aria-activedescendant={id} onPointerDown={(event) => onChoose(cellUnder(event))} onPointerMove={onPoint && ((event) => onPoint(cellUnder(event)))} onKeyDown={onKeyDown}
    >
      {picture}
      {/* One cell stands for all: thousands would be slow, and the arrow keys move this one. */}
      <div role="row" aria-rowindex={chosen.row + 1} className="visually-hidden">
        <div role="gridcell" id={id} aria-colindex={chosen.column + 1} aria-selected>{`row ${chosen.row}, column ${chosen.column}: ${numberText(value)}`}</div>
      </div>
    </div>
  );
}

type Move = (from: Cell, size: { readonly rows: number; readonly columns: number }) => Cell;

const moves: Readonly<Record<string, Move>> = {
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, { columns }) => ({ row, column: columns - 1 }),
  PageUp: ({ column }) => ({ row: 0, column }),
  PageDown: ({ column }, { rows }) => ({ row: rows - 1, column }),
};

/** Cells outside the picture, hatched. */
function Padding({ rows, columns, crop: { top, bottom, left, right } }: { readonly rows: number; readonly columns: number; readonly crop: Crop }) {
  const sides = [
    [left, top, right, Math.min(0, bottom)], [left, Math.max(rows, top), right, bottom],
    [left, Math.max(0, top), Math.min(0, right), Math.min(rows, bottom)], [Math.max(columns, left), Math.max(0, top), right, Math.min(rows, bottom)],
  ] as const;
  return sides.map(([x, y, endX, endY], i) => (endX > x && endY > y ? <rect key={i} className="pixel-padding" x={x} y={y} width={endX - x} height={endY - y} /> : null));
}

function Frame({ rows, columns }: { readonly rows: readonly number[]; readonly columns: readonly number[] }) {
  const [top = 0, left = 0, bottom = 0, right = 0] = [rows[0], columns[0], rows.at(-1), columns.at(-1)];
  const hasGaps = bottom - top >= rows.length || right - left >= columns.length;
  return (
    <>
      {hasGaps && rows.flatMap((row) => columns.map((column) => <rect key={`${row} ${column}`} className="pixel-tap" x={column} y={row} width={1} height={1} />))}
      <rect className="pixel-frame-edge" x={left} y={top} width={right - left + 1} height={bottom - top + 1} />
      <rect className="pixel-frame" x={left} y={top} width={right - left + 1} height={bottom - top + 1} />
    </>
  );
}

interface NumbersProps {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly crop: Crop;
  readonly padding: number;
}

function Numbers({ values, rows, columns, crop, padding }: NumbersProps) {
  const places: { readonly row: number; readonly column: number; readonly text: string }[] = [];
  for (let row = crop.top; row < crop.bottom; row++) {
    for (let column = crop.left; column < crop.right; column++) {
      const isInside = row >= 0 && row < rows && column >= 0 && column < columns;
      places.push({ row, column, text: numberText(isInside ? values[row * columns + column] ?? NaN : padding, 2) });
    }
  }
  const longest = Math.max(...places.map(({ text }) => text.length));
  const size = Math.min(largestDigit, 1.6 / longest);
  if (size < digitShare * Math.max(crop.right - crop.left, crop.bottom - crop.top)) return null;
  return places.map(({ row, column, text }) => <text key={`${row} ${column}`} className="pixel-number" x={column + 0.5} y={row + 0.5} fontSize={size}>{text}</text>);
}
