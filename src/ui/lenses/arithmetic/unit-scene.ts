// One output element taken apart, as a drawing and as a table: the window on the input, the numbers, the output, and the sum
// in words.

import { wrapped } from '../../charts/sheet-scene.ts';
import type { Mark, Measure, Scene } from '../../charts/scene.ts';
import type { Table } from '../../charts/table.ts';
import { cropValues, type Crop } from '../crop.ts';
import { mapPixels } from '../map-files.ts';
import { numberText } from '../number-text.ts';
import type { Range } from '../paint.ts';
import type { ChannelWork, UnitWork } from './unit-arithmetic.ts';
import { channelText, totalText } from './unit-text.ts';

/** A map with a part of it framed. */
export interface FramedMap {
  readonly title: string;
  /** Row after row. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly range?: Range;
  readonly crop: Crop;
  readonly frame: { readonly rows: readonly number[]; readonly columns: readonly number[] };
}

export interface UnitSceneRequest {
  readonly work: UnitWork;
  readonly chosen: ChannelWork;
  readonly input: FramedMap;
  readonly output: FramedMap;
  readonly measure: Measure;
}

const mapSize = 176;
const captionHeight = 20;
const gap = 16;
const cellHeight = 18;
const cellPadding = 8;
const lineHeight = 16;
const widest = 960;
/** Windows of more numbers are not listed. */
const mostNumbers = 256;

interface Part {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

export function unitScene({ work, chosen, input, output, measure }: UnitSceneRequest): Scene {
  const columns = work.columns.length;
  const { inputs, weights, products, inside } = chosen;
  const digits = columns > 3 ? 2 : 3;
  const numbers = (title: string, values: readonly number[], isPadding: (i: number) => boolean = () => false) => numberPart({ title, values, columns, digits, isPadding, measure });
  const isListed = inputs.length <= mostNumbers;
  const parts = [
    mapPart(input),
    ...(isListed ? [
      numbers('Window', inputs, (i) => inside[i] === false),
      ...(weights ? [signPart('×', measure), numbers('Kernel', weights)] : []),
      ...(products ? [signPart('=', measure), numbers('Products', products)] : []),
    ] : []),
    mapPart(output),
  ];
  const marks: Mark[] = [];
  let x = 0;
  const height = Math.max(...parts.map((part) => part.height));
  for (const part of parts) {
    marks.push({ type: 'group', x, y: 0, marks: part.marks });
    x += part.width + gap;
  }
  const width = Math.max(x - gap, 320);
  const texts = [
    ...(isListed ? [`${work.channels.length > 1 ? `Channel ${chosen.channel}: ` : ''}${channelText(work, chosen)}`] : []),
    ...(work.channels.length <= mostNumbers ? [totalText(work)] : [`= ${numberText(work.total)}`]).filter((text) => text !== undefined),
  ].flatMap((text) => wrapped(text, Math.min(width, widest), measure));
  texts.forEach((text, i) => marks.push({ type: 'text', text, x: 0, y: height + gap / 2 + (i + 0.5) * lineHeight, anchor: 'start', fill: '--text-quiet' }));
  return { width, height: height + gap / 2 + texts.length * lineHeight, marks };
}

function caption(text: string): Mark {
  return { type: 'text', text, x: 0, y: captionHeight / 2, anchor: 'start', fill: '--text-quiet' };
}

/** What lies outside of the map is padding. */
function mapPart({ title, values, rows, columns, range, crop, frame }: FramedMap): Part {
  const [height, width] = [crop.bottom - crop.top, crop.right - crop.left];
  const by = mapSize / Math.max(height, width);
  const toX = (column: number) => (column - crop.left) * by;
  const toY = (row: number) => captionHeight + (row - crop.top) * by;
  const inner = { top: Math.max(0, crop.top), bottom: Math.min(rows, crop.bottom), left: Math.max(0, crop.left), right: Math.min(columns, crop.right) };
  const pixels = mapPixels(cropValues(values, rows, columns, inner), inner.bottom - inner.top, inner.right - inner.left, 'grey', range);
  const [top = 0, left = 0, bottom = 0, right = 0] = [frame.rows[0], frame.columns[0], frame.rows.at(-1), frame.columns.at(-1)];
  const outline = [toX(left), toY(top), toX(right + 1), toY(top), toX(right + 1), toY(bottom + 1), toX(left), toY(bottom + 1), toX(left), toY(top)];
  return {
    width: width * by, height: captionHeight + height * by,
    marks: [
      caption(title),
      { type: 'rect', x: 0, y: captionHeight, width: width * by, height: height * by, fill: '--surface-active' },
      { type: 'image', x: toX(inner.left), y: toY(inner.top), width: (inner.right - inner.left) * by, height: (inner.bottom - inner.top) * by, pixels },
      { type: 'line', points: outline, stroke: '--surface', width: 4 },
      { type: 'line', points: outline, stroke: '--accent', width: 2 },
    ],
  };
}

interface NumberPart {
  readonly title: string;
  readonly values: readonly number[];
  readonly columns: number;
  readonly digits: number;
  readonly isPadding: (index: number) => boolean;
  readonly measure: Measure;
}

function numberPart({ title, values, columns, digits, isPadding, measure }: NumberPart): Part {
  const texts = values.map((value) => numberText(value, digits));
  const cellWidth = Math.ceil(Math.max(...texts.map((text) => measure(text)))) + cellPadding;
  const [width, rows] = [columns * cellWidth, Math.ceil(values.length / columns)];
  const grid: number[] = [];
  for (let row = 0; row <= rows; row++) grid.push(0, captionHeight + row * cellHeight, width, captionHeight + row * cellHeight, NaN, NaN);
  for (let column = 0; column <= columns; column++) grid.push(column * cellWidth, captionHeight, column * cellWidth, captionHeight + rows * cellHeight, NaN, NaN);
  const cells = texts.flatMap((text, i): Mark[] => {
    const [x, y] = [(i % columns) * cellWidth, captionHeight + Math.floor(i / columns) * cellHeight];
    return [
      ...(isPadding(i) ? [{ type: 'rect', x, y, width: cellWidth, height: cellHeight, fill: '--surface-active' } as const] : []),
      { type: 'text', text, x: x + cellWidth - cellPadding / 2, y: y + cellHeight / 2, anchor: 'end', fill: isPadding(i) ? '--text-faint' : '--text' },
    ];
  });
  return { width: Math.max(width, measure(title)), height: captionHeight + rows * cellHeight, marks: [caption(title), ...cells, { type: 'line', points: grid, stroke: '--border', width: 1 }] };
}

function signPart(sign: string, measure: Measure): Part {
  return { width: measure(sign), height: captionHeight + cellHeight, marks: [{ type: 'text', text: sign, x: 0, y: captionHeight + cellHeight / 2, anchor: 'start', fill: '--text-quiet' }] };
}

/** A row for each number of the window on each channel, then the bias and the total. */
export function unitTable({ rows, columns, channels, bias, total }: UnitWork): Table {
  return [
    ['channel', 'row', 'column', 'padding', 'input', 'weight', 'product'],
    ...channels.flatMap(({ channel, inputs, inside, weights, products }) => inputs.map((input, i) => [
      channel, rows[Math.floor(i / columns.length)], columns[i % columns.length], inside[i] === false ? 1 : 0, input, weights?.[i], products?.[i],
    ])),
    ...(bias === undefined ? [] : [['bias', undefined, undefined, undefined, undefined, undefined, bias]]),
    ['total', undefined, undefined, undefined, undefined, undefined, total],
  ];
}
