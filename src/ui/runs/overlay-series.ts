// Lines of several runs for one chart: a colour and dashes for each run; validation is never solid where training is drawn too.

import { scaleOf, trainingCurve, validationCurve, type CurveAxis, type CurveMeasure, type CurvePoint } from '../../runs/run-curves.ts';
import type { RunCurves, RunRecord } from '../../runs/run-record.ts';
import { comparedLook, dashesOf } from '../charts/line-series.ts';

export interface OverlaySeries {
  readonly name: string;
  readonly colour: `--${string}`;
  readonly xs: ArrayLike<number>;
  readonly ys: ArrayLike<number>;
  readonly dashes?: readonly number[] | undefined;
  readonly dotted?: boolean;
  /** Thin and pale, without a name at its end: what the run's validation stands for where it has any. */
  readonly faint?: boolean;
}

export const curveParts = ['both', 'training', 'validation'] as const;
export type CurveParts = (typeof curveParts)[number];

/** What of a run's record its lines need. */
export type OverlayRecord = Pick<RunRecord, 'id' | 'name' | 'config' | 'data'>;

/** A run to draw, with its place among those chosen, which is its colour. */
export interface OverlayRun {
  readonly record: OverlayRecord;
  readonly curves: RunCurves;
  readonly place: number;
}

export interface OverlayOptions {
  readonly measure: CurveMeasure;
  readonly axis: CurveAxis;
  readonly parts: CurveParts;
  /** From 0 (none) to just below 1. */
  readonly smoothing: number;
}

/** Names of runs are made different where they are alike, by the order of their start. */
export function overlaySeries(runs: readonly OverlayRun[], { measure, axis, parts, smoothing }: OverlayOptions): OverlaySeries[] {
  const names = distinctNames(runs.map(({ record }) => record));
  return runs.flatMap(({ record, curves, place }): OverlaySeries[] => {
    const { colour, dashes } = comparedLook(place);
    const name = names.get(record.id) ?? record.name;
    const training = trainingCurve(curves, measure, axis, scaleOf(record));
    const validation = validationCurve(curves, measure, axis, scaleOf(record));
    const xs = (points: readonly CurvePoint[]) => Float64Array.from(points, ({ x }) => x);
    return [
      ...(parts === 'validation' ? [] : [{ name: parts === 'both' ? `${name}, training` : name, colour, ...((parts === 'training' || validation.length === 0) && { dashes }), xs: xs(training), ys: smooth(training, smoothing), faint: parts === 'both' && validation.length > 0 }]),
      ...(parts === 'training' || validation.length === 0 ? [] : [{
        name, colour, dashes: parts === 'both' ? dashesOf(place) : dashes, dotted: validation.length <= mostDots, xs: xs(validation), ys: Float64Array.from(validation, ({ y }) => y),
      }]),
    ];
  });
}

/** More dots than these run into each other. */
const mostDots = 40;

/** By id: without the words that all begin with, which leave no room at a line's end for those that differ. */
function distinctNames(records: readonly OverlayRecord[]): ReadonlyMap<string, string> {
  const seen = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const { name } of records) counts.set(name, (counts.get(name) ?? 0) + 1);
  const shared = sharedWords(records.map(({ name }) => name));
  return new Map(records.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, name }) => {
    const number = (seen.get(name) ?? 0) + 1;
    seen.set(name, number);
    const short = name.split(' ').slice(shared).join(' ');
    return [id, (counts.get(name) ?? 0) > 1 ? `${short} (${number})` : short];
  }));
}

/** How many words, commas aside, all of several names begin with; the last word of each stays. */
function sharedWords(names: readonly string[]): number {
  const words = names.map((name) => name.replaceAll(',', '').split(' '));
  const [first = []] = words;
  if (words.length < 2) return 0;
  const most = Math.min(...words.map(({ length }) => length)) - 1;
  let shared = 0;
  while (shared < most && words.every((own) => own[shared] === first[shared])) shared++;
  return shared;
}

/** Exponential moving average without the pull of its start; a point that stands for many steps weighs as many. */
function smooth(points: readonly CurvePoint[], smoothing: number): Float64Array {
  let average = 0;
  let weight = 0;
  return Float64Array.from(points, ({ count, y }) => {
    const kept = smoothing ** count;
    average = kept * average + (1 - kept) * y;
    weight = kept * weight + (1 - kept);
    return average / weight;
  });
}
