// An image typed as text: a line for each row, numbers apart by spaces or commas, an empty line between channels.

import { shortestFloat32 } from '../../../core/float32-text.ts';
import { elementCount, formatShape, type Shape } from '../../../core/shape.ts';
import { gridOf } from '../grid-shape.ts';

/** The numbers as text that `readPixels` reads back to the same float32 values. */
export function writePixels(values: Float32Array, shape: Shape): string {
  const [channels, rows, columns] = gridOf(shape);
  const line = (start: number) => [...values.subarray(start, start + columns)].map(shortestFloat32).join(' ');
  const image = (channel: number) => Array.from({ length: rows }, (_, row) => line((channel * rows + row) * columns)).join('\n');
  return Array.from({ length: channels }, (_, channel) => image(channel)).join('\n\n');
}

/** The numbers of a text, or what is wrong with it in a sentence: they must fill the shape row by row. */
export function readPixels(text: string, shape: Shape): { readonly values: Float32Array } | { readonly problem: string } {
  const [channels, rows, columns] = gridOf(shape);
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  if (lines.length !== channels * rows) {
    return { problem: `The input is ${formatShape(shape)}, so ${channels * rows} rows of ${columns} numbers are expected; received ${lines.length} rows.` };
  }
  const values = new Float32Array(elementCount(shape));
  for (const [row, line] of lines.entries()) {
    const words = line.split(/[\s,;]+/).filter((word) => word !== '');
    const where = channels > 1 ? `Row ${(row % rows) + 1} of channel ${Math.floor(row / rows)}` : `Row ${row + 1}`;
    if (words.length !== columns) return { problem: `${where} has ${words.length} numbers; expected ${columns}.` };
    for (const [column, word] of words.entries()) {
      const value = Number(word);
      if (!Number.isFinite(value)) return { problem: `${where}, column ${column + 1}: expected a number, received "${word}".` };
      values[row * columns + column] = value;
    }
  }
  return { values };
}

export interface Pattern {
  readonly label: string;
  readonly value: (row: number, column: number, size: { readonly rows: number; readonly columns: number }) => number;
}

/** Images that show what a filter answers to. */
export const patterns: readonly Pattern[] = [
  { label: 'Zeros', value: () => 0 },
  { label: 'Ones', value: () => 1 },
  { label: 'Vertical line', value: (_, column, { columns }) => (column === Math.floor(columns / 2) ? 1 : 0) },
  { label: 'Horizontal line', value: (row, _, { rows }) => (row === Math.floor(rows / 2) ? 1 : 0) },
  { label: 'One pixel', value: (row, column, { rows, columns }) => (row === Math.floor(rows / 2) && column === Math.floor(columns / 2) ? 1 : 0) },
];

/** The pattern on every channel of a shape. */
export function drawPattern({ value }: Pattern, shape: Shape): Float32Array {
  const [, rows, columns] = gridOf(shape);
  return Float32Array.from({ length: elementCount(shape) }, (_, i) => value(Math.floor(i / columns) % rows, i % columns, { rows, columns }));
}
