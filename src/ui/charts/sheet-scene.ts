// Pictures side by side with their names, as a drawing: maps, kernels, images. One picture is a sheet of one.

import { shortened, type Mark, type Measure, type Pixels, type Scene } from './scene.ts';

export interface Tile {
  readonly pixels: Pixels;
  /** Lines below the picture. */
  readonly captions?: readonly string[];
}

export interface TileGroup {
  /** Above its tiles. */
  readonly name?: string;
  readonly tiles: readonly Tile[];
}

export interface SheetOptions {
  readonly groups: readonly TileGroup[];
  /** Longer side of a picture in CSS pixels, at most; pixels get a whole number of these each where there is room. */
  readonly size: number;
  readonly perRow: number;
  /** What the colours mean, from one end to the other. */
  readonly ramp?: { readonly pixels: Pixels; readonly low: string; readonly high: string };
  /** Sentences below. */
  readonly note?: string;
  readonly measure: Measure;
}

const lineHeight = 16;
const gap = 8;
const leastWidth = 240;
const ramp = { width: 120, height: 8 };

export function sheetScene({ groups, size, perRow, ramp: scale, note, measure }: SheetOptions): Scene {
  const marks: Mark[] = [];
  let [width, y] = [leastWidth, 0];
  for (const { name, tiles } of groups) {
    if (name !== undefined) marks.push(textAt(name, 0, y + lineHeight / 2, '--text', true));
    y += name === undefined ? 0 : lineHeight + gap / 2;
    for (let first = 0; first < tiles.length; first += perRow) {
      const row = tiles.slice(first, first + perRow);
      const boxes = row.map(({ pixels }) => drawnSize(pixels, size));
      const pitch = tiles.length === 1 ? size : Math.max(...tiles.map(({ pixels }) => drawnSize(pixels, size).width));
      const height = Math.max(...boxes.map((box) => box.height));
      row.forEach(({ pixels, captions = [] }, i) => {
        const box = boxes[i] ?? { width: 0, height: 0 };
        const x = i * (pitch + gap);
        marks.push({ type: 'image', x, y, ...box, pixels });
        captions.forEach((caption, line) => marks.push(textAt(shortened(caption, Math.max(pitch, tiles.length === 1 ? leastWidth : 0), measure), x, y + height + (line + 0.5) * lineHeight, line === 0 ? '--text' : '--text-quiet')));
        width = Math.max(width, x + box.width);
      });
      y += height + Math.max(0, ...row.map(({ captions = [] }) => captions.length)) * lineHeight + gap;
    }
  }
  if (scale) {
    const [low, high] = [measure(scale.low), measure(scale.high)];
    marks.push(textAt(scale.low, 0, y + lineHeight / 2, '--text-quiet'));
    marks.push({ type: 'image', x: low + gap, y: y + (lineHeight - ramp.height) / 2, ...ramp, pixels: scale.pixels });
    marks.push(textAt(scale.high, low + ramp.width + 2 * gap, y + lineHeight / 2, '--text-quiet'));
    width = Math.max(width, low + high + ramp.width + 2 * gap);
    y += lineHeight;
  }
  for (const line of note === undefined ? [] : wrapped(note, width, measure)) {
    marks.push(textAt(line, 0, y + lineHeight / 2, '--text-quiet'));
    y += lineHeight;
  }
  return { width, height: y, marks };
}

function textAt(text: string, x: number, y: number, fill: `--${string}`, strong = false): Mark {
  return { type: 'text', text, x, y, anchor: 'start', fill, ...(strong && { strong }) };
}

function drawnSize({ columns, rows }: Pixels, size: number): { readonly width: number; readonly height: number } {
  const fits = size / Math.max(1, columns, rows);
  const by = fits >= 1 ? Math.floor(fits) : fits;
  return { width: columns * by, height: rows * by };
}

/** The text in lines that are no wider than the room there is; a longer word is cut. */
export function wrapped(text: string, room: number, measure: Measure): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && measure(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(shortened(word, room, measure));
  }
  return lines;
}
