// How people write the ten digits, as pen strokes. Drawn by hand for this project; no data of others is in here.
//
// A pose lists its strokes, separated by "|". A stroke lists the points that the pen passes, in percent of the
// digit's height: x to the right, y down. The pen turns smoothly, but sharply at a point marked "!". All poses of a
// style have the same strokes and points, so that any mixture of them is again a way to write the digit.

import { skeletons0To4 } from './skeletons-0-to-4.ts';
import { skeletons5To9 } from './skeletons-5-to-9.ts';

export interface Style {
  /** How often it is seen, relative to the digit's other styles. */
  readonly weight: number;
  readonly poses: readonly string[];
}

/** How tall each digit is written, the pen being the same: tall digits look thin when all are made equally tall. */
export const writtenHeights: readonly number[] = [0.9, 1, 0.97, 1, 1.1, 1.02, 1.06, 1, 1.14, 1.14];

/** The styles of each digit, 0 to 9. */
export const skeletons: readonly (readonly Style[])[] = [...skeletons0To4, ...skeletons5To9];
