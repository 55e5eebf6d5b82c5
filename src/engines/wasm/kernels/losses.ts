// AssemblyScript. Losses that compare every output with a target, as in torch.nn. Each takes one thread's `rows` of `columns`
// outputs and targets and stores the float64 sum over rows of the mean over columns at `result`. Where `gradient` is not 0 it
// gets the slopes by batch · columns.

import { at, zero } from './simd';

/** (x - t)² */
export function meanSquaredError(outputs: usize, targets: usize, gradient: usize, rows: i32, columns: i32, batch: i32, result: usize): void {
  const count = rows * columns, scale = slopeScale(batch, columns);
  let loss: f64 = 0;
  for (let i = 0; i < count; i++) {
    const distance = output(outputs, i) - output(targets, i);
    loss += distance * distance;
    if (gradient) store<f32>(gradient + at(i), <f32>(2 * distance * scale));
  }
  store<f64>(result, loss / <f64>columns);
}

/** |x - t| */
export function absoluteError(outputs: usize, targets: usize, gradient: usize, rows: i32, columns: i32, batch: i32, result: usize): void {
  const count = rows * columns, scale = slopeScale(batch, columns);
  let loss: f64 = 0;
  for (let i = 0; i < count; i++) {
    const distance = output(outputs, i) - output(targets, i);
    loss += Math.abs(distance);
    if (gradient) store<f32>(gradient + at(i), <f32>(Math.sign(distance) * scale));
  }
  store<f64>(result, loss / <f64>columns);
}

/** 1 where output and target lie on different sides of 0.5, flat on both: the slopes are 0. NaN lies on neither. */
export function thresholdCost(outputs: usize, targets: usize, gradient: usize, rows: i32, columns: i32, _batch: i32, result: usize): void {
  const count = rows * columns;
  let wrong: f64 = 0;
  for (let i = 0; i < count; i++) {
    const x = output(outputs, i);
    wrong += isNaN(x) ? x : <f64>i32((x > 0.5) != (output(targets, i) > 0.5));
  }
  if (gradient) zero(gradient, count);
  store<f64>(result, wrong / <f64>columns);
}

/** -t·log(x) - (1-t)·log(1-x) of probabilities, logarithms no lower than -100, as torch.nn.BCELoss bounds them. */
export function binaryCrossEntropy(outputs: usize, targets: usize, gradient: usize, rows: i32, columns: i32, batch: i32, result: usize): void {
  const count = rows * columns, scale = slopeScale(batch, columns);
  let loss: f64 = 0;
  for (let i = 0; i < count; i++) {
    const x = output(outputs, i), t = output(targets, i);
    loss -= t * Math.max(Math.log(x), -100) + (1 - t) * Math.max(Math.log(1 - x), -100);
    if (gradient) store<f32>(gradient + at(i), <f32>((x - t) / Math.max(x * (1 - x), 1e-12) * scale));
  }
  store<f64>(result, loss / <f64>columns);
}

/** The same of sigmoid(x): (1 - t)·x + max(-x, 0) + log(1 + exp(-|x|)). */
export function binaryCrossEntropyWithLogits(outputs: usize, targets: usize, gradient: usize, rows: i32, columns: i32, batch: i32, result: usize): void {
  const count = rows * columns, scale = slopeScale(batch, columns);
  let loss: f64 = 0;
  for (let i = 0; i < count; i++) {
    const x = output(outputs, i), t = output(targets, i);
    loss += (1 - t) * x + Math.max(-x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    if (gradient) store<f32>(gradient + at(i), <f32>((1 / (1 + Math.exp(-x)) - t) * scale));
  }
  store<f64>(result, loss / <f64>columns);
}

/**
 * Stores, as int32 8 bytes behind `result`, how many rows have their first largest output at the label; with one column, how
 * many are above `threshold` where the label is 1 and not where it is 0.
 */
export function countHits(outputs: usize, labels: usize, rows: i32, columns: i32, threshold: f32, result: usize): void {
  let hits = 0;
  for (let row = 0; row < rows; row++) {
    let found = 0;
    if (columns == 1) {
      found = i32(load<f32>(outputs) > threshold);
    } else {
      for (let c = 1; c < columns; c++) {
        if (load<f32>(outputs + at(c)) > load<f32>(outputs + at(found))) found = c;
      }
    }
    hits += i32(found == load<i32>(labels + at(row)));
    outputs += at(columns);
  }
  store<i32>(result, hits, 8);
}

/** 2, so that the program ends, where the sum of all threads' losses, `stride` bytes apart, is no finite number; else 0. */
export function requireFiniteLoss(results: usize, stride: i32, threads: i32): i32 {
  let sum: f64 = 0;
  for (let t = 0; t < threads; t++) sum += load<f64>(results + <usize>(t * stride));
  return isFinite(sum) ? 0 : 2;
}

@inline
function output(p: usize, i: i32): f64 {
  return <f64>load<f32>(p + at(i));
}

@inline
function slopeScale(batch: i32, columns: i32): f64 {
  return 1 / (<f64>batch * <f64>columns);
}
