// One measure of a run over its epochs: training solid, validation dashed, each named at its line's end.

import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, usePlotArea, useXAxisScale, useYAxisScale, XAxis, YAxis, type TooltipContentProps } from 'recharts';
import { lastOf, valueDomain, type ChartRow, type Measure } from './chart-rows.ts';
import { linearTicks, logarithmicTicks } from './ticks.ts';

export interface RunChartProps {
  readonly measure: Measure;
  readonly rows: readonly ChartRow[];
  readonly logarithmic?: boolean;
  /** A value as people read it. */
  readonly format: (value: number) => string;
  /** A round value, at the axis. */
  readonly formatTick: (value: number) => string;
}

/** The crosshair of all charts of a run moves as one. */
const syncId = 'run';
const margin = { top: 6, right: 66, bottom: 0, left: 0 };
const labelHeight = 14;

/** The chart itself; fills its parent. */
export function RunChart({ measure, rows, logarithmic = false, format, formatTick }: RunChartProps) {
  const stroke = `var(--chart-${measure})`;
  const end = rows.at(-1)?.epoch ?? 1;
  const [low, high] = valueDomain(rows, logarithmic);
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={rows} margin={margin} syncId={syncId} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
        <XAxis dataKey="epoch" type="number" domain={[0, end]} ticks={linearTicks(0, end, 6)} tickLine={false} axisLine={{ stroke: 'var(--chart-grid)' }} height={20} />
        <YAxis type="number" scale={logarithmic ? 'log' : 'linear'} domain={[low, high]} allowDataOverflow ticks={logarithmic ? logarithmicTicks(low, high) : linearTicks(low, high, 4)} tickFormatter={formatTick} tickLine={false} axisLine={false} width={44} />
        <Line dataKey="raw" stroke={stroke} strokeOpacity="var(--chart-raw-opacity)" strokeWidth={1} dot={false} activeDot={false} isAnimationActive={false} connectNulls />
        <Line dataKey="smooth" stroke={stroke} strokeWidth={1.75} dot={false} activeDot={{ r: 3, stroke: 'var(--surface)' }} isAnimationActive={false} connectNulls />
        <Line dataKey="validation" stroke={stroke} strokeWidth={1.75} strokeDasharray="5 3" dot={{ r: 2, fill: stroke, strokeWidth: 0 }} activeDot={{ r: 3, stroke: 'var(--surface)' }} isAnimationActive={false} connectNulls />
        <EndLabels rows={rows} fill={stroke} />
        <Tooltip isAnimationActive={false} position={{ y: 0 }} cursor={{ stroke: 'var(--chart-crosshair)', strokeWidth: 1 }} content={<Reading format={format} />} />
      </LineChart>
    </ResponsiveContainer>
  );
}

/** Names beside the last values, moved apart where the lines end close to each other. */
function EndLabels({ rows, fill }: { readonly rows: readonly ChartRow[]; readonly fill: string }) {
  const plot = usePlotArea();
  const toX = useXAxisScale();
  const toY = useYAxisScale();
  if (!plot || !toX || !toY) return null;
  const ends = (['smooth', 'validation'] as const).flatMap((kind) => {
    const last = lastOf(rows, kind);
    const y = last && toY(last.value);
    const x = last && toX(last.epoch);
    return last && y !== undefined && x !== undefined ? [{ name: kind === 'smooth' ? 'training' : 'validation', x, y }] : [];
  }).sort((a, b) => a.y - b.y);
  const [upper, lower] = ends;
  const overlap = upper && lower ? Math.max(0, labelHeight - (lower.y - upper.y)) / 2 : 0;
  const shiftUp = Math.max(0, plot.y + labelHeight / 2 - ((upper?.y ?? 0) - overlap));
  return ends.map(({ name, y }, index) => (
    <text key={name} className="chart-end-label" x={plot.x + plot.width + 6} y={y + (index === 0 ? -overlap : overlap) + (ends.length === 2 ? shiftUp : 0)} fill={fill} dominantBaseline="central">
      {name}
    </text>
  ));
}

type ReadingProps = Partial<Pick<TooltipContentProps, 'active' | 'payload'>> & { readonly format: (value: number) => string };

/** The values under the crosshair; recharts adds which. */
function Reading({ active, payload, format }: ReadingProps) {
  const row = payload?.[0]?.payload as ChartRow | undefined;
  if (!active || !row) return null;
  return (
    <div className="chart-reading">
      <p>Epoch {row.epoch.toFixed(2)}, step {row.step.toLocaleString('en-US')}</p>
      <dl>
        {row.smooth !== undefined && <><dt>training</dt><dd>{format(row.smooth)}</dd></>}
        {row.raw !== undefined && <><dt>batch</dt><dd>{format(row.raw)}</dd></>}
        {row.validation !== undefined && <><dt>validation</dt><dd>{format(row.validation)}</dd></>}
      </dl>
    </div>
  );
}
