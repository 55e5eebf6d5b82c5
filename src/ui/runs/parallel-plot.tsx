// Parallel coordinates: every run a line through its settings to its results. A range of an axis is brushed by dragging
// over it, or by the two handles with the keyboard; the lines outside fade.

import { memo, useMemo, useRef, useState } from 'react';
import { meritOf, parallelAxes, passesBrushes, type Brush, type Brushes, type ParallelAxis } from '../../runs/parallel-axes.ts';
import type { CellValue } from '../../runs/run-columns.ts';
import type { RunRecord } from '../../runs/run-record.ts';
import { PlotDownload } from '../charts/plot-download.tsx';
import type { Cell, Table } from '../charts/table.ts';
import { tickText as shortNumber } from '../charts/ticks.ts';
import { Button } from '../controls/button.tsx';
import { countOf } from '../format.ts';
import { useSize } from '../use-size.ts';
import { AxisBrush } from './axis-brush.tsx';
import { cellText } from './cell-text.ts';
import { useRuns, useRunsStore } from './use-runs.ts';
import '../charts/line-chart.css';
import './parallel-plot.css';

export interface ParallelPlotProps {
  readonly records: readonly RunRecord[];
  readonly pointed: string | undefined;
  readonly onPoint: (id: string | undefined) => void;
}

/** Of a tick. */
const labelHeight = 11;
/** Room around the axes, in CSS pixels: their names above, missing values below. */
const room = { top: 34, right: 40, bottom: 22, left: 40 };
const undrawn = { width: 0, height: 0 };

export function ParallelPlot({ records, pointed, onPoint }: ParallelPlotProps) {
  const runs = useRunsStore();
  const selected = useRuns((state) => state.selected);
  const [frame, setFrame] = useState<HTMLDivElement | null>(null);
  const svg = useRef<SVGSVGElement>(null);
  const { width, height } = useSize(frame) ?? undrawn;
  const [brushes, setBrushes] = useState<Brushes>({});
  const axes = useMemo(() => parallelAxes(records), [records]);
  const merit = useMemo(() => meritOf(records), [records]);
  const passing = useMemo(() => new Set(records.filter((record) => passesBrushes(record, axes, brushes)).map(({ id }) => id)), [records, axes, brushes]);
  const brushed = axes.some(({ column }) => brushes[column.id] !== undefined);
  const plot = { x: (i: number) => (axes.length === 1 ? width / 2 : room.left + (i * (width - room.left - room.right)) / (axes.length - 1)), y: (place: number) => height - room.bottom - place * (height - room.top - room.bottom) };
  const change = (id: string, brush: Brush | undefined) => setBrushes(({ [id]: _, ...others }) => (brush ? { ...others, [id]: brush } : others));
  const named = records.find(({ id }) => id === pointed);
  return (
    <figure className="parallel" aria-label="Parallel coordinates">
      <figcaption className="parallel-caption">
        <span className="line-chart-title">Settings and results</span>
        <span className="parallel-named" role="status">{named?.name ?? (brushed ? `${countOf(passing.size, 'run')} inside` : 'Drag over an axis to keep a range')}</span>
        {brushed && <Button variant="quiet" onClick={() => setBrushes({})}>Clear</Button>}
        {brushed && <Button variant="quiet" disabled={passing.size === 0} onClick={() => runs.select([...passing])}>Choose these</Button>}
        <PlotDownload name="Settings and results" drawing={{ svg: () => svg.current }} rows={() => tableOf(records, axes)} />
      </figcaption>
      <div className="parallel-frame" ref={setFrame}>
        {width > 0 && (
          <svg ref={svg} className="parallel-plot" width={width} height={height} onPointerLeave={() => onPoint(undefined)}>
            <g fill="none">
              {records.map((record) => (
                <RunLine
                  key={record.id} record={record} axes={axes} width={width} height={height} merit={merit(record)}
                  look={record.id === pointed ? 'pointed' : !passing.has(record.id) ? 'outside' : selected.includes(record.id) ? 'chosen' : 'plain'}
                  path={linePath(record, axes, plot)} onPoint={onPoint}
                />
              ))}
            </g>
            {axes.map((axis, i) => <Axis key={axis.column.id} axis={axis} x={plot.x(i)} top={plot.y(1)} bottom={plot.y(0)} isFirst={i === 0} isLast={i === axes.length - 1 && i > 0} />)}
            {named && <Values record={named} axes={axes} plot={plot} />}
            {axes.map(({ column }, i) => (
              <AxisBrush key={column.id} label={column.label} x={plot.x(i)} top={plot.y(1)} bottom={plot.y(0)} brush={brushes[column.id]} onChange={(brush) => change(column.id, brush)} />
            ))}
          </svg>
        )}
      </div>
    </figure>
  );
}

function tableOf(records: readonly RunRecord[], axes: readonly ParallelAxis[]): Table {
  return [['Run', ...axes.map(({ column }) => column.label)], ...records.map((record) => [record.name, ...axes.map(({ column }) => cellOf(column.value(record)))])];
}

function cellOf(value: CellValue): Cell {
  return typeof value === 'boolean' ? String(value) : value;
}

interface Plot {
  readonly x: (axis: number) => number;
  readonly y: (place: number) => number;
}

/** Below its axis where a run has no value there. */
function linePath(record: RunRecord, axes: readonly ParallelAxis[], { x, y }: Plot): string {
  return axes.map(({ column, place }, i) => {
    const at = place(column.value(record));
    return `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${(at === undefined ? y(0) + room.bottom / 2 : y(at)).toFixed(1)}`;
  }).join('');
}

interface RunLineProps {
  readonly record: RunRecord;
  readonly axes: readonly ParallelAxis[];
  readonly width: number;
  readonly height: number;
  readonly merit: number | undefined;
  readonly look: 'plain' | 'chosen' | 'pointed' | 'outside';
  readonly path: string;
  readonly onPoint: (id: string | undefined) => void;
}

const RunLine = memo(function RunLine({ record, merit = 0, look, path, onPoint }: RunLineProps) {
  const runs = useRunsStore();
  const toggle = () => {
    const { selected } = runs.getState();
    runs.select(selected.includes(record.id) ? selected.filter((id) => id !== record.id) : [...selected, record.id]);
  };
  return (
    <path
      className="parallel-line" data-look={look} d={path} onPointerEnter={() => onPoint(record.id)} onClick={toggle}
      style={{ '--merit': `${Math.round(100 * merit)}%` } as React.CSSProperties}
    >
      <title>{record.name}</title>
    </path>
  );
});

/** The values of one run beside its line. */
function Values({ record, axes, plot: { x, y } }: { readonly record: RunRecord; readonly axes: readonly ParallelAxis[]; readonly plot: Plot }) {
  return axes.map(({ column, place }, i) => {
    const value = column.value(record);
    const at = place(value);
    return at === undefined ? null : (
      <text key={column.id} className="parallel-value" x={x(i) + 6} y={y(at) - 5}>{cellText(column, value)}</text>
    );
  });
}

interface AxisProps {
  readonly axis: ParallelAxis;
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  /** Names at the sides stay inside. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

function Axis({ axis: { column, ticks, scale }, x, top, bottom, isFirst, isLast }: AxisProps) {
  return (
    <g>
      <text className="parallel-name" x={isFirst ? 0 : isLast ? x + room.right : x} y={12} textAnchor={isFirst ? 'start' : isLast ? 'end' : 'middle'}>{column.label}</text>
      {scale === 'log' && <text className="parallel-tick" x={x} y={25} textAnchor="middle">log</text>}
      <line className="parallel-axis" x1={x} x2={x} y1={top} y2={bottom} />
      {apart(ticks, bottom - top).map(({ value, place }) => (
        <text key={String(value)} className="parallel-tick" x={x - 5} y={bottom - place * (bottom - top)} textAnchor="end" dominantBaseline="central">{tickText(column.id, cellText(column, value), value)}</text>
      ))}
    </g>
  );
}

/** Those whose labels do not cover each other: the ends first, as they say how far the axis reaches. */
function apart(ticks: ParallelAxis['ticks'], height: number): ParallelAxis['ticks'] {
  const shown: ParallelAxis['ticks'][number][] = [];
  const ends = [ticks[0], ticks.at(-1), ...ticks].filter((tick) => tick !== undefined);
  for (const tick of ends) if (shown.every(({ place }) => Math.abs(place - tick.place) * height >= labelHeight)) shown.push(tick);
  return shown;
}

/** A value between those of the runs is rounded for its label, a long one shortened. */
function tickText(id: string, text: string, value: unknown): string {
  return typeof value === 'number' && text === String(value) && id !== 'seed' ? shortNumber(Number(value.toPrecision(3))) : text;
}
