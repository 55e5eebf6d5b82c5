// Draws one handwriting-like digit as MNIST shows it: 28×28, bright ink on dark, fitted into 20×20 pixels, the centre
// of mass in the middle pixel. Seed and index name an image for good.

import { createRandom } from '../../core/random.ts';
import { writeDigit, type Writing } from './hand.ts';
import { inkPath } from './pen.ts';

export const digitSide = 28;
const boxSide = 20;
/** Room around the box, so that the window around the mass never leaves the sheet. */
const boxMargin = 14;
const sheetSide = boxSide + 2 * boxMargin;

/** The digit that `drawDigit` draws for an index: all ten in turn. */
export function digitLabel(index: number): number {
  return index % 10;
}

/** Draws image `index` of a seed into `out` at offset `to`, 784 bytes. */
export function drawDigit(seed: number, index: number, out: Uint8Array, to: number): void {
  const writing = writeDigit(digitLabel(index), createRandom(seed, `digit ${index}`));
  const scale = fitIntoBox(writing);
  const sheet = new Float32Array(sheetSide * sheetSide);
  for (const { path, radii } of writing.strokes) inkPath(sheet, sheetSide, path, radii.map((radius) => Math.max(thinnest, radius * scale)), writing.softness);
  const [left, top] = windowAroundMass(sheet);
  for (let y = 0; y < digitSide; y++) {
    for (let x = 0; x < digitSide; x++) {
      const ink = sheet[(top + y) * sheetSide + left + x] as number;
      out[to + y * digitSide + x] = Math.round(255 * Math.min(1, ink * writing.ink));
    }
  }
}

/** Radius in pixels below which a stroke would fade. */
const thinnest = 0.5;

/** Scales and moves so that the ink's longer side fills the box and its corner lies on a pixel's. Returns the scale. */
function fitIntoBox({ strokes }: Writing): number {
  const low: [number, number] = [Infinity, Infinity];
  const high: [number, number] = [-Infinity, -Infinity];
  for (const { path, radii } of strokes) {
    for (let i = 0; i < path.length; i++) {
      const axis = i % 2 as 0 | 1;
      const radius = radii[i >> 1] as number;
      low[axis] = Math.min(low[axis], (path[i] as number) - radius);
      high[axis] = Math.max(high[axis], (path[i] as number) + radius);
    }
  }
  const scale = boxSide / Math.max(high[0] - low[0], high[1] - low[1]);
  for (const { path } of strokes) {
    for (let i = 0; i < path.length; i++) path[i] = ((path[i] as number) - low[i % 2 as 0 | 1]) * scale + boxMargin;
  }
  return scale;
}

/** Corner of the window whose middle pixel holds the ink's centre of mass; whole pixels, as in MNIST. */
function windowAroundMass(sheet: Float32Array): [left: number, top: number] {
  let mass = 0;
  let momentX = 0;
  let momentY = 0;
  for (let y = 0, i = 0; y < sheetSide; y++) {
    for (let x = 0; x < sheetSide; x++, i++) {
      const ink = sheet[i] as number;
      mass += ink;
      momentX += ink * x;
      momentY += ink * y;
    }
  }
  return [Math.round(momentX / mass) - digitSide / 2, Math.round(momentY / mass) - digitSide / 2];
}
