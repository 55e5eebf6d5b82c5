// One chart of several runs. The one place that knows what draws it.

import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { OverlaySeries } from './overlay-series.ts';

export interface OverlayChartProps {
  readonly title: string;
  readonly series: readonly OverlaySeries[];
  readonly xName: string;
  readonly formatX: (x: number) => string;
  readonly formatY: (value: number) => string;
  readonly formatTick?: (value: number) => string;
  readonly offersLog?: boolean;
}

/** The chart; fills its parent. */
export function OverlayChart({ title, series, formatX, formatY, formatTick = formatY }: OverlayChartProps) {
  return (
    <figure className="run-chart" aria-label={title}>
      <figcaption className="run-chart-caption"><span className="run-chart-title">{title}</span></figcaption>
      <div className="run-chart-plot">
        <ResponsiveContainer width="100%" height="100%">
          <LineChart accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
            <XAxis dataKey="x" type="number" domain={['dataMin', 'dataMax']} tickFormatter={formatX} allowDuplicatedCategory={false} height={20} />
            <YAxis tickFormatter={formatTick} domain={['auto', 'auto']} width={44} />
            {series.map(({ name, colour, xs, ys, dashed }) => (
              <Line
                key={name} name={name} data={Array.from(xs, (x, i) => ({ x, y: ys[i] }))} dataKey="y" stroke={`var(${colour})`} dot={false} isAnimationActive={false}
                {...(dashed && { strokeDasharray: '5 3' })}
              />
            ))}
            <Tooltip isAnimationActive={false} formatter={(value) => formatY(Number(value))} />
          </LineChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
}
