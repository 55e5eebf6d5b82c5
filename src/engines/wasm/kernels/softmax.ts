// AssemblyScript. Softmax over rows, and cross-entropy on logits with its gradient.

import { at } from './simd';

/** y = exp(x - max) / Σ exp(x - max) in every row of `columns` floats. */
export function softmax(x: usize, y: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    const highest = maximum(x, columns);
    let sum: f64 = 0;
    for (let c = 0; c < columns; c++) sum += Math.exp(<f64>(load<f32>(x + at(c)) - highest));
    for (let c = 0; c < columns; c++) store<f32>(y + at(c), <f32>(Math.exp(<f64>(load<f32>(x + at(c)) - highest)) / sum));
    x += at(columns);
    y += at(columns);
  }
}

/** dx = y·(dy - Σ dy·y) in every row. */
export function softmaxGradient(y: usize, dy: usize, dx: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    let sum: f64 = 0;
    for (let c = 0; c < columns; c++) sum += <f64>load<f32>(y + at(c)) * <f64>load<f32>(dy + at(c));
    for (let c = 0; c < columns; c++) store<f32>(dx + at(c), load<f32>(y + at(c)) * (load<f32>(dy + at(c)) - <f32>sum));
    y += at(columns);
    dy += at(columns);
    dx += at(columns);
  }
}

function maximum(x: usize, columns: i32): f32 {
  let highest = load<f32>(x);
  for (let c = 1; c < columns; c++) highest = max(highest, load<f32>(x + at(c)));
  return highest;
}

/**
 * Cross-entropy of one thread's rows of logits: result = [float64 Σ loss, int32 rows whose first largest logit is the
 * label's]. The target of class c is (1 - smoothing)·[c is the label] + smoothing / columns. Where `gradient` is not 0 it gets
 * (softmax - target) / batch.
 */
export function crossEntropy(
  logits: usize, labels: usize, gradient: usize, rows: i32, columns: i32, batch: i32, smoothing: f32, result: usize,
): void {
  const spread = <f64>smoothing / <f64>columns, kept = 1 - <f64>smoothing;
  let loss: f64 = 0, correct = 0;
  for (let row = 0; row < rows; row++) {
    const label = load<i32>(labels + at(row));
    const highest = maximum(logits, columns);
    let sum: f64 = 0, distances: f64 = 0, best = 0;
    for (let c = 0; c < columns; c++) {
      const x = load<f32>(logits + at(c)), below = <f64>(x - highest);
      if (spread > 0) distances += below;
      sum += Math.exp(below);
      if (x > load<f32>(logits + at(best))) best = c;
    }
    // By distances from the largest logit: sums of logits would lose what makes the difference.
    loss += Math.log(sum) - kept * (<f64>load<f32>(logits + at(label)) - <f64>highest) - spread * distances;
    correct += i32(best == label);
    if (gradient) {
      const scale = 1 / <f64>batch;
      for (let c = 0; c < columns; c++) {
        const probability = Math.exp(<f64>(load<f32>(logits + at(c)) - highest)) / sum;
        store<f32>(gradient + at(c), <f32>((probability - spread - (c == label ? kept : 0.0)) * scale));
      }
      gradient += at(columns);
    }
    logits += at(columns);
  }
  store<f64>(result, loss);
  store<i32>(result, correct, 8);
}

/**
 * The same with a share for each class in place of the label: the target of class c is (1 - smoothing)·t[c] + smoothing / columns, and
 * `gradient` gets (softmax · Σ target - target) / batch. Stores Σ loss alone.
 */
export function softCrossEntropy(
  logits: usize, targets: usize, gradient: usize, rows: i32, columns: i32, batch: i32, smoothing: f32, result: usize,
): void {
  const spread = <f64>smoothing / <f64>columns, kept = 1 - <f64>smoothing, scale = 1 / <f64>batch;
  let loss: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const highest = maximum(logits, columns);
    let sum: f64 = 0, whole: f64 = 0;
    for (let c = 0; c < columns; c++) {
      sum += Math.exp(<f64>(load<f32>(logits + at(c)) - highest));
      whole += kept * <f64>load<f32>(targets + at(c)) + spread;
    }
    const logSum = Math.log(sum);
    for (let c = 0; c < columns; c++) {
      const x = load<f32>(logits + at(c)), target = kept * <f64>load<f32>(targets + at(c)) + spread;
      loss += target * (logSum - (<f64>x - <f64>highest));
      if (gradient) store<f32>(gradient + at(c), <f32>((Math.exp(<f64>(x - highest)) / sum * whole - target) * scale));
    }
    if (gradient) gradient += at(columns);
    logits += at(columns);
    targets += at(columns);
  }
  store<f64>(result, loss);
}
