// The losses in float64 with the formulas of torch.nn, each with its gradient by the outputs.
// https://pytorch.org/docs/stable/nn.html#loss-functions

import { isBinary, losses, smoothingOf, type LossConfig, type LossType } from '../../core/losses.ts';
import type { Batch } from '../engine.ts';

export interface LossResult {
  /** Mean over the batch. */
  readonly loss: number;
  readonly correct: number;
  /** Of the loss by each output. */
  readonly gradient: Float64Array;
}

/** Loss, hits and gradient of a batch's outputs, one row an example. */
export function evaluateLoss(config: LossConfig, outputs: Float64Array, { labels, targets, count }: Batch): LossResult {
  const { loss: type } = config;
  if (type === 'crossEntropy') return { ...crossEntropy(outputs, labels, count, smoothingOf(config)), correct: countHits(type, outputs, labels, count) };
  if (type === 'softCrossEntropy') return { ...softCrossEntropy(outputs, targets, count, smoothingOf(config)), correct: countHits(type, outputs, labels, count) };
  const gradient = new Float64Array(outputs.length);
  let loss = 0;
  outputs.forEach((x, i) => {
    const [term, slope] = terms[type](x, targets?.[i] ?? NaN);
    loss += term / outputs.length;
    gradient[i] = slope / outputs.length;
  });
  return { loss, correct: countHits(type, outputs, labels, count), gradient };
}

const isAbove = (x: number): boolean => x > losses.threshold.threshold;

/** Loss of one output against its target, and its slope. */
const terms: { readonly [T in Exclude<LossType, 'crossEntropy' | 'softCrossEntropy'>]: (x: number, target: number) => readonly [term: number, slope: number] } = {
  mse: (x, target) => [(x - target) ** 2, 2 * (x - target)],
  l1: (x, target) => [Math.abs(x - target), Math.sign(x - target)],
  // As torch.nn.BCELoss bounds logarithms and the slope.
  bce: (x, target) => [
    -target * Math.max(Math.log(x), -100) - (1 - target) * Math.max(Math.log(1 - x), -100),
    (x - target) / Math.max(x * (1 - x), 1e-12),
  ],
  bceWithLogits: (x, target) => [
    (1 - target) * x + Math.max(-x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    1 / (1 + Math.exp(-x)) - target,
  ],
  threshold: (x, target) => [Number.isNaN(x) ? NaN : Number(isAbove(x) !== isAbove(target)), 0],
};

function crossEntropy(logits: Float64Array, labels: ArrayLike<number>, count: number, smoothing: number): Omit<LossResult, 'correct'> {
  const gradient = new Float64Array(logits.length);
  let loss = 0;
  rowsOf(logits, count).forEach((row, n) => {
    const label = labels[n] as number;
    const highest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const sum = row.reduce((total, x) => total + Math.exp(x - highest), 0);
    row.forEach((x, c) => {
      const target = (c === label ? 1 - smoothing : 0) + smoothing / row.length;
      // A class that is no target counts nothing, however unlikely it is.
      if (target !== 0) loss += (target * (Math.log(sum) - (x - highest))) / count;
      gradient[n * row.length + c] = (Math.exp(x - highest) / sum - target) / count;
    });
  });
  return { loss, gradient };
}

/** With a share for each class; the slope of a logit is softmax · Σ t - t. */
function softCrossEntropy(logits: Float64Array, targets: Float32Array | undefined, count: number, smoothing: number): Omit<LossResult, 'correct'> {
  const gradient = new Float64Array(logits.length);
  let loss = 0;
  rowsOf(logits, count).forEach((row, n) => {
    const highest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const sum = row.reduce((total, x) => total + Math.exp(x - highest), 0);
    const target = (c: number) => (1 - smoothing) * (targets?.[n * row.length + c] ?? NaN) + smoothing / row.length;
    const whole = row.reduce((total, _, c) => total + target(c), 0);
    row.forEach((x, c) => {
      loss += (target(c) * (Math.log(sum) - (x - highest))) / count;
      gradient[n * row.length + c] = ((Math.exp(x - highest) / sum) * whole - target(c)) / count;
    });
  });
  return { loss, gradient };
}

/** Examples whose largest output is the labelled one, or whose single output is on the label's side of the threshold. */
function countHits(type: LossType, outputs: Float64Array, labels: ArrayLike<number>, count: number): number {
  const classOf = (row: Float64Array): number => {
    if (isBinary(type, row.length)) return (row[0] as number) > losses[type].threshold ? 1 : 0;
    return row.indexOf(row.reduce((a, b) => Math.max(a, b), -Infinity));
  };
  return rowsOf(outputs, count).filter((row, n) => classOf(row) === labels[n]).length;
}

function rowsOf(values: Float64Array, count: number): Float64Array[] {
  const columns = values.length / count;
  return Array.from({ length: count }, (_, n) => values.subarray(n * columns, (n + 1) * columns));
}
