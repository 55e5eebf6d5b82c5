// The maps of a node and the kernels of a filter as what files hold.

import { sheetScene } from '../../charts/sheet-scene.ts';
import type { Measure, Scene } from '../../charts/scene.ts';
import type { Table } from '../../charts/table.ts';
import { channelOf, type GridShape } from '../grid-shape.ts';
import { mapPixels, mapTable, pictureSize, rampPixels } from '../map-files.ts';
import { numberText } from '../number-text.ts';
import { rangeOf, type Range } from '../paint.ts';
import { kernelParts, type Filter, type KernelPart } from './kernels.ts';

/** Many maps are smaller. */
const manySize = 84;
const perRow = 8;

/** All maps on one scale. */
export function mapsScene(values: Float32Array, grid: GridShape, measure: Measure): Scene {
  const [channels, rows, columns] = grid;
  const range = rangeOf(values);
  return sheetScene({
    groups: [{ tiles: Array.from({ length: channels }, (_, c) => ({ pixels: mapPixels(channelOf(values, grid, c), rows, columns, 'grey', range), captions: channels > 1 ? [`channel ${c}`] : [] })) }],
    size: channels > 1 ? manySize : pictureSize, perRow, ramp: { pixels: rampPixels('grey'), low: numberText(range[0]), high: numberText(range[1]) }, measure,
  });
}

export function mapsTable(values: Float32Array, grid: GridShape): Table {
  return mapTable(Array.from({ length: grid[0] }, (_, c) => ({ name: `channel ${c}`, values: channelOf(values, grid, c), columns: grid[2] })));
}

/** The kernels before, now, and what changed, each on its scale. */
export function kernelsScene({ kernels, rows, columns }: Filter, scales: Readonly<Record<KernelPart, Range>>, measure: Measure): Scene {
  return sheetScene({
    groups: kernelParts.map(({ id, title }) => ({
      name: `${title}, ±${numberText(scales[id][1], 2)}`,
      tiles: kernels.map((kernel) => ({ pixels: mapPixels(kernel[id], rows, columns, 'signed', scales[id]), captions: [`input ${kernel.channel}`] })),
    })),
    size: 60, perRow: 16, ramp: { pixels: rampPixels('signed'), low: 'below zero', high: 'above zero' }, measure,
  });
}

export function kernelsTable({ kernels, columns }: Filter): Table {
  return mapTable(kernelParts.flatMap(({ id, title }) => kernels.map((kernel) => ({ name: `${title.toLowerCase()}, input ${kernel.channel}`, values: kernel[id], columns }))));
}

/** How much a unit changes with each pixel of the input, zero in the middle of the colours. */
export function raisingScene(map: Float32Array, [, rows, columns]: GridShape, size: number, measure: Measure): Scene {
  return sheetScene({
    groups: [{ tiles: [{ pixels: mapPixels(map, rows, columns, 'signed', [-size, size]) }] }], size: pictureSize, perRow: 1,
    ramp: { pixels: rampPixels('signed'), low: `${numberText(-size, 2)} lowers`, high: `raises ${numberText(size, 2)}` }, measure,
  });
}
