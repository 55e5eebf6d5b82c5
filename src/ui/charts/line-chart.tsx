// A chart of lines that may change many times a second: painted on a canvas, with axes, names at the lines' ends, last
// values beside the title, a logarithmic scale by a click, and a crosshair that a group of charts shares.

import { memo, useCallback, useEffect, useMemo, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import { create } from 'zustand';
import { LineCrosshair } from './line-crosshair.tsx';
import { lineScene, type LineScene } from './line-scene.ts';
import { lastIndex, type LineSeries, type Range, type ScaleKind } from './line-series.ts';
import { PlotDownload } from './plot-download.tsx';
import { paintScene, type Measure, type SceneStyle } from './scene.ts';
import { textRuler, useSceneStyle } from './scene-style.ts';
import { useSize } from '../use-size.ts';
import { seriesTable, type Table } from './table.ts';
import './line-chart.css';

export interface LineChartProps {
  /** Names the chart, its files, and with `group` its setting of the scale. */
  readonly title: string;
  /** A new array where anything in it has changed. */
  readonly series: readonly LineSeries[];
  /** What x counts: "epochs". */
  readonly xName: string;
  /** A place on the x axis in words: "Epoch 1.50, step 300". */
  readonly formatX?: (x: number) => string;
  /** A value as people read it. */
  readonly formatY: (value: number) => string;
  /** A round value, at the axis. */
  readonly formatTick?: (value: number) => string;
  /** Charts of one group share their crosshair; x must mean the same in all of them. */
  readonly group?: string;
  /** Said where there is nothing to draw. */
  readonly empty: string;
  /** False where a logarithm makes no sense. */
  readonly offersLog?: boolean;
  /** True where the scale is logarithmic until it is switched. */
  readonly startsLog?: boolean;
  /** Further controls, beside the title. */
  readonly controls?: ReactNode;
  /** What the CSV file holds; the series unless given. */
  readonly rows?: () => Table;
  readonly xDomain?: Range;
  readonly yDomain?: Range;
}

/** Which charts have a logarithmic scale; kept while the page is open. */
const useLogScales = create<Readonly<Record<string, boolean>>>(() => ({}));

/** More last values than these are left to the crosshair and to screen readers. */
const shownValues = 3;

/** The chart; fills its parent. Drawn anew only where a property has changed. */
export const LineChart = memo(function LineChart(props: LineChartProps) {
  const { title, series, formatY, group = '', offersLog = true, startsLog = false, controls, rows, xName } = props;
  const key = `${group}/${title}`;
  const isLog = useLogScales((state) => state[key] ?? startsLog) && offersLog;
  const [frame, setFrame] = useState<HTMLDivElement | null>(null);
  const draw = useDrawing(props, isLog ? 'log' : 'linear');
  return (
    <figure className="line-chart" aria-label={title}>
      <figcaption className="line-chart-caption">
        <span className="line-chart-title">{title}</span>
        <LastValues series={series} format={formatY} />
        <span className="line-chart-controls">
          {controls}
          {offersLog && (
            <button type="button" className="chart-toggle" aria-pressed={isLog} onClick={() => useLogScales.setState({ [key]: !isLog })}>Log scale</button>
          )}
          <PlotDownload
            name={title}
            drawing={{ scene: (measure) => draw(Math.max(leastFile.width, frame?.clientWidth ?? 0), Math.max(leastFile.height, frame?.clientHeight ?? 0), measure) }}
            rows={rows ?? (() => seriesTable(xName, series))}
          />
        </span>
      </figcaption>
      <Plot {...props} draw={draw} frame={frame} setFrame={setFrame} />
    </figure>
  );
});

function LastValues({ series, format }: { readonly series: readonly LineSeries[]; readonly format: (value: number) => string }) {
  const last = series.flatMap((one) => {
    const value = one.ys[lastIndex(one)];
    return one.faint || value === undefined ? [] : [{ ...one, text: format(value) }];
  });
  return <span className="line-chart-values">{last.map(({ name, colour, dashes, text }, i) => (
    <span
      key={i} title={name} className={i < shownValues ? 'line-chart-value' : 'visually-hidden'} data-dashed={dashes !== undefined}
      style={{ '--chart-line': `var(${colour})` } as CSSProperties}
    >
      {text}<span className="visually-hidden"> {name}</span>
    </span>
  ))}</span>;
}

/** A file's plot is as large as on the page, but not smaller than this. */
const leastFile = { width: 640, height: 320 };

type Draw = (width: number, height: number, measure: Measure) => LineScene | undefined;

function useDrawing({ series, xName, xDomain, yDomain, formatTick }: LineChartProps, scale: ScaleKind): Draw {
  return useCallback(
    (width, height, measure) => lineScene({ series, scale, xName, xDomain, yDomain, formatTick, width, height, measure }),
    [series, scale, xName, xDomain, yDomain, formatTick],
  );
}

interface PlotProps extends LineChartProps {
  readonly draw: Draw;
  readonly frame: HTMLDivElement | null;
  readonly setFrame: (frame: HTMLDivElement | null) => void;
}

function Plot({ title, series, xName, empty, draw, frame, setFrame, ...rest }: PlotProps) {
  const size = useSize(frame);
  const style = useSceneStyle(frame);
  const scene = useMemo(() => (size && style ? draw(size.width, size.height, textRuler(style)) : undefined), [draw, size, style]);
  return (
    <div className="line-chart-plot" ref={setFrame}>
      {size && style && <Painted scene={scene} width={size.width} height={size.height} ratio={size.ratio} style={style} />}
      {scene ? <LineCrosshair {...rest} title={title} series={series} xName={xName} plot={scene.plot} /> : <p className="line-chart-empty">{empty}</p>}
    </div>
  );
}

interface PaintedProps {
  readonly scene: LineScene | undefined;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly style: SceneStyle;
}

function Painted({ scene, width, height, ratio, style }: PaintedProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    // With the next frame, so that a hidden page paints nothing and a busy one each frame once.
    const next = requestAnimationFrame(() => {
      const context = canvas.current?.getContext('2d');
      if (!context) return;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      if (scene) paintScene(context, scene, style);
    });
    return () => cancelAnimationFrame(next);
  }, [scene, width, height, ratio, style]);
  return <canvas ref={canvas} className="line-chart-canvas" width={Math.round(width * ratio)} height={Math.round(height * ratio)} aria-hidden />;
}
