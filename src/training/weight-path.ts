// The way of a run through its weights: what they were at some steps, evenly over the run and few enough to keep.

import type { WeightSet } from '../core/weights.ts';

export interface PathPoint {
  /** Steps taken before; 0 is the initial weights. */
  readonly step: number;
  readonly weights: WeightSet;
}

export interface WeightPath {
  /** True where the weights after `step` steps are to be handed to `add`. */
  wants(step: number): boolean;
  /** Keeps a copy; `tookMs` is how long it took to read the weights. */
  add(step: number, weights: WeightSet, tookMs?: number): void;
  /** By step. */
  points(): readonly PathPoint[];
  /** True where the weights are too many to be kept several times. */
  isTooLarge(): boolean;
}

export interface PathLimits {
  readonly maxPoints: number;
  readonly maxBytes: number;
  /** Of the time since the first point, reading may take this share. */
  readonly share: number;
}

const usual: PathLimits = { maxPoints: 128, maxBytes: 64e6, share: 0.02 };
/** Fewer points are no path. */
const fewest = 8;

/** Keeps every step at first; where there are too many, every other of them, and from then on half as many. */
export function createWeightPath(limits: Partial<PathLimits> = {}, clock: () => number = () => performance.now()): WeightPath {
  const { maxPoints, maxBytes, share } = { ...usual, ...limits };
  let points: PathPoint[] = [];
  let stride = 1;
  let capacity = maxPoints;
  let beganMs: number | undefined;
  let spentMs = 0;
  return {
    wants(step) {
      if (capacity < fewest || step % stride !== 0) return false;
      return beganMs === undefined || spentMs <= share * (clock() - beganMs);
    },
    add(step, weights, tookMs = 0) {
      beganMs ??= clock();
      // Reading for the first time may have to wait for an engine to warm up.
      if (points.length > 0) spentMs += tookMs;
      capacity = Math.min(maxPoints, Math.floor(maxBytes / bytesOf(weights)));
      if (capacity < fewest) return;
      points.push({ step, weights: copyOf(weights) });
      while (points.length > capacity) {
        stride *= 2;
        points = points.filter((point) => point.step % stride === 0);
      }
    },
    points: () => points,
    isTooLarge: () => capacity < fewest,
  };
}

function bytesOf(weights: WeightSet): number {
  return Object.values(weights).reduce((sum, { data }) => sum + data.byteLength, 0);
}

function copyOf(weights: WeightSet): WeightSet {
  return Object.fromEntries(Object.entries(weights).map(([key, { shape, data }]) => [key, { shape, data: data.slice() }]));
}
