// The loss landscape as a drawing: axes, lines of equal loss, flat places and the way of the run.

import { boxAxis, boxScale, type PlotBox } from '../../charts/box-axes.ts';
import type { Mark, Pixels, Scene } from '../../charts/scene.ts';
import type { LandscapePath } from '../../../training/protocol.ts';
import { contour, contourLevels } from './contours.ts';
import { paint } from '../paint.ts';
import { flatPoints, pointOf, type Grid, type Losses, type Range } from './grid.ts';

export interface LandscapeSceneRequest {
  readonly grid: Grid;
  readonly losses: Losses;
  readonly path: LandscapePath | undefined;
  readonly names: readonly string[];
  readonly isLog: boolean;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

const pad = { left: 58, right: 12, top: 20, bottom: 34 };

export function plotBox(width: number, height: number): PlotBox {
  return { left: pad.left, top: pad.top, width: Math.max(1, width - pad.left - pad.right), height: Math.max(1, height - pad.top - pad.bottom) };
}

/** A loss on the scale of the plot; NaN where it has no place there. */
export function scaled(loss: number, isLog: boolean): number {
  if (!isLog) return loss;
  return loss > 0 ? Math.log10(loss) : NaN;
}

/** Least and greatest finite value on the scale of the plot. */
export function scaledRange({ values, known }: Losses, isLog: boolean): Range {
  let [low, high] = [Infinity, -Infinity];
  values.forEach((value, i) => {
    const place = scaled(value, isLog);
    if (known[i] !== 1 || !Number.isFinite(place)) return;
    low = Math.min(low, place);
    high = Math.max(high, place);
  });
  return low <= high ? [low, high] : [0, 1];
}

/** A logarithm shows more where losses differ by more than this factor. */
const wide = 30;

export function prefersLog(losses: Losses): boolean {
  const [low, high] = scaledRange(losses, false);
  return low > 0 && high / low > wide;
}

export function landscapeScene(request: LandscapeSceneRequest): Scene {
  const { grid, width, height } = request;
  const marks = grid.rows === 1 ? sliceMarks(request) : planeMarks(request);
  return { width, height, marks };
}

function planeMarks({ grid, losses, path, names, isLog, width, height }: LandscapeSceneRequest): Mark[] {
  const box = plotBox(width, height);
  const toX = boxScale(grid.x, box.left, box.width);
  const toY = boxScale(grid.y, box.top + box.height, -box.height);
  const cellX = box.width / Math.max(1, grid.columns - 1);
  const cellY = box.height / Math.max(1, grid.rows - 1);
  const places = losses.values.map((value) => scaled(value, isLog));
  const lines = contourLevels(scaledRange(losses, isLog), 9).flatMap((level) => {
    const points: number[] = [];
    const segments = contour(places, grid.columns, grid.rows, level);
    for (let i = 0; i < segments.length; i += 4) {
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = segments.slice(i, i + 4);
      points.push(box.left + x0 * cellX, box.top + box.height - y0 * cellY, box.left + x1 * cellX, box.top + box.height - y1 * cellY, NaN, NaN);
    }
    return points.length > 0 ? [{ type: 'line', points, stroke: '--map-line', width: 1, opacity: 0.7 } satisfies Mark] : [];
  });
  const flat = flatPoints(grid, losses).flatMap((index) => {
    const [x = 0, y = 0] = pointOf(grid, index);
    return [toX(x), toY(y)];
  });
  return [
    { type: 'image', x: box.left, y: box.top, width: box.width, height: box.height, pixels: mapPixels(grid, losses, isLog) },
    ...boxAxis(grid.x, box, names[0] ?? '', 'x'), ...boxAxis(grid.y, box, names[1] ?? '', 'y'),
    ...lines,
    ...(flat.length > 0 ? [{ type: 'dots', points: flat, radius: 0.9, fill: '--map-line' } satisfies Mark] : []),
    ...(path ? pathMarks(pairsOf(path, (x, y) => [toX(x), toY(y)]), box) : []),
  ];
}

/**
 * The losses from dark to light. Points lie at the edges and corners of the box, so those inside have two columns and
 * rows of the picture and those at an edge one.
 */
export function mapPixels(grid: Grid, losses: Losses, isLog: boolean): Pixels {
  const [columns, rows] = [2 * (grid.columns - 1), 2 * (grid.rows - 1)];
  const places = Float32Array.from({ length: columns * rows }, (_, i) => {
    const row = grid.rows - 1 - Math.floor((Math.floor(i / columns) + 1) / 2);
    return scaled(losses.values[row * grid.columns + Math.floor(((i % columns) + 1) / 2)] ?? NaN, isLog);
  });
  const data = new Uint8ClampedArray(4 * columns * rows);
  paint(places, data, 'heat', scaledRange(losses, isLog));
  return { columns, rows, data };
}

/** The loss over one weight, with the run's values of that weight on the line. */
function sliceMarks({ grid, losses, path, names, isLog, width, height }: LandscapeSceneRequest): Mark[] {
  const box = plotBox(width, height);
  const [low, high] = scaledRange(losses, isLog);
  const margin = (high - low || 1) * 0.05;
  const y: Range = [low - margin, high + margin];
  const toX = boxScale(grid.x, box.left, box.width);
  const toY = boxScale(y, box.top + box.height, -box.height);
  const points = [...losses.values].flatMap((value, i) => {
    const place = scaled(value, isLog);
    return losses.known[i] === 1 && Number.isFinite(place) ? [toX(pointOf(grid, i)[0] ?? 0), toY(place)] : losses.known[i] === 1 ? [NaN, NaN] : [];
  });
  const onLine = path ? [...path.points].map((x): [number, number] => [toX(x), toY(scaled(lossAlong(grid, losses, x), isLog))]) : [];
  return [
    ...boxAxis(grid.x, box, names[0] ?? '', 'x'), ...boxAxis(y, box, isLog ? 'log10 of the loss' : 'loss', 'y'),
    { type: 'line', points, stroke: '--chart-loss', width: 1.75, name: 'loss' },
    ...pathMarks(onLine, box),
  ];
}

/** Between the points of a slice, straight from one to the next. */
export function lossAlong({ x: [low, high], columns }: Grid, { values }: Losses, x: number): number {
  const place = ((x - low) / (high - low)) * (columns - 1);
  const left = Math.min(columns - 2, Math.max(0, Math.floor(place)));
  const [a = NaN, b = NaN] = [values[left], values[left + 1]];
  return a + (place - left) * (b - a);
}

function pairsOf({ points }: LandscapePath, place: (x: number, y: number) => [number, number]): [number, number][] {
  return Array.from({ length: points.length / 2 }, (_, i) => place(points[2 * i] ?? NaN, points[2 * i + 1] ?? NaN));
}

/** A line from the ring of the start to the square of the present, dark with a light edge so that it shows on any colour. */
function pathMarks(places: readonly (readonly [number, number])[], box: PlotBox): Mark[] {
  const isInside = ([x, y]: readonly [number, number]) => x >= box.left - 1 && x <= box.left + box.width + 1 && y >= box.top - 1 && y <= box.top + box.height + 1;
  const points = places.flatMap((place) => (isInside(place) ? [...place] : [NaN, NaN]));
  const dots = places.filter(isInside).flat();
  const [first, last] = [places[0], places.at(-1)];
  if (!first || !last) return [];
  const marks: Mark[] = [];
  if (places.length > 1) {
    marks.push({ type: 'line', points, stroke: '--map-line', width: 4.5 }, { type: 'line', points, stroke: '--map-path', width: 2, name: 'path of the run' });
    marks.push({ type: 'dots', points: dots, radius: 1.8, fill: '--map-path' });
    if (isInside(first)) marks.push({ type: 'dots', points: [...first], radius: 5.5, fill: '--map-path' }, { type: 'dots', points: [...first], radius: 3.5, fill: '--map-line' });
  }
  if (isInside(last)) {
    const [x, y] = last;
    marks.push({ type: 'rect', x: x - 5.5, y: y - 5.5, width: 11, height: 11, fill: '--map-line' }, { type: 'rect', x: x - 4, y: y - 4, width: 8, height: 8, fill: '--map-path' });
  }
  return marks;
}
