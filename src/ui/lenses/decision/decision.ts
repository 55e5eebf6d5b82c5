// What a network of one or two input numbers says between and around its examples: the points to ask it about, and what its
// answers mean. Pure; the lens asks.

import { classOf, probabilitiesOf } from '../../../core/probabilities.ts';
import type { LossType } from '../../../core/losses.ts';

/** Least and greatest of the shown range of an input. */
export type Span = readonly [low: number, high: number];

/** The range of each of `size` inputs over the examples, and a tenth more on both sides. */
export function spansOf(inputs: Float32Array, size: number): Span[] {
  return Array.from({ length: size }, (_, feature) => {
    let [low, high] = [Infinity, -Infinity];
    for (let i = feature; i < inputs.length; i += size) {
      low = Math.min(low, inputs[i] as number);
      high = Math.max(high, inputs[i] as number);
    }
    if (low > high) return [-1, 1];
    const margin = 0.1 * (high - low) || 1;
    return [low - margin, high + margin];
  });
}

/** `count` numbers evenly over a span, ends included. */
export function line([low, high]: Span, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}

/** The middles of `side` × `side` cells over two spans, row after row from the top, two numbers each. */
export function plane([across, up]: readonly [Span, Span], side: number): Float32Array {
  const at = ([low, high]: Span, share: number) => low + (high - low) * share;
  const points = new Float32Array(2 * side * side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      points[2 * (row * side + column)] = at(across, (column + 0.5) / side);
      points[2 * (row * side + column) + 1] = at(up, 1 - (row + 0.5) / side);
    }
  }
  return points;
}

export interface Decision {
  readonly classIndex: number;
  /** Of that class, 0 to 1. */
  readonly probability: number;
}

/** The class of each example, and how sure the network is of it. */
export function decisionsOf(loss: LossType, outputs: Float32Array, count: number): Decision[] {
  const size = outputs.length / count;
  return Array.from({ length: count }, (_, i) => {
    const own = outputs.subarray(i * size, (i + 1) * size);
    const classIndex = classOf(loss, own);
    return { classIndex, probability: probabilitiesOf(loss, own)[classIndex] ?? NaN };
  });
}

/** What to draw over one input: the probability of each class, or of class 1 where there are two; raw outputs without classes. */
export function curvesOf(loss: LossType, outputs: Float32Array, count: number, classNames: readonly string[]): { readonly name: string; readonly ys: Float32Array }[] {
  const size = outputs.length / count;
  if (classNames.length === 0) return Array.from({ length: size }, (_, k) => ({ name: size === 1 ? 'output' : `output ${k + 1}`, ys: Float32Array.from({ length: count }, (__, i) => outputs[i * size + k] as number) }));
  const probabilities = Array.from({ length: count }, (_, i) => probabilitiesOf(loss, outputs.subarray(i * size, (i + 1) * size)));
  const shown = classNames.length === 2 ? [1] : classNames.map((_, k) => k);
  return shown.map((k) => ({ name: `probability of ${classNames[k]}`, ys: Float32Array.from(probabilities, (all) => all[k] ?? NaN) }));
}
