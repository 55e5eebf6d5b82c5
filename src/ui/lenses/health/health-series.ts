// From looks at a network to the lines of its charts, over steps.

import { goodUpdateRatio } from '../../../core/diagnoses.ts';
import type { Health } from '../../../core/health.ts';
import { comparedLook, type LineSeries } from '../../charts/line-series.ts';

type Read = (health: Health, of: string) => number | undefined;

/** A line for each of `ids`; what was not known at a step is a gap. */
function linesOf(points: readonly Health[], ids: readonly string[], nameOf: (id: string) => string, read: Read): LineSeries[] {
  const xs = points.map(({ step }) => step);
  return ids.map((id, i) => ({ name: nameOf(id), ...comparedLook(i), xs, ys: points.map((point) => read(point, id) ?? NaN), dotted: points.length < 12 }));
}

/** Norm of the gradient by the output of each layer that has weights. */
export function gradientSeries(points: readonly Health[], layers: readonly string[], nameOf: (id: string) => string): LineSeries[] {
  return linesOf(points, layers, nameOf, ({ ops }, id) => ops.find(({ op }) => op === id)?.gradientNorm);
}

/** Updates over weights of each layer's matrix, and the line they should be about. */
export function updateSeries(points: readonly Health[], layers: readonly string[], nameOf: (id: string) => string): LineSeries[] {
  const steps = points.map(({ step }) => step);
  const lines = linesOf(points, layers, nameOf, ({ tensors }, id) => tensors.find(({ key }) => key === `${id}.weight`)?.updateRatio);
  if (!lines.some(({ ys }) => Array.from(ys).some(Number.isFinite))) return [];
  const ends = [steps[0] ?? 0, Math.max(steps.at(-1) ?? 1, (steps[0] ?? 0) + 1)];
  return [{ name: `about ${goodUpdateRatio}`, colour: '--chart-crosshair', faint: true, xs: ends, ys: ends.map(() => goodUpdateRatio) }, ...lines];
}

/** Dead units of ReLUs and values of Sigmoids and Tanhs at their ends. */
export function deadSeries(points: readonly Health[], activations: readonly string[], nameOf: (id: string) => string): LineSeries[] {
  return linesOf(points, activations, nameOf, ({ ops }, id) => {
    const found = ops.find(({ op }) => op === id);
    return found?.dead ?? found?.saturated;
  });
}
