// Lines of equal loss over a grid, by marching squares.

import type { Range } from './grid.ts';

/** So many levels strictly inside of a range, at equal distances. */
export function contourLevels([low, high]: Range, count: number): number[] {
  if (!(high > low)) return [];
  return Array.from({ length: count }, (_, i) => low + ((high - low) * (i + 1)) / (count + 1));
}

/** Which of a square's sides (0 below, 1 right, 2 above, 3 left) a level joins, by which corners lie above it (1, 2, 4, 8 from the lower left on). */
const joins: readonly (readonly [number, number][])[] = [
  [], [[3, 0]], [[0, 1]], [[3, 1]], [[1, 2]], [[3, 0], [1, 2]], [[0, 2]], [[3, 2]],
  [[2, 3]], [[2, 0]], [[0, 1], [2, 3]], [[2, 1]], [[1, 3]], [[1, 0]], [[0, 3]], [],
];

/** Segments of one level as x, y, x, y in columns and rows; squares with a corner that is not finite have none. */
export function contour(values: ArrayLike<number>, columns: number, rows: number, level: number): number[] {
  const segments: number[] = [];
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const at = (right: number, up: number) => values[(row + up) * columns + column + right] ?? NaN;
      const corners = [at(0, 0), at(1, 0), at(1, 1), at(0, 1)] as const;
      if (!corners.every(Number.isFinite)) continue;
      const pattern = corners.reduce((bits, value, i) => bits + (value > level ? 1 << i : 0), 0);
      for (const [from, to] of joins[pattern] ?? []) segments.push(...crossing(corners, from, level, column, row), ...crossing(corners, to, level, column, row));
    }
  }
  return segments;
}

function crossing([a, b, c, d]: readonly [number, number, number, number], side: number, level: number, column: number, row: number): [number, number] {
  const share = (from: number, to: number) => (level - from) / (to - from);
  switch (side) {
    case 0: return [column + share(a, b), row];
    case 1: return [column + 1, row + share(b, c)];
    case 2: return [column + share(d, c), row + 1];
    default: return [column, row + share(a, d)];
  }
}
