// Where the loss is asked for, in which order, and what is known of it so far.

export type Range = readonly [low: number, high: number];

/** A rectangle of points; one row where there is one axis. */
export interface Grid {
  readonly x: Range;
  readonly columns: number;
  readonly y: Range;
  readonly rows: number;
}

export interface Losses {
  /** Row after row from the lowest y; what is not known yet is that of a point near it. */
  readonly values: Float32Array;
  /** 1 where a value was asked for and answered. */
  readonly known: Uint8Array;
}

export function emptyLosses({ columns, rows }: Grid): Losses {
  return { values: new Float32Array(columns * rows).fill(NaN), known: new Uint8Array(columns * rows) };
}

/** The coordinates of point `index`, as many as the grid has axes. */
export function pointOf({ x, columns, y, rows }: Grid, index: number): number[] {
  const at = ([low, high]: Range, i: number, count: number) => low + ((high - low) * i) / Math.max(1, count - 1);
  const across = at(x, index % columns, columns);
  return rows === 1 ? [across] : [across, at(y, Math.floor(index / columns), rows)];
}

/** All points, coarse before fine: every 16th in both directions first, each round at half the distance. */
export function refinementOrder({ columns, rows }: Grid): Int32Array {
  const order: number[] = [];
  for (let stride = 16; stride >= 1; stride /= 2) {
    for (let row = 0; row < rows; row += stride) {
      for (let column = 0; column < columns; column += stride) {
        const isOld = stride < 16 && row % (2 * stride) === 0 && column % (2 * stride) === 0;
        if (!isOld) order.push(row * columns + column);
      }
    }
  }
  return Int32Array.from(order);
}

/** With more points known; each lends its value to the unknown ones of its square. */
export function withLosses({ columns, rows }: Grid, { values, known }: Losses, indices: Int32Array, losses: Float32Array): Losses {
  const next = { values: values.slice(), known: known.slice() };
  indices.forEach((index, n) => {
    next.values[index] = losses[n] ?? NaN;
    next.known[index] = 1;
  });
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const index = row * columns + column;
      if (next.known[index] === 1) continue;
      for (let stride = 2; stride <= 16; stride *= 2) {
        const lender = (row - (row % stride)) * columns + column - (column % stride);
        if (next.known[lender] !== 1) continue;
        next.values[index] = next.values[lender] ?? NaN;
        break;
      }
    }
  }
  return next;
}

/** Points all of whose neighbours have the very same loss: there is no slope to follow. */
export function flatPoints({ columns, rows }: Grid, { values, known }: Losses): number[] {
  const flat: number[] = [];
  for (let row = 1; row < rows - 1; row++) {
    for (let column = 1; column < columns - 1; column++) {
      const index = row * columns + column;
      const around = [index - 1, index + 1, index - columns, index + columns];
      if (known[index] === 1 && Number.isFinite(values[index]) && around.every((other) => known[other] === 1 && values[other] === values[index])) flat.push(index);
    }
  }
  return flat;
}

/** Room for a path and what is around it: never less than `least` across. */
export function rangeAround(path: readonly number[], here: number, least: number, reach: number): Range {
  const low = path.reduce((a, b) => Math.min(a, b), here);
  const high = path.reduce((a, b) => Math.max(a, b), here);
  const middle = (low + high) / 2;
  const half = (Math.max(least, 1.4 * (high - low)) / 2) * reach;
  return [middle - half, middle + half];
}
