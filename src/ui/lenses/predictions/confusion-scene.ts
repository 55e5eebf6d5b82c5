// The confusion matrix as a drawing and as a table, as its grid shows it.

import { shortened, type Mark, type Measure, type Scene } from '../../charts/scene.ts';
import type { Table } from '../../charts/table.ts';
import { classNameOf } from './class-names.ts';
import { cellText, rowShare, shadingOf, type Confusion } from './confusion.ts';

export interface ConfusionSceneRequest {
  readonly confusion: Confusion;
  readonly classNames: readonly string[];
  /** Percent of the row instead of counts. */
  readonly byRow: boolean;
  readonly measure: Measure;
}

const corner = 'true ↓ predicted →';
const cellHeight = 22;
const gap = 1;
const padding = 6;
const narrowest = 36;
const widest = 96;
const widestName = 200;
/** Of the colour of a cell that holds its whole row. */
const most = { hit: 0.35, mistake: 0.8 } as const;

export function confusionScene({ confusion, classNames, byRow, measure }: ConfusionSceneRequest): Scene {
  const { size, counts } = confusion;
  const names = Array.from({ length: size }, (_, c) => classNameOf(classNames, c));
  const nameWidth = Math.max(...names.map((name) => measure(name, true)));
  const left = Math.ceil(Math.max(measure(corner), Math.min(widestName, nameWidth))) + padding;
  const cellWidth = Math.ceil(Math.min(widest, Math.max(narrowest, nameWidth + 2 * padding)));
  const middle = (row: number) => (row + 1.5) * cellHeight;
  const marks: Mark[] = [{ type: 'text', text: corner, x: left - padding, y: cellHeight / 2, anchor: 'end', fill: '--text-quiet' }];
  names.forEach((name, c) => {
    marks.push(
      { type: 'text', text: shortened(name, cellWidth - padding, measure, true), x: left + (c + 0.5) * cellWidth, y: cellHeight / 2, anchor: 'middle', fill: '--text-quiet', strong: true },
      { type: 'text', text: shortened(name, left - padding, measure, true), x: left - padding, y: middle(c), anchor: 'end', fill: '--text-quiet', strong: true },
    );
  });
  counts.forEach((count, i) => {
    const [row, column] = [Math.floor(i / size), i % size];
    const share = rowShare(confusion, row, column);
    const isHit = row === column;
    const place = { x: left + column * cellWidth, y: (row + 1) * cellHeight, width: cellWidth - gap, height: cellHeight - gap };
    marks.push({ type: 'rect', ...place, fill: '--surface-sunken' });
    if (count === 0) return;
    marks.push(
      { type: 'rect', ...place, fill: isHit ? '--accent' : '--warning', opacity: shadingOf(share) * most[isHit ? 'hit' : 'mistake'] },
      { type: 'text', text: cellText(count, share, byRow), x: place.x + place.width / 2, y: middle(row), anchor: 'middle', fill: '--text', strong: isHit },
    );
  });
  return { width: left + size * cellWidth, height: (size + 1) * cellHeight, marks };
}

/** True classes in rows, predicted ones in columns. */
export function confusionTable({ size, counts }: Confusion, classNames: readonly string[]): Table {
  const names = Array.from({ length: size }, (_, c) => classNameOf(classNames, c));
  return [['true \\ predicted', ...names], ...names.map((name, row) => [name, ...counts.subarray(row * size, (row + 1) * size)])];
}
