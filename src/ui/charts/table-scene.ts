// A table as a drawing: names on the left, numbers on the right of their columns, and bars behind shares.

import { formatShare } from '../format.ts';
import { shortened, type Mark, type Measure, type Scene } from './scene.ts';

/** A text, or a share from 0 to 1 with its text, which gets a bar. */
export type TableSceneCell = string | { readonly text: string; readonly share: number };

const rowHeight = 20;
const columnGap = 16;
const widestName = 320;
const bar = { width: 64, height: 4, gap: 8 };

/** The first row is the head. */
export function tableScene(rows: readonly (readonly TableSceneCell[])[], measure: Measure): Scene {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) => Math.ceil(Math.max(0, ...rows.map((row) => widthOf(row[column] ?? '', measure)))));
  widths[0] = Math.min(widths[0] ?? 0, widestName);
  const ends: number[] = [];
  for (const own of widths) ends.push((ends.at(-1) ?? -columnGap) + columnGap + own);
  const width = ends.at(-1) ?? 0;
  const marks = rows.flatMap((row, index): Mark[] => {
    const y = (index + 0.5) * rowHeight;
    const isHead = index === 0;
    const fill = isHead ? '--text-quiet' : '--text';
    return row.flatMap((cell, column): Mark[] => {
      const text = typeof cell === 'string' ? cell : cell.text;
      if (column === 0) return [{ type: 'text', text: shortened(text, widestName, measure, true), x: 0, y, anchor: 'start', fill, strong: true }];
      const end = ends[column] ?? 0;
      const own: Mark = { type: 'text', text, x: end, y, anchor: 'end', fill, ...(isHead && { strong: true }) };
      if (typeof cell === 'string') return [own];
      const from = end - (widths[column] ?? 0);
      return [
        { type: 'rect', x: from, y: y - bar.height / 2, width: bar.width, height: bar.height, fill: '--surface-active' },
        { type: 'rect', x: from, y: y - bar.height / 2, width: bar.width * Math.min(1, Math.max(0, cell.share)), height: bar.height, fill: '--accent' },
        own,
      ];
    });
  });
  return { width, height: rows.length * rowHeight, marks: [...marks, { type: 'line', points: [0, rowHeight, width, rowHeight], stroke: '--border-strong', width: 1 }] };
}

/** A share with its bar. */
export function shareCell(share: number | undefined): TableSceneCell {
  return share === undefined || Number.isNaN(share) ? '–' : { text: formatShare(share), share };
}

function widthOf(cell: TableSceneCell, measure: Measure): number {
  return typeof cell === 'string' ? measure(cell, true) : bar.width + bar.gap + measure(cell.text, true);
}
