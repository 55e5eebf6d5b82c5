// One chart of several runs. The one place that knows what draws it.

import { LineChart } from '../charts/line-chart.tsx';
import type { OverlaySeries } from './overlay-series.ts';

export interface OverlayChartProps {
  readonly title: string;
  readonly series: readonly OverlaySeries[];
  readonly xName: string;
  readonly formatX: (x: number) => string;
  readonly formatY: (value: number) => string;
  readonly formatTick?: (value: number) => string;
  readonly offersLog?: boolean;
  readonly startsLog?: boolean;
  /** Charts of one group share their crosshair. */
  readonly group?: string;
}

/** The chart; fills its parent. Its crosshair is shared with the other measures of these runs. */
export function OverlayChart(props: OverlayChartProps) {
  return <LineChart group="kept runs" {...props} empty="The curves of these runs hold nothing to draw here." />;
}
