// The plots of a run: loss and accuracy of the trials over each other, live, and what only the end shows.

import { useMemo } from 'react';
import { create } from 'zustand';
import type { DescentTrial, Lesson, TrainingTrial } from '../../core/lesson.ts';
import type { CurveAxis, CurveMeasure } from '../../runs/run-curves.ts';
import { curvesOf, type RunCurves } from '../../runs/run-record.ts';
import { CurveAxisChoice, percentTick, placeTexts } from '../runs/curve-axis.tsx';
import { OverlayChart } from '../runs/overlay-chart.tsx';
import { overlaySeries, type OverlaySeries } from '../runs/overlay-series.ts';
import { lossText, percentText } from '../training/run-text.ts';
import { CostSurfaces } from './cost-surface.tsx';
import { DescentPlot } from './descent-plot.tsx';
import { GradientPlots } from './gradient-plots.tsx';
import { GradientTable } from './gradient-table.tsx';
import type { LessonRun, TrialLog } from './lesson-run.ts';

/** Kept while the page is open. */
const useAxis = create<{ readonly axis: CurveAxis }>(() => ({ axis: 'epochs' }));

/** Of a training loss that goes batch by batch. */
const smoothing = 0.9;
/** From so many epochs on the training loss is drawn epoch by epoch, which no order of the examples makes jagged. */
const manyEpochs = 30;

export function TrialPlots({ lesson, run }: { readonly lesson: Lesson; readonly run: LessonRun }) {
  const { axis } = useAxis();
  const loss = useSeries(lesson, run.logs, 'training loss', axis);
  const accuracy = useSeries(lesson, run.logs, 'validation accuracy', axis);
  // Where numbers are predicted, nothing is right or wrong.
  const validationLoss = useSeries(lesson, accuracy.length > 0 ? noLogs : run.logs, 'validation loss', axis);
  const descents = useMemo(() => lesson.trials.filter((trial): trial is DescentTrial => trial.type === 'descent'), [lesson]);
  const startsLog = useMemo(() => lesson.lossScale === 'log' || isWide(loss), [lesson, loss]);
  const shared = { xName: axis, formatX: placeTexts[axis], group: lesson.id };
  return (
    <>
      {descents.length > 0 && <div className="lesson-plots">{descents.map((trial) => <DescentPlot key={trial.id} trial={trial} among={descents} />)}</div>}
      {loss.length > 0 && (
        <div className="lesson-curves" role="group" aria-label="Curves">
          <CurveAxisChoice axis={axis} onChange={(chosen) => useAxis.setState({ axis: chosen })} />
          <div className="lesson-plots">
            <OverlayChart title="Training loss" series={loss} {...shared} formatY={lossText} startsLog={startsLog} />
            {accuracy.length > 0 && <OverlayChart title="Validation accuracy" series={accuracy} {...shared} formatY={percentText} formatTick={percentTick} offersLog={false} />}
            {validationLoss.length > 0 && <OverlayChart title="Validation loss" series={validationLoss} {...shared} formatY={lossText} startsLog={startsLog} />}
          </div>
        </div>
      )}
      {run.report && <CostSurfaces lesson={lesson} results={run.report.results} />}
      {run.report && <GradientPlots lesson={lesson} results={run.report.results} />}
      {run.report && <GradientTable lesson={lesson} results={run.report.results} />}
    </>
  );
}

const noLogs: LessonRun['logs'] = {};
const measures = { 'training loss': 'loss', 'validation loss': 'loss', 'validation accuracy': 'accuracy' } as const satisfies Record<string, CurveMeasure>;

/** One line a trial that has values: the training loss of the batches, what is validated of the epochs. */
function useSeries({ trials }: Lesson, logs: LessonRun['logs'], what: keyof typeof measures, axis: CurveAxis): readonly OverlaySeries[] {
  return useMemo(() => {
    const trained = trials.filter((trial): trial is TrainingTrial => trial.type === 'training');
    const runs = trained.flatMap(({ id, label: name }, place) => {
      const its = logs[id];
      return its ? [{ record: { id, name, config: its.config }, curves: what === 'training loss' ? lossCurves(its) : curvesOf(its.log), place }] : [];
    });
    const isByBatch = what === 'training loss' && !runs.some(({ record: { config } }) => config.epochs >= manyEpochs);
    return overlaySeries(runs, { measure: measures[what], axis, parts: isByBatch ? 'training' : 'validation', smoothing }).filter(({ xs }) => xs.length > 0);
  }, [trials, logs, what, axis]);
}

/** With the training loss in place of the validation's, for a curve of epochs. */
function lossCurves({ log }: TrialLog): RunCurves {
  const curves = curvesOf(log);
  return { ...curves, epochs: curves.epochs.map((epoch) => ({ ...epoch, validation: epoch.training })) };
}

/** Some losses are so far from others that only a logarithm shows both. */
function isWide(series: readonly OverlaySeries[]): boolean {
  const values = series.flatMap(({ ys }) => Array.from(ys)).filter((value) => value > 0 && Number.isFinite(value));
  return values.length > 0 && Math.max(...values) > 1e4 * Math.min(...values);
}
