// One step in some hundred is computed a second time, on one thread, and compared bit by bit: what threads or memory do
// wrong shows there though each number looks like any other. The second time takes as long as `threads` steps, so it
// costs 0.5 % of the time.

import type { Layout } from './layout.ts';

/** Steps from one check to the next, for each thread. */
const stepsPerThread = 200;
/** More than this is not copied for a check. */
const mostBytes = 256 * 2 ** 20;

export function isRechecked(step: number, threads: number, every = stepsPerThread * threads): boolean {
  return threads > 1 && step % every === Math.floor(every / 2);
}

/** Memory as int32, and the results of the step that ran last. */
export interface StepView {
  readonly ints: Int32Array;
  results(): { readonly loss: number; readonly correct: number };
}

/**
 * Computes a step by `first`, then again by `second` from what it began with; true where both leave the same bits, or
 * where there is too much of them to compare.
 */
export function computesAlike(
  layout: Layout,
  { ints, results }: StepView,
  first: () => void,
  second: () => void,
): boolean {
  const ranges = rangesOf(layout);
  const words = ranges.reduce((sum, [start, end]) => sum + end - start, 0);
  if (4 * words > mostBytes) {
    first();
    return true;
  }
  const before = copy(ints, ranges, words);
  first();
  const after = copy(ints, ranges, words);
  const { loss, correct } = results();
  restore(ints, ranges, before);
  second();
  const again = results();
  return equals(ints, ranges, after) && Object.is(again.loss, loss) && again.correct === correct;
}

type Ranges = readonly (readonly [start: number, end: number])[];

/**
 * What a step starts from and leaves behind, in words: weights, running statistics, and what the optimiser remembers.
 */
function rangesOf({ stage: { weights, threads }, optimizer: { state, stride, slots } }: Layout): Ranges {
  return [
    [weights.trained / 4, weights.gradients / 4],
    [(weights.gradients + threads * weights.gradientStride) / 4, (state + stride * slots.length) / 4],
  ];
}

function copy(ints: Int32Array, ranges: Ranges, words: number): Int32Array {
  const copied = new Int32Array(words);
  let at = 0;
  for (const [start, end] of ranges) {
    copied.set(ints.subarray(start, end), at);
    at += end - start;
  }
  return copied;
}

function restore(ints: Int32Array, ranges: Ranges, copied: Int32Array): void {
  let at = 0;
  for (const [start, end] of ranges) {
    ints.set(copied.subarray(at, at + end - start), start);
    at += end - start;
  }
}

function equals(ints: Int32Array, ranges: Ranges, copied: Int32Array): boolean {
  let at = 0;
  for (const [start, end] of ranges) {
    for (let i = start; i < end; i++) if (ints[i] !== copied[at++]) return false;
  }
  return true;
}
