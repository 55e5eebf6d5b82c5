// The learning rate over the run that its settings describe, drawn before the run, with where a run in progress is.

import { useId } from 'react';
import type { ScheduleConfig } from '../../core/schedules.ts';
import { scheduleCurve, type ScheduleCurve as Curve } from '../../core/schedule-curve.ts';
import type { TrainingConfig } from '../../core/training-config.ts';
import { lineScene } from '../charts/line-scene.ts';
import { PlotDownload } from '../charts/plot-download.tsx';
import type { Measure } from '../charts/scene.ts';
import { useServices } from '../services.tsx';
import { useRun } from './run-store.ts';
import { rateText } from './settings-text.ts';
import './schedule-curve.css';

/** In the units of the drawing, which is stretched to the width there is. */
const width = 240;
const height = 48;
const inset = 3;

export function ScheduleCurve({ training }: { readonly training: TrainingConfig }) {
  const { datasets } = useServices();
  const titleId = useId();
  const batch = useRun((state) => (state.subject?.config.schedule === training.schedule ? state.log.lastBatch : undefined));
  const loaded = useRun((state) => (state.log.data?.dataset === training.dataset ? state.log.data.trainingCount : undefined));
  const info = datasets.find(({ id }) => id === training.dataset);
  const share = training.validation === 'test' ? 1 : 1 - training.validation;
  // Digits are drawn, as many as there are asked for.
  const examples = loaded ?? (info?.trainingCount ?? 20_000) * share;
  const curve = scheduleCurve(training, Math.max(1, Math.ceil(examples / Math.max(1, training.batchSize))));
  const path = pathOf(curve);
  const now = batch && batch.step <= curve.totalSteps ? (batch.step / curve.totalSteps) * width : undefined;
  return (
    <figure className="schedule-curve" aria-labelledby={titleId}>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
        <path className="schedule-curve-area" d={`${path} L${width} ${height} L0 ${height} Z`} />
        <path className="schedule-curve-line" d={path} />
        {now !== undefined && <line className="schedule-curve-now" x1={now} x2={now} y1={0} y2={height} />}
      </svg>
      <figcaption>
        <span className="visually-hidden" id={titleId}>{describe(curve, training)}</span>
        <span aria-hidden>{rateText(curve.start)}</span>
        {hasPeak(curve) && <span aria-hidden>peak {rateText(curve.peak.learningRate)}</span>}
        <span aria-hidden>{rateText(curve.end)}</span>
        <PlotDownload
          name="Learning rate" drawing={{ scene: (measure) => fileScene(curve, training.epochs, measure) }}
          rows={() => [['step', 'learning rate'], ...curve.points.map(({ step, learningRate }) => [step, learningRate])]}
        />
      </figcaption>
      {training.schedule?.type === 'plateau' && <p className="setting-note">Times {training.schedule.factor} whenever {lossOf(training)} rests for more than {training.schedule.patience} epochs.</p>}
    </figure>
  );
}

/** With axes, which the page has no room for. */
function fileScene({ points, totalSteps }: Curve, epochs: number, measure: Measure) {
  const xs = points.map(({ step }) => (step / totalSteps) * epochs);
  return lineScene({
    series: [{ name: 'learning rate', colour: '--chart-loss', xs, ys: points.map(({ learningRate }) => learningRate) }],
    width: 640, height: 240, scale: 'linear', xName: 'epochs', yDomain: [0, 1.05 * Math.max(...points.map(({ learningRate }) => learningRate), Number.MIN_VALUE)], measure,
  });
}

function hasPeak({ start, peak, end }: Curve): boolean {
  return peak.learningRate > Math.max(start, end) * 1.0001;
}

function pathOf({ points, peak, totalSteps }: Curve): string {
  const x = (step: number) => (totalSteps === 1 ? 0 : (step / (totalSteps - 1)) * width);
  const y = (rate: number) => height - inset - (peak.learningRate > 0 ? rate / peak.learningRate : 0) * (height - 2 * inset);
  const drawn = points.map(({ step, learningRate }, i) => `${i === 0 ? 'M' : 'L'}${x(step).toFixed(1)} ${y(learningRate).toFixed(1)}`);
  // A run of one batch is a level line.
  return points.length === 1 ? `${drawn.join('')} L${width} ${y(points[0]?.learningRate ?? 0).toFixed(1)}` : drawn.join(' ');
}

function describe(curve: Curve, { epochs }: TrainingConfig): string {
  const peak = hasPeak(curve) ? `, peaks at ${rateText(curve.peak.learningRate)} in epoch ${Math.floor((curve.peak.step / curve.totalSteps) * epochs) + 1}` : '';
  return `Learning rate over the run: starts at ${rateText(curve.start)}${peak}, ends at ${rateText(curve.end)}`;
}

function lossOf({ validation }: TrainingConfig): string {
  return validation === 0 ? 'the training loss' : 'the validation loss';
}

/** Whether there is a curve worth drawing. */
export function isScheduled(schedule: ScheduleConfig | undefined): boolean {
  return schedule !== undefined && (schedule.type !== 'constant' || schedule.warmup !== undefined);
}
