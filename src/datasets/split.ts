// Which examples of the training part are kept for validation.

import { createRandom } from '../core/random.ts';
import { PreprocessingError } from './preprocessing.ts';

/** Splits 0 … count - 1 by the seed; both parts keep the dataset's order. Throws PreprocessingError where one would be empty. */
export function splitExamples(count: number, fraction: number, seed: number): { kept: Uint32Array; heldOut: Uint32Array } {
  if (fraction === 0) return { kept: upTo(count), heldOut: new Uint32Array(0) };
  const held = Math.round(count * fraction);
  if (!(held >= 1 && held < count)) {
    throw new PreprocessingError(`A validation share of ${fraction} of ${count} examples leaves ${held <= 0 ? 'none to validate on' : 'none to train on'}.`);
  }
  const order = createRandom(seed, 'validation split').shuffle(upTo(count));
  return { heldOut: order.slice(0, held).sort(), kept: order.slice(held).sort() };
}

export function upTo(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => index);
}
