// A series of measurements by step that stays small however long a run is: neighbours are merged in pairs
// when it is full, and each point remembers mean, least and greatest of what it stands for.

export interface SeriesPoint {
  /** The last step it stands for. */
  readonly step: number;
  /** How many steps it stands for. */
  readonly count: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

export interface Series {
  /** Every point but the last stands for this many steps. */
  readonly stride: number;
  readonly points: readonly SeriesPoint[];
}

export const emptySeries: Series = { stride: 1, points: [] };

/** A series holds at most this many points, and from half as many once it is long. */
export const maxPoints = 1024;

/** The series with more measurements at its end. */
export function extendSeries(series: Series, added: readonly { readonly step: number; readonly value: number }[]): Series {
  if (added.length === 0) return series;
  let { stride } = series;
  let points = [...series.points];
  for (const { step, value } of added) {
    const point = { step, count: 1, mean: value, min: value, max: value };
    const last = points.at(-1);
    if (last && last.count < stride) points[points.length - 1] = merge(last, point);
    else points.push(point);
    if (points.length > maxPoints) {
      points = mergePairs(points);
      stride *= 2;
    }
  }
  return { stride, points };
}

function mergePairs(points: readonly SeriesPoint[]): SeriesPoint[] {
  const merged: SeriesPoint[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const [first, second] = points.slice(i, i + 2);
    if (first) merged.push(second ? merge(first, second) : first);
  }
  return merged;
}

function merge(a: SeriesPoint, b: SeriesPoint): SeriesPoint {
  const count = a.count + b.count;
  return {
    step: b.step,
    count,
    mean: (a.mean * a.count + b.mean * b.count) / count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
  };
}
