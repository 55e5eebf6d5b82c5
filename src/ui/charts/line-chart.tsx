// A chart of lines that may change many times a second: painted on a canvas, with axes, names at the lines' ends, last
// values beside the title, a logarithmic scale by a click, and a crosshair that a group of charts shares.

import { memo, useCallback, useEffect, useMemo, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import { create } from 'zustand';
import { LineCrosshair } from './line-crosshair.tsx';
import { lineScene, type LineScene } from './line-scene.ts';
import { lastIndex, type LineSeries, type Range, type ScaleKind } from './line-series.ts';
import { PlotDownload } from './plot-download.tsx';
import { paintScene, type Scene, type SceneStyle } from './scene.ts';
import { fileStyle, sceneCanvas, textRuler, useSceneStyle } from './scene-style.ts';
import { sceneSvg } from './scene-svg.ts';
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
  const files = useRef<PlotFiles>(undefined);
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
            toSvg={() => files.current?.svg() ?? ''}
            canvas={() => files.current?.canvas() ?? new OffscreenCanvas(1, 1)}
            rows={rows ?? (() => seriesTable(xName, series))}
          />
        </span>
      </figcaption>
      <Plot {...props} scale={isLog ? 'log' : 'linear'} files={files} />
    </figure>
  );
});

function LastValues({ series, format }: { readonly series: readonly LineSeries[]; readonly format: (value: number) => string }) {
  const last = series.flatMap((one) => {
    const value = one.ys[lastIndex(one)];
    return one.faint || value === undefined ? [] : [{ ...one, text: format(value) }];
  });
  return last.map(({ name, colour, dashed, text }, i) => (
    <span
      key={i} title={name} className={i < shownValues ? 'line-chart-value' : 'visually-hidden'} data-dashed={dashed}
      style={{ '--chart-line': `var(${colour})` } as CSSProperties}
    >
      {text}<span className="visually-hidden"> {name}</span>
    </span>
  ));
}

/** Makes the files of a plot as it is shown. */
interface PlotFiles {
  readonly svg: () => string;
  readonly canvas: () => OffscreenCanvas;
}

interface PlotProps extends LineChartProps {
  readonly scale: ScaleKind;
  readonly files: { current: PlotFiles | undefined };
}

function Plot({ title, series, scale, xName, xDomain, yDomain, formatTick, empty, files, ...rest }: PlotProps) {
  const [frame, setFrame] = useState<HTMLDivElement | null>(null);
  const size = useSize(frame);
  const style = useSceneStyle(frame);
  const draw = useCallback(
    (width: number, height: number, look: SceneStyle) => lineScene({ series, scale, xName, xDomain, yDomain, formatTick, width, height, measure: textRuler(look) }),
    [series, scale, xName, xDomain, yDomain, formatTick],
  );
  const scene = useMemo(() => (size && style ? draw(size.width, size.height, style) : undefined), [draw, size, style]);
  useEffect(() => {
    if (!frame) return;
    files.current = plotFiles(frame, title, draw);
  }, [frame, title, draw, files]);
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

interface Size {
  readonly width: number;
  readonly height: number;
  /** Device pixels a CSS pixel. */
  readonly ratio: number;
}

function useSize(element: HTMLElement | null): Size | undefined {
  const [size, setSize] = useState<Size>();
  useEffect(() => {
    if (!element) return undefined;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width > 0 && height > 0) setSize((known) => (known?.width === width && known.height === height && known.ratio === devicePixelRatio ? known : { width, height, ratio: devicePixelRatio }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // Zooming changes the ratio, and the window's size with it.
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, [element]);
  return size;
}

/** A file's plot is as large as on the page, but not smaller than this. */
const leastFile = { width: 640, height: 320 };
const titleHeight = 28;
const pageMargin = 12;

function plotFiles(frame: HTMLElement, title: string, draw: (width: number, height: number, style: SceneStyle) => LineScene | undefined): PlotFiles {
  const make = (): { scene: Scene; style: SceneStyle } => {
    const style = fileStyle(frame);
    const width = Math.max(leastFile.width, frame.clientWidth);
    const height = Math.max(leastFile.height, frame.clientHeight);
    return { scene: framed(draw(width, height, style), width, height, title), style };
  };
  return {
    svg() {
      const { scene, style } = make();
      return sceneSvg(scene, style, title);
    },
    canvas() {
      const { scene, style } = make();
      return sceneCanvas(scene, style, 2);
    },
  };
}

/** A plot with its title on a ground of the page's colour. */
function framed(plot: LineScene | undefined, width: number, height: number, title: string): Scene {
  const full = { width: width + 2 * pageMargin, height: height + titleHeight + 2 * pageMargin };
  return {
    ...full,
    marks: [
      { type: 'rect', x: 0, y: 0, ...full, fill: '--surface' },
      { type: 'text', text: title, x: pageMargin, y: pageMargin + titleHeight / 2, anchor: 'start', fill: '--text', strong: true },
      ...(plot ? [{ type: 'group', x: pageMargin, y: pageMargin + titleHeight, marks: plot.marks } as const] : []),
    ],
  };
}
