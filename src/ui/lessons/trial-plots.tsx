// The plots of a run: loss and accuracy of the trials over each other, and descents on their curves.

import { useMemo } from 'react';
import type { DescentTrial, Lesson, LessonEpoch, Trial } from '../../core/lesson.ts';
import { LineChart } from '../charts/line-chart.tsx';
import { comparedLook, type LineSeries } from '../charts/line-series.ts';
import { DescentPlot } from './descent-plot.tsx';
import type { LessonRun } from './lesson-run.ts';

const percentText = (value: number) => `${(100 * value).toFixed(2)} %`;
const lossText = (value: number) => value.toPrecision(3);
const epochText = (epoch: number) => `Epoch ${Math.round(epoch)}`;

export function TrialPlots({ lesson, run: { epochs, report } }: { readonly lesson: Lesson; readonly run: LessonRun }) {
  const loss = useSeries(lesson.trials, epochs, lossOf);
  const accuracy = useSeries(lesson.trials, epochs, accuracyOf);
  const descents = report ? lesson.trials.filter((trial): trial is DescentTrial => trial.type === 'descent') : [];
  return (
    <>
      {(loss.length > 0 || accuracy.length > 0) && (
        <div className="lesson-plots">
          <LineChart title="Training loss" series={loss} xName="epochs" formatX={epochText} formatY={lossText} group={lesson.id} empty="The first epoch draws the first point." />
          {accuracy.length > 0 && (
            <LineChart title="Validation accuracy" series={accuracy} xName="epochs" formatX={epochText} formatY={percentText} group={lesson.id} offersLog={false} empty="The first epoch draws the first point." />
          )}
        </div>
      )}
      {descents.length > 0 && <div className="lesson-plots">{descents.map((trial) => <DescentPlot key={trial.id} trial={trial} />)}</div>}
    </>
  );
}

function lossOf({ trainingLoss }: LessonEpoch): number {
  return trainingLoss;
}

function accuracyOf({ validationAccuracy }: LessonEpoch): number {
  return validationAccuracy;
}

/** One line a trial that has values. */
function useSeries(trials: readonly Trial[], epochs: LessonRun['epochs'], valueOf: (epoch: LessonEpoch) => number): LineSeries[] {
  return useMemo(() => trials.filter(({ type }) => type === 'training').flatMap(({ id, label }, index): LineSeries[] => {
    const own = epochs[id] ?? [];
    if (!own.some((epoch) => Number.isFinite(valueOf(epoch)))) return [];
    return [{ name: label, xs: own.map(({ epoch }) => epoch), ys: own.map(valueOf), ...comparedLook(index) }];
  }), [trials, epochs, valueOf]);
}
