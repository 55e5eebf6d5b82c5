// Tensors of one example as pictures: images as they are, features folded.

import { elementCount, type Shape } from '../../core/shape.ts';

/** Channels, rows and columns: features lie folded in one channel. */
export type GridShape = readonly [channels: number, rows: number, columns: number];

/** One output element, by its place in the output grid. */
export interface Unit {
  readonly channel: number;
  readonly row: number;
  readonly column: number;
}

/** The unit, or the nearest that there is; where no place is chosen, that in the middle: at the edge there is mostly padding to see. */
export function clampUnit([channels, rows, columns]: GridShape, { channel = 0, row = rows >> 1, column = columns >> 1 }: Partial<Unit>): Unit {
  return { channel: Math.min(channel, channels - 1), row: Math.min(row, rows - 1), column: Math.min(column, columns - 1) };
}

/** Few features lie in a row, many in the squarest grid that they fill. */
export function gridOf(shape: Shape): GridShape {
  if (shape.length === 3) return [shape[0] ?? 1, shape[1] ?? 1, shape[2] ?? 1];
  const count = elementCount(shape);
  let rows = count <= 16 ? 1 : Math.floor(Math.sqrt(count));
  while (count % rows !== 0) rows--;
  return [1, rows, count / rows];
}

/** The values of one channel, row after row. */
export function channelOf(values: Float32Array, [, rows, columns]: GridShape, channel: number): Float32Array {
  return values.subarray(channel * rows * columns, (channel + 1) * rows * columns);
}

/** A map of at most `most` rows and columns: each cell the mean of those that it stands for. */
export function shrinkMap(values: Float32Array, rows: number, columns: number, most: number): { readonly values: Float32Array; readonly rows: number; readonly columns: number } {
  const by = Math.ceil(Math.max(rows, columns) / most);
  if (by <= 1) return { values, rows, columns };
  const [fewerRows, fewerColumns] = [Math.ceil(rows / by), Math.ceil(columns / by)];
  const sums = new Float32Array(fewerRows * fewerColumns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const to = Math.floor(row / by) * fewerColumns + Math.floor(column / by);
      sums[to] = (sums[to] ?? 0) + (values[row * columns + column] ?? 0);
    }
  }
  const count = (index: number, size: number) => Math.min(by, size - index * by);
  const means = sums.map((sum, i) => sum / (count(Math.floor(i / fewerColumns), rows) * count(i % fewerColumns, columns)));
  return { values: means, rows: fewerRows, columns: fewerColumns };
}
