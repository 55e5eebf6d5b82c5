// Regions of a plane as a drawing: a colour and a hatching for each class, a line where one ends, and a mark of its own for
// the examples of each class, so that nothing hangs on colour alone.

import { boxAxis, boxScale, type PlotBox } from '../../charts/box-axes.ts';
import { shortened, type ColourToken, type Mark, type Measure, type Scene } from '../../charts/scene.ts';
import type { Decision, Span } from './decision.ts';

export interface Regions {
  /** Row after row from the top. */
  readonly decisions: readonly Decision[];
  readonly side: number;
  readonly spans: readonly [across: Span, up: Span];
  /** Two numbers an example. */
  readonly inputs: Float32Array;
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
}

/** CSS pixels. */
const box: PlotBox = { left: 44, top: 18, width: 256, height: 256 };
const size = { width: box.left + box.width + 10, height: box.top + box.height + 34 };

const legendHeight = 16;
const colours = 8;

export function classColour(classIndex: number): ColourToken {
  return `--chart-${(classIndex % colours) + 1}`;
}

export function regionScene({ decisions, side, spans: [across, up], inputs, labels, classNames }: Regions): Scene {
  const cell = box.width / side;
  const toX = boxScale(across, box.left, box.width);
  const toY = boxScale(up, box.top + box.height, -box.height);
  const classes = classNames.map((_, index) => index);
  return {
    ...size,
    marks: [
      ...grounds(decisions, side, cell),
      ...classes.flatMap((index) => hatching(decisions, side, cell, index)),
      { type: 'line', points: borders(decisions, side, cell), stroke: '--text', width: 1, name: 'borders' },
      ...classes.flatMap((index) => {
        const places = [...labels].flatMap((label, i) => (label === index ? [toX(inputs[2 * i] ?? NaN), toY(inputs[2 * i + 1] ?? NaN)] : []));
        return places.length > 0 ? examples(places, index) : [];
      }),
      ...boxAxis(across, box, 'x1', 'x'), ...boxAxis(up, box, 'x2', 'y'),
    ],
  };
}

/** With the names of the classes below, which the page has above. */
export function regionFile(regions: Regions, measure: Measure): Scene {
  const { width, height, marks } = regionScene(regions);
  const legend = regions.classNames.flatMap((name, index): Mark[] => {
    const y = height + (index + 0.5) * legendHeight;
    return [
      ...examples([box.left + 4, y], index),
      { type: 'text', text: shortened(name, box.width - 16, measure), x: box.left + 16, y, anchor: 'start', fill: '--text' },
    ];
  });
  return { width, height: height + regions.classNames.length * legendHeight, marks: [...marks, ...legend] };
}

/** Surer is stronger, in steps of a twentieth, so that neighbours that look alike are one mark. */
function grounds(decisions: readonly Decision[], side: number, cell: number): Mark[] {
  const marks: Mark[] = [];
  const lookOf = (i: number) => ({ classIndex: decisions[i]?.classIndex ?? 0, opacity: 0.08 + 0.42 * (Math.round(20 * Math.max(0, Math.min(1, decisions[i]?.probability ?? 0))) / 20) });
  for (let row = 0; row < side; row++) {
    for (let from = 0, to = 0; from < side; from = to) {
      const look = lookOf(row * side + from);
      for (to = from + 1; to < side; to++) {
        const next = lookOf(row * side + to);
        if (next.classIndex !== look.classIndex || next.opacity !== look.opacity) break;
      }
      marks.push({ type: 'rect', x: box.left + from * cell, y: box.top + row * cell, width: (to - from) * cell, height: cell, fill: classColour(look.classIndex), opacity: look.opacity });
    }
  }
  return marks;
}

/** Cells from one hatching line to the next. */
const hatchEvery = 4;
/** The first class has none. Each is where a line passes a cell, in parts of it. */
const hatches: readonly ((row: number, column: number) => readonly (readonly [number, number, number, number])[])[] = [
  () => [],
  (row, column) => ((row + column) % hatchEvery === 0 ? [[0, 1, 1, 0]] : []),
  (row, column) => ((row - column) % hatchEvery === 0 ? [[0, 0, 1, 1]] : []),
  (row) => (row % hatchEvery === 0 ? [[0, 0.5, 1, 0.5]] : []),
  (_, column) => (column % hatchEvery === 0 ? [[0.5, 0, 0.5, 1]] : []),
  (row, column) => [...((row + column) % hatchEvery === 0 ? [[0, 1, 1, 0] as const] : []), ...((row - column) % hatchEvery === 0 ? [[0, 0, 1, 1] as const] : [])],
  (row, column) => [...(row % hatchEvery === 0 ? [[0, 0.5, 1, 0.5] as const] : []), ...(column % hatchEvery === 0 ? [[0.5, 0, 0.5, 1] as const] : [])],
  (row, column) => (row % 2 === 0 && column % 2 === 0 ? [[0.3, 0.5, 0.7, 0.5]] : []),
];

function hatching(decisions: readonly Decision[], side: number, cell: number, classIndex: number): Mark[] {
  const points: number[] = [];
  decisions.forEach((decision, i) => {
    if (decision.classIndex !== classIndex) return;
    const [row, column] = [Math.floor(i / side), i % side];
    for (const [x0, y0, x1, y1] of hatches[classIndex % hatches.length]?.(row, column) ?? []) {
      points.push(box.left + (column + x0) * cell, box.top + (row + y0) * cell, box.left + (column + x1) * cell, box.top + (row + y1) * cell, NaN, NaN);
    }
  });
  return points.length > 0 ? [{ type: 'line', points, stroke: classColour(classIndex), width: 1, opacity: 0.6 }] : [];
}

/** Sides of cells whose neighbour is of another class. */
function borders(decisions: readonly Decision[], side: number, cell: number): number[] {
  const points: number[] = [];
  const classAt = (row: number, column: number) => decisions[row * side + column]?.classIndex;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [x, y] = [box.left + column * cell, box.top + row * cell];
      if (column + 1 < side && classAt(row, column) !== classAt(row, column + 1)) points.push(x + cell, y, x + cell, y + cell, NaN, NaN);
      if (row + 1 < side && classAt(row, column) !== classAt(row + 1, column)) points.push(x, y + cell, x + cell, y + cell, NaN, NaN);
    }
  }
  return points;
}

/** Names of the marks' shapes, for legends. */
export const markSigns = ['●', '▲', '■', '◆'] as const;
/** Corners around a place, in radii; none is a disc. */
const corners: readonly (readonly number[])[] = [[], [0, -1.2, 1.1, 0.8, -1.1, 0.8], [-0.9, -0.9, 0.9, -0.9, 0.9, 0.9, -0.9, 0.9], [0, -1.3, 1.3, 0, 0, 1.3, -1.3, 0]];
const radius = 2.4;

/** The marks of one class, with a light edge that parts them from their ground. */
function examples(places: readonly number[], classIndex: number): Mark[] {
  const outline = corners[classIndex % corners.length] ?? [];
  const shape = (size: number, fill: ColourToken): Mark => {
    if (outline.length === 0) return { type: 'dots', points: places, radius: size, fill };
    const points: number[] = [];
    for (let i = 0; i < places.length; i += 2) points.push(...outline.map((part, j) => (places[i + (j % 2)] ?? NaN) + part * size), NaN, NaN);
    return { type: 'area', points, fill, opacity: 1 };
  };
  return [shape(radius + 0.9, '--surface'), shape(radius, classColour(classIndex))];
}
