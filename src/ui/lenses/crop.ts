// The part of a picture to show: all of it with its padding where it is small, otherwise what lies around a place.

/** Rows and columns from the first up to but without the end; they may lie outside the picture. */
export interface Crop {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** All of a picture and what reaches over its edges; beyond `most` rows or columns only that many around the middle of `around`. */
export function cropAround(rows: number, columns: number, around: Crop, most: number, margins: Crop): Crop {
  const [top, bottom] = along(0 - margins.top, rows + margins.bottom, around.top, around.bottom, most);
  const [left, right] = along(0 - margins.left, columns + margins.right, around.left, around.right, most);
  return { top, bottom, left, right };
}

function along(first: number, end: number, from: number, to: number, most: number): [number, number] {
  const length = Math.max(most, to - from);
  if (end - first <= length) return [first, end];
  const start = Math.min(Math.max(first, Math.round((from + to - length) / 2)), end - length);
  return [start, start + length];
}

/** The values under a crop, row after row; 0 outside the picture. */
export function cropValues(values: Float32Array, rows: number, columns: number, { top, bottom, left, right }: Crop): Float32Array {
  const out = new Float32Array((bottom - top) * (right - left));
  for (let row = Math.max(top, 0); row < Math.min(bottom, rows); row++) {
    const from = Math.max(left, 0);
    const to = Math.min(right, columns);
    if (to > from) out.set(values.subarray(row * columns + from, row * columns + to), (row - top) * (right - left) + from - left);
  }
  return out;
}
