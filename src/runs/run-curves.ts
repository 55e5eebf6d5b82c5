// Curves of runs over a common axis: steps, epochs, images or seconds of training.

import { imagesAt, type RunCurves, type RunRecord } from './run-record.ts';

export const curveAxes = ['steps', 'epochs', 'images', 'seconds'] as const;
/** `seconds` counts training work alone: validation and pauses make no run look slower. */
export type CurveAxis = (typeof curveAxes)[number];

export const curveMeasures = ['loss', 'accuracy'] as const;
export type CurveMeasure = (typeof curveMeasures)[number];

/** What of a run the axis needs to know beside its curves. */
export interface CurveScale {
  readonly batchSize: number;
  readonly trainingCount?: number | undefined;
}

export interface CurvePoint {
  readonly step: number;
  /** On the axis. */
  readonly x: number;
  readonly y: number;
  /** Steps that the point stands for. */
  readonly count: number;
}

export function scaleOf({ config, data }: Pick<RunRecord, 'config' | 'data'>): CurveScale {
  return { batchSize: config.batchSize, trainingCount: data?.trainingCount };
}

/** Training as it was, batch by batch; neighbours are means of each other where the run was long. */
export function trainingCurve(curves: RunCurves, measure: CurveMeasure, axis: CurveAxis, scale: CurveScale): CurvePoint[] {
  return curves[measure].points.map(({ step, mean, count }, i) => ({
    step, count, y: mean,
    // Both series take a value a step and merge the same neighbours, so their points lie at the same steps.
    x: axis === 'seconds' ? (curves.trainedMs.points[i]?.max ?? NaN) / 1000 : placeOf(step, axis, curves.batchesPerEpoch, scale),
  }));
}

/** Validation after each epoch; epochs without one are left out. */
export function validationCurve(curves: RunCurves, measure: CurveMeasure, axis: CurveAxis, scale: CurveScale): CurvePoint[] {
  let ms = 0;
  return curves.epochs.flatMap(({ step, validation, durationMs }) => {
    ms += durationMs;
    const x = axis === 'seconds' ? ms / 1000 : placeOf(step, axis, curves.batchesPerEpoch, scale);
    return Number.isFinite(validation[measure]) ? [{ step, x, y: validation[measure], count: 1 }] : [];
  });
}

function placeOf(step: number, axis: Exclude<CurveAxis, 'seconds'>, batchesPerEpoch: number, { batchSize, trainingCount }: CurveScale): number {
  switch (axis) {
    case 'steps': return step;
    case 'epochs': return step / batchesPerEpoch;
    case 'images': return imagesAt(step, batchesPerEpoch, batchSize, trainingCount);
  }
}
