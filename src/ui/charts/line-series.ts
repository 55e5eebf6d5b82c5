// What a line chart is given: named series of numbers by x, and what can be asked of them.

export interface LineSeries {
  readonly name: string;
  /** A custom property of the theme: "--chart-loss". */
  readonly colour: `--${string}`;
  /** Ascending: epochs, steps, seconds, images. */
  readonly xs: ArrayLike<number>;
  /** As long as `xs`; what is not finite is a gap in the line. */
  readonly ys: ArrayLike<number>;
  /** Drawn as an area behind the line; both as long as `xs`. */
  readonly band?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
  /** As in a canvas's `setLineDash`; a solid line without. */
  readonly dashes?: readonly number[] | undefined;
  /** Thin and pale, without a name at its end or a value beside the title: what another series smooths. */
  readonly faint?: boolean;
  /** A dot at every point, for series of few. */
  readonly dotted?: boolean;
}

/** As many colours as `tokens.css` has for lines that are compared. */
const colours = 8;

/** Dashes that are told apart from each other, the first what validation has beside training. */
const patterns = [[5, 3], [2, 2.5], [11, 3], [9, 3, 2, 3]] as const;

/** Dashes for the `index`th of several lines, none of them solid. */
export function dashesOf(index: number): readonly number[] {
  return patterns[index % patterns.length] ?? patterns[0];
}

/** The look of the `index`th of several lines that are compared, from 0: dashes too, so that none hangs on its colour alone. */
export function comparedLook(index: number): Pick<LineSeries, 'colour' | 'dashes'> {
  const pattern = index % (patterns.length + 1);
  return { colour: `--chart-${(index % colours) + 1}`, ...(pattern > 0 && { dashes: dashesOf(pattern - 1) }) };
}

export type Range = readonly [low: number, high: number];

/** How values become heights: as they are, or by their logarithm, which only those above zero have. */
export type ScaleKind = 'linear' | 'log';

/** Whether a value has a place on the scale. */
export function isDrawable(value: number, kind: ScaleKind): boolean {
  return Number.isFinite(value) && (kind === 'linear' || value > 0);
}

/** Index of the last finite value, or -1. */
export function lastIndex({ ys }: LineSeries): number {
  let index = ys.length - 1;
  while (index >= 0 && !Number.isFinite(ys[index])) index--;
  return index;
}

/** Index of the point whose x is nearest, or -1 where there are none. */
export function nearestIndex(xs: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = xs.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((xs[middle] as number) <= x) low = middle;
    else high = middle;
  }
  if (high < 0) return -1;
  return Math.abs((xs[low] as number) - x) <= Math.abs((xs[high] as number) - x) ? low : high;
}

/** Least and greatest x of all series, or undefined where there is none. */
export function xRange(series: readonly LineSeries[]): Range | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const { xs } of series) {
    if (xs.length === 0) continue;
    low = Math.min(low, xs[0] as number);
    high = Math.max(high, xs[xs.length - 1] as number);
  }
  return low <= high ? [low, high] : undefined;
}

/** Least and greatest value of all series and their bands that the scale can show, or undefined where there is none. */
export function yRange(series: readonly LineSeries[], kind: ScaleKind): Range | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const { ys, band } of series) {
    for (const values of band ? [ys, band.low, band.high] : [ys]) {
      for (let i = 0; i < values.length; i++) {
        const value = values[i] as number;
        if (!isDrawable(value, kind)) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
  }
  return low <= high ? [low, high] : undefined;
}

/** Room for values of a range: a little more on both sides; what begins at or above zero stays there. */
export function withMargin([low, high]: Range, kind: ScaleKind): Range {
  if (kind === 'log') return [low / 1.1, high * 1.1];
  const margin = (high - low || Math.abs(high) || 1) * 0.05;
  return [low - margin < 0 && low >= 0 ? 0 : low - margin, high + margin];
}
