// Any number of points as the few that a line of so many pixels can show: of every column of pixels the first, the
// least, the greatest and the last. The drawn line is the same to the pixel.

/** A place of a value along an axis, in pixels. */
export type Place = (value: number) => number;

/**
 * The line through the points as pairs of pixels, x before y, at most five pairs a column of pixels; a pair of NaN is a
 * gap. A gap that begins and ends within one column of pixels cannot be seen and is left out.
 */
export function linePixels(xs: ArrayLike<number>, ys: ArrayLike<number>, x: Place, y: Place): number[] {
  const out: number[] = [];
  const column = createColumn(out);
  let gap = false;
  for (let i = 0; i < xs.length; i++) {
    const px = x(xs[i] as number);
    const py = y(ys[i] as number);
    if (!Number.isFinite(py) || !Number.isFinite(px)) {
      gap = true;
      continue;
    }
    if (column.holds(px)) column.add(px, py);
    else {
      column.flush();
      if (gap && out.length > 0) out.push(NaN, NaN);
      column.begin(px, py);
    }
    gap = false;
  }
  column.flush();
  return out;
}

/** Collects the points of one column of pixels. */
function createColumn(out: number[]) {
  let at = NaN;
  let first: Point = origin;
  let last: Point = origin;
  let least: Point = origin;
  let greatest: Point = origin;
  return {
    holds: (px: number) => Math.floor(px) === at,
    begin(px: number, py: number): void {
      at = Math.floor(px);
      first = last = least = greatest = { px, py };
    },
    add(px: number, py: number): void {
      last = { px, py };
      if (py < least.py) least = last;
      if (py > greatest.py) greatest = last;
    },
    flush(): void {
      if (Number.isNaN(at)) return;
      const points = new Set([first, ...(least.px <= greatest.px ? [least, greatest] : [greatest, least]), last]);
      for (const { px, py } of points) out.push(px, py);
      at = NaN;
    },
  };
}

interface Point {
  readonly px: number;
  readonly py: number;
}

const origin: Point = { px: 0, py: 0 };

/**
 * The area between two lines as closed outlines, each a list of pairs of pixels: along the upper values and back along the
 * lower. Of every column of pixels it takes the least of the one and the greatest of the other.
 */
export function bandPixels(xs: ArrayLike<number>, low: ArrayLike<number>, high: ArrayLike<number>, x: Place, y: Place): number[][] {
  const outlines: number[][] = [];
  let upper: number[] = [];
  let lower: number[] = [];
  let at = NaN;
  const close = () => {
    if (upper.length > 0) outlines.push([...upper, ...reversedPairs(lower)]);
    upper = [];
    lower = [];
    at = NaN;
  };
  for (let i = 0; i < xs.length; i++) {
    const px = x(xs[i] as number);
    // Heights grow downwards, so the greater value has the lesser.
    const top = y(high[i] as number);
    const bottom = y(low[i] as number);
    if (!Number.isFinite(top) || !Number.isFinite(bottom)) close();
    else if (Math.floor(px) === at) {
      upper[upper.length - 1] = Math.min(upper.at(-1) as number, top);
      lower[lower.length - 1] = Math.max(lower.at(-1) as number, bottom);
    } else {
      at = Math.floor(px);
      upper.push(px, top);
      lower.push(px, bottom);
    }
  }
  close();
  return outlines;
}

function reversedPairs(pairs: readonly number[]): number[] {
  const out: number[] = [];
  for (let i = pairs.length - 2; i >= 0; i -= 2) out.push(pairs[i] as number, pairs[i + 1] as number);
  return out;
}
