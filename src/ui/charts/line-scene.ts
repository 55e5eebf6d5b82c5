// From series to a scene: axes with ticks, lines, and each line's name at its end. Pure, so that tests and files get
// what the page shows.

import { bandPixels, linePixels, type Place } from './decimate.ts';
import { isDrawable, lastIndex, withMargin, xRange, yRange, type LineSeries, type Range, type ScaleKind } from './line-series.ts';
import { shortened, type ColourToken, type Mark, type Measure, type Scene } from './scene.ts';
import { linearTicks, logarithmicTicks, tickTexts } from './ticks.ts';

export interface LineSceneOptions {
  readonly series: readonly LineSeries[];
  readonly width: number;
  readonly height: number;
  readonly scale: ScaleKind;
  /** What x counts: "epochs". */
  readonly xName: string;
  /** From the data unless given. */
  readonly xDomain?: Range | undefined;
  readonly yDomain?: Range | undefined;
  /** A round value at the axis. */
  readonly formatTick?: ((value: number) => string) | undefined;
  readonly measure: Measure;
}

/** Where the lines are, and what their places mean. */
export interface PlotArea {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: Place;
  readonly y: Place;
  /** The value of x at a pixel. */
  readonly valueAt: (px: number) => number;
}

export interface LineScene extends Scene {
  readonly plot: PlotArea;
}

const lineHeight = 14;
const gap = 6;
/** What the last number of the x axis takes beyond its end, before the axis's name. */
const lastTickRoom = 14;
/** Pixels between ticks, about. */
const xTickEvery = 90;
const yTickEvery = 40;

/** Draws the series; undefined where none has a value that the scale can show. */
export function lineScene(options: LineSceneOptions): LineScene | undefined {
  const { series, scale, height } = options;
  const xs = options.xDomain ?? xRange(series);
  const values = options.yDomain ?? yRange(series, scale);
  if (!xs || !values) return undefined;
  const [low, high] = options.yDomain ?? withMargin(values, scale);
  const ticks = scale === 'log' ? logarithmicTicks(low, high, height / yTickEvery) : linearTicks(low, high, height / yTickEvery);
  const texts = tickTexts(ticks, options.formatTick);
  const plot = plotArea(options, xs, [low, high], texts);
  return {
    width: options.width,
    height,
    plot,
    marks: [
      ...yAxis(plot, ticks, texts),
      ...xAxis(plot, xs, options),
      ...series.flatMap((one) => seriesMarks(one, plot, scale)),
      ...endLabels(series, plot, options),
    ],
  };
}

function plotArea({ series, width, height, scale, measure, xName }: LineSceneOptions, [first, last]: Range, [low, high]: Range, texts: readonly string[]): PlotArea {
  const left = Math.ceil(Math.max(0, ...texts.map((text) => measure(text)))) + gap;
  // Names give way where they would leave the lines less than two thirds.
  const right = Math.max(left + 1, width - Math.min(Math.ceil(Math.max(measure(xName) + lastTickRoom, ...named(series).map(({ name }) => measure(name, true)))) + gap, width / 3));
  const top = gap;
  const bottom = Math.max(top + 1, height - lineHeight - gap);
  const span = last - first || 1;
  const toLine = scale === 'log' ? Math.log : (value: number) => value;
  const base = toLine(low);
  const rise = toLine(high) - base || 1;
  return {
    left, right, top, bottom,
    x: (value) => left + ((value - first) / span) * (right - left),
    y: (value) => (isDrawable(value, scale) ? bottom - ((toLine(value) - base) / rise) * (bottom - top) : NaN),
    valueAt: (px) => first + ((px - left) / (right - left)) * span,
  };
}

/** A tick's line is one pixel, on the pixel. */
const crisp = (px: number): number => Math.round(px - 0.5) + 0.5;

function yAxis({ left, right, y }: PlotArea, ticks: readonly number[], texts: readonly string[]): Mark[] {
  return ticks.flatMap((tick, i): Mark[] => {
    const at = crisp(y(tick));
    return [
      { type: 'line', points: [left, at, right, at], stroke: '--chart-grid', width: 1 },
      { type: 'text', text: texts[i] ?? '', x: left - gap, y: at, anchor: 'end', fill: '--text-faint' },
    ];
  });
}

function xAxis({ left, right, bottom, x }: PlotArea, [first, last]: Range, { xName, width, measure }: LineSceneOptions): Mark[] {
  const ticks = linearTicks(first, last, Math.max(1, (right - left) / xTickEvery));
  const texts = tickTexts(ticks);
  const y = bottom + gap + lineHeight / 2;
  return [
    { type: 'line', points: [left, crisp(bottom), right, crisp(bottom)], stroke: '--chart-grid', width: 1 },
    ...ticks.map((tick, i): Mark => ({ type: 'text', text: texts[i] ?? '', x: x(tick), y, anchor: 'middle', fill: '--text-faint' })),
    // Beside a number that stands where the axis ends, and not beyond the edge.
    { type: 'text', text: xName, x: Math.min(Math.max(right, x(ticks.at(-1) ?? last) + measure(texts.at(-1) ?? '') / 2) + gap, width - measure(xName)), y, anchor: 'start', fill: '--text-faint' },
  ];
}

const faintOpacity = 0.28;
const bandOpacity = 0.18;

function seriesMarks({ name, colour, xs, ys, band, dashes, faint, dotted }: LineSeries, plot: PlotArea, scale: ScaleKind): Mark[] {
  const inside = (value: number) => (isDrawable(value, scale) ? Math.min(plot.bottom + 1, Math.max(plot.top - 1, plot.y(value))) : NaN);
  const points = linePixels(xs, ys, plot.x, inside);
  const areas = band ? bandPixels(xs, band.low, band.high, plot.x, inside) : [];
  return [
    ...areas.map((outline): Mark => ({ type: 'area', points: outline, fill: colour, opacity: bandOpacity })),
    { type: 'line', points: lonePointsSeen(points), stroke: colour, width: faint ? 1 : 1.75, name, ...(dashes && { dashes }), ...(faint && { opacity: faintOpacity }) },
    ...(dotted && points.length > 0 ? [{ type: 'dots', points: points.filter((value) => !Number.isNaN(value)), radius: 2, fill: colour } as const] : []),
  ];
}

/** A point between two gaps has no line: a short one stands for it. */
function lonePointsSeen(points: readonly number[]): readonly number[] {
  const out: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const [x = 0, y = 0] = [points[i], points[i + 1]];
    const isLone = !Number.isNaN(x) && !Number.isFinite(points[i - 2]) && !Number.isFinite(points[i + 2]);
    if (isLone) out.push(x - 1, y, x + 1, y);
    else out.push(x, y);
  }
  return out;
}

function named(series: readonly LineSeries[]): LineSeries[] {
  return series.filter((one) => !one.faint && lastIndex(one) >= 0);
}

interface EndLabel {
  readonly text: string;
  readonly fill: ColourToken;
  y: number;
}

/** Names beside the last values, moved apart where lines end close to each other; the first so many that there is room for. */
function endLabels(series: readonly LineSeries[], plot: PlotArea, { measure, width }: LineSceneOptions): Mark[] {
  const room = Math.max(1, Math.floor((plot.bottom - plot.top) / lineHeight));
  const labels = named(series).slice(0, room).flatMap((one): EndLabel[] => {
    const y = plot.y(one.ys[lastIndex(one)] as number);
    return Number.isFinite(y) ? [{ text: shortened(one.name, width - plot.right - gap, measure, true), fill: one.colour, y }] : [];
  }).sort((a, b) => a.y - b.y);
  spread(labels, plot.top + lineHeight / 2, plot.bottom - lineHeight / 2);
  return labels.map(({ text, fill, y }) => ({ type: 'text', text, x: plot.right + gap, y, anchor: 'start', fill, strong: true }));
}

/** Moves labels, sorted by height, apart: those that meet share out the room around their middle, inside the plot. */
function spread(labels: readonly EndLabel[], top: number, bottom: number): void {
  const clusters: EndLabel[][] = [];
  const firstOf = (cluster: readonly EndLabel[]) => {
    const middle = cluster.reduce((sum, { y }) => sum + y, 0) / cluster.length;
    const half = ((cluster.length - 1) * lineHeight) / 2;
    return Math.max(top, Math.min(bottom - half, Math.max(top + half, middle)) - half);
  };
  for (const label of labels) {
    const cluster = [label];
    for (let above = clusters.at(-1); above && firstOf(above) + above.length * lineHeight > firstOf(cluster); above = clusters.at(-1)) {
      cluster.unshift(...above);
      clusters.pop();
    }
    clusters.push(cluster);
  }
  for (const cluster of clusters) {
    const first = firstOf(cluster);
    cluster.forEach((label, i) => { label.y = first + i * lineHeight; });
  }
}
