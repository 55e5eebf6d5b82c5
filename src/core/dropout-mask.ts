// Which elements Dropout drops: a hash of seed, layer, step and element, so that a run taken up at any step draws what it would
// have drawn, on every engine and however many threads share the batch.

import { createRandom } from './random.ts';

/** The seed of a layer's masks. */
export function dropoutSeed(seed: number, layer: string): number {
  return createRandom(seed, `dropout ${layer}`).bits() | 0;
}

/** The 32 bits of an element below which it is dropped. */
export function dropoutThreshold(p: number): number {
  return Math.min(Math.round(p * 2 ** 32), 2 ** 32 - 1);
}

/**
 * What the first `count` elements of a batch are multiplied by in step `step`, counted from 1: 0 with probability `p`, else
 * 1 / (1 - p). Elements count through examples, rows, columns, channels. kernels/elementwise.ts says the same.
 */
export function dropoutMask(layerSeed: number, p: number, step: number, count: number): Float32Array {
  const mask = new Float32Array(count);
  if (p === 1) return mask;
  const key = mix(layerSeed + mix(step));
  const threshold = dropoutThreshold(p);
  const scale = 1 / (1 - p);
  for (let i = 0; i < count; i++) mask[i] = mix(Math.imul(i, 0x9e3779b1) + key) >= threshold ? scale : 0;
  return mask;
}

/** The mixer of MurmurHash3. */
function mix(bits: number): number {
  let h = bits | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
