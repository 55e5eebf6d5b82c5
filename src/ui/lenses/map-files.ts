// Maps of numbers as what files hold: pictures and tables.

import type { Pixels } from '../charts/scene.ts';
import type { Table } from '../charts/table.ts';
import type { Shape } from '../../core/shape.ts';
import { paintInput } from './input-image.tsx';
import { paint, rangeOf, type Palette, type Range } from './paint.ts';

/** Longer side of a single picture in a file, in CSS pixels. */
export const pictureSize = 336;

/** The picture that `HeatMap` draws. */
export function mapPixels(values: Float32Array, rows: number, columns: number, palette: Palette = 'grey', range: Range = rangeOf(values)): Pixels {
  const data = new Uint8ClampedArray(4 * rows * columns);
  paint(values, data, palette, range);
  return { columns, rows, data };
}

/** The picture that `InputImage` draws. */
export function inputPixels(shape: Shape, input: Float32Array): Pixels {
  const [channels = 1, rows = 1, columns = input.length] = shape.length === 3 ? shape : [1, 1, input.length];
  const data = new Uint8ClampedArray(4 * rows * columns);
  paintInput(input, channels, data);
  return { columns, rows, data };
}

/** Opacity of a map over an image, in files as on the screen. */
const overOpacity = 0.6;

/** A map over an image of its own size: each pixel of the image with the colour of the map's value there. */
export function laidOver(values: Float32Array, rows: number, columns: number, { shape, input }: { readonly shape: Shape; readonly input: Float32Array }): Pixels {
  const image = inputPixels(shape, input);
  const map = mapPixels(values, rows, columns, 'heat');
  const data = image.data.map((level, i) => {
    const [row, column] = [Math.floor(i / 4 / image.columns), Math.floor(i / 4) % image.columns];
    const place = Math.floor((row * rows) / image.rows) * columns + Math.floor((column * columns) / image.columns);
    return i % 4 === 3 ? 255 : (1 - overOpacity) * level + overOpacity * (map.data[4 * place + (i % 4)] ?? 0);
  });
  return { columns: image.columns, rows: image.rows, data };
}

/** What the colours of a palette mean, from least to greatest. */
export function rampPixels(palette: Palette): Pixels {
  const steps = 32;
  const values = Float32Array.from({ length: steps }, (_, i) => (palette === 'signed' ? (2 * i) / (steps - 1) - 1 : i / (steps - 1)));
  return mapPixels(values, 1, steps, palette);
}

export interface NamedMap {
  readonly name: string;
  /** Row after row. */
  readonly values: Float32Array;
  readonly columns: number;
}

/** A row for each number, from 0. */
export function mapTable(maps: readonly NamedMap[]): Table {
  return [
    ['map', 'row', 'column', 'value'],
    ...maps.flatMap(({ name, values, columns }) => Array.from(values, (value, i) => [name, Math.floor(i / columns), i % columns, value])),
  ];
}

/** The channels of an image, each a map. */
export function channelMaps(shape: Shape, input: Float32Array, name = 'channel'): NamedMap[] {
  const [channels = 1, rows = 1, columns = input.length] = shape.length === 3 ? shape : [1, 1, input.length];
  return Array.from({ length: channels }, (_, c) => ({ name: channels === 1 ? name : `${name} ${c}`, values: input.subarray(c * rows * columns, (c + 1) * rows * columns), columns }));
}
