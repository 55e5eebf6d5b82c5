// The gradient by depth: how much of it is there in the weights of each layer before training, a line for each trial, a chart for
// each depth.

import { useMemo } from 'react';
import type { Lesson, LessonResults } from '../../core/lesson.ts';
import { LineChart } from '../charts/line-chart.tsx';
import { comparedLook, type LineSeries } from '../charts/line-series.ts';
import { numberText } from '../lenses/number-text.ts';
import { gradientsByDepth } from './gradients-by-depth.ts';

export interface GradientPlotsProps {
  readonly lesson: Lesson;
  readonly results: LessonResults;
}

/** Nothing for a network of one hidden layer, which is all depth there is. */
export function GradientPlots({ lesson, results }: GradientPlotsProps) {
  const depths = useMemo(() => gradientsByDepth(lesson, results).filter(({ layers }) => layers.length > 2), [lesson, results]);
  if (depths.length === 0) return null;
  return (
    <section className="gradient-plots" aria-label="Gradients by depth">
      <h3>The gradient by depth, before training</h3>
      <div className="lesson-plots">{depths.map((depth) => <DepthPlot key={depth.layers.length} {...depth} />)}</div>
    </section>
  );
}

function DepthPlot({ layers, trials }: ReturnType<typeof gradientsByDepth>[number]) {
  const xs = useMemo(() => layers.map((_, i) => i + 1), [layers]);
  const series = useMemo(
    () => trials.map(({ label, norms }, i): LineSeries => ({ name: label, ...comparedLook(i), xs, ys: norms, dotted: true })),
    [trials, xs],
  );
  return (
    <LineChart
      title={`Gradient by layer, ${layers.length - 1} hidden layers`} series={series} xName="layer, from the input" startsLog
      formatX={(x) => layers[Math.round(x) - 1] ?? ''} formatY={shortText} formatTick={shortText} empty=""
    />
  );
}

const shortText = (value: number) => numberText(value, 2);
