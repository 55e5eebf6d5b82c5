// The crosshair that all charts of a group share: a value of x, wherever the pointer or the keys have put it.

import { useState } from 'react';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { nearestIndex, type LineSeries } from './line-series.ts';
import type { PlotArea } from './line-scene.ts';

export interface Crosshair {
  /** Undefined where there is none. */
  readonly x: number | undefined;
}

export type CrosshairStore = StoreApi<Crosshair>;

const create = (): CrosshairStore => createStore(() => ({ x: undefined }));
const groups = new Map<string, CrosshairStore>();

/** The crosshair of a group of charts, whose x must mean the same; a chart without a group has its own. */
export function useCrosshair(group: string | undefined): CrosshairStore {
  const [own] = useState(create);
  if (group === undefined) return own;
  const shared = groups.get(group) ?? create();
  groups.set(group, shared);
  return shared;
}

/** The x of any series' point nearest to `x`. */
export function snap(series: readonly LineSeries[], x: number): number | undefined {
  let best: number | undefined;
  for (const { xs } of series) {
    const candidate = xs[nearestIndex(xs, x)];
    if (candidate !== undefined && (best === undefined || Math.abs(candidate - x) < Math.abs(best - x))) best = candidate;
  }
  return best;
}

/** The next x, to the right or left, of any point at least a pixel away; the outermost where there is none further. */
export function nextX(series: readonly LineSeries[], { x, left, right, valueAt }: PlotArea, from: number | undefined, pixels: number): number | undefined {
  if (from === undefined) return snap(series, valueAt(pixels > 0 ? left : right));
  const wanted = x(from) + pixels;
  const step = Math.sign(pixels);
  const end = step > 0 ? right : left;
  for (let px = wanted; step > 0 ? px <= end : px >= end; px += step) {
    const candidate = snap(series, valueAt(px));
    if (candidate !== undefined && step * (x(candidate) - x(from)) >= 1) return candidate;
  }
  return snap(series, valueAt(end));
}

export interface Reading {
  readonly name: string;
  readonly colour: LineSeries['colour'];
  readonly x: number;
  readonly y: number;
}

/** A point further from the crosshair than this is not what it points at. */
const reachPixels = 8;

/** The values under the crosshair, of every series that has a point there. */
export function readings(series: readonly LineSeries[], plot: PlotArea, x: number): Reading[] {
  return series.flatMap(({ name, colour, xs, ys }) => {
    const index = nearestIndex(xs, x);
    const at = xs[index];
    const y = ys[index];
    if (at === undefined || y === undefined || !Number.isFinite(y) || Math.abs(plot.x(at) - plot.x(x)) > reachPixels) return [];
    return [{ name, colour, x: at, y }];
  });
}
