// The curve of the learning-rate finder: the losses over the logarithm of the rate, smoothed and as they were.

import { useMemo } from 'react';
import type { RatePoint, RateRange } from '../../core/learning-rate-curve.ts';
import { LineChart } from '../charts/line-chart.tsx';
import type { LineSeries, Range } from '../charts/line-series.ts';
import type { Table } from '../charts/table.ts';
import { lossText } from './run-text.ts';
import { rateText } from './settings-text.ts';

export interface RateChartProps {
  readonly points: readonly RatePoint[];
  readonly range: RateRange;
  readonly suggestion?: number | undefined;
}

export function RateChart({ points, range: { from, to }, suggestion }: RateChartProps) {
  const series = useMemo(() => seriesOf(points, suggestion), [points, suggestion]);
  const xDomain = useMemo((): Range => [Math.log10(from), Math.log10(to)], [from, to]);
  const yDomain = useMemo(() => (points.length > 1 ? domainOf(points) : undefined), [points]);
  return (
    <LineChart
      title="Loss" xName="log rate" series={series} xDomain={xDomain} {...(yDomain && { yDomain })} offersLog={false}
      formatX={(x) => `Learning rate ${rateText(10 ** x)}`} formatY={lossText} empty="The curve is drawn as the rates are tried." rows={() => tableOf(points)}
    />
  );
}

function seriesOf(points: readonly RatePoint[], suggestion: number | undefined): LineSeries[] {
  const xs = points.map(({ learningRate }) => Math.log10(learningRate));
  const chosen = points.find(({ learningRate }) => learningRate === suggestion);
  return [
    { name: 'batch', colour: '--chart-loss', xs, ys: points.map(({ loss }) => loss), faint: true },
    { name: 'smoothed', colour: '--chart-loss', xs, ys: points.map(({ smoothed }) => smoothed) },
    ...(chosen ? [{ name: 'suggested', colour: '--accent', xs: [Math.log10(chosen.learningRate)], ys: [chosen.smoothed], dotted: true } as const] : []),
  ];
}

/** What explodes would press the fall flat, so as much is shown above the first loss as below it. */
function domainOf(points: readonly RatePoint[]): Range | undefined {
  const losses = points.map(({ smoothed }) => smoothed);
  const first = losses[0] ?? 0;
  const least = Math.min(...losses);
  const most = Math.min(Math.max(...losses), 2 * first - least);
  const margin = 0.05 * (most - least);
  return margin > 0 ? [least - margin, most + margin] : undefined;
}

function tableOf(points: readonly RatePoint[]): Table {
  return [['learning rate', 'loss', 'smoothed'], ...points.map(({ learningRate, loss, smoothed }) => [learningRate, loss, smoothed])];
}
