// AssemblyScript. Batch normalisation over rows of `channels` floats (a row is a pixel, or an example's features).
//
// Per-channel numbers lie in a block of six arrays, each `channels` rounded up to four floats: the mean, the scale
// (weight / deviation), the shift (bias), 1 / deviation, and two coefficients of the gradient, p and q:
//   y = (x - mean)·scale + shift,   dx = dy·scale + (x - mean)·p + q.
// Sums are taken in blocks of float32 and gathered in float64, per thread; every thread then joins all threads' sums.
// Four rows are taken at once, so that what belongs to a channel is loaded, and its sums are stored, once for all four.

import { at, madd, splat, zero } from './simd';

@inline
export function array(coefficients: usize, index: i32, channels: i32): usize {
  return coefficients + at(index * ((channels + 3) & ~3));
}
@inline
export function wide(index: i32): usize { return <usize>index << 3; }

/** Rows whose float32 sums are gathered before they go to float64. */
export const blockRows: i32 = 64;

/**
 * One thread's sums: float64 [rows, then per channel: a pivot, Σ(x - pivot), Σ(x - pivot)²]; begun here, or gone on with
 * where `again` is not 0. The pivot, the first row, keeps the squares small where a channel's mean is far from zero.
 * `partial`: scratch for 3·channels floats.
 */
export function batchNormSums(x: usize, rows: i32, channels: i32, sums: usize, partial: usize, again: i32): void {
  const pivots = partial + at(2 * channels);
  if (!again) beginSums(x, rows, channels, sums);
  else store<f64>(sums, load<f64>(sums) + <f64>rows);
  for (let c = 0; c < channels; c++) store<f32>(pivots + at(c), <f32>load<f64>(sums + wide(1 + 3 * c)));
  for (let from = 0; from < rows; from += blockRows) {
    const end = min(rows, from + blockRows);
    zero(partial, 2 * channels);
    let row = from;
    for (; row + 4 <= end; row += 4) {
      addRows(4, x, pivots, channels, partial);
      x += at(4 * channels);
    }
    for (; row < end; row++) {
      addRows(1, x, pivots, channels, partial);
      x += at(channels);
    }
    gatherAll(sums + wide(1), 3, partial, channels);
  }
}

function beginSums(x: usize, rows: i32, channels: i32, sums: usize): void {
  store<f64>(sums, <f64>rows);
  for (let c = 0; c < channels; c++) {
    store<f64>(sums + wide(1 + 3 * c), rows > 0 ? <f64>load<f32>(x + at(c)) : 0);
    store<f64>(sums + wide(2 + 3 * c), 0);
    store<f64>(sums + wide(3 + 3 * c), 0);
  }
}

/** Adds x - pivot and its square of one or four rows to the float32 sums. */
@inline
function addRows(count: i32, x: usize, pivots: usize, channels: i32, partial: usize): void {
  const squares = partial + at(channels), line = at(channels);
  let c: usize = 0;
  for (const end = at(channels & ~3); c < end; c += 16) {
    const pivot = v128.load(pivots + c), p = x + c;
    const v = f32x4.sub(v128.load(p), pivot);
    let sum = f32x4.add(v128.load(partial + c), v), square = madd(v, v, v128.load(squares + c));
    if (count == 4) {
      const u = f32x4.sub(v128.load(p + line), pivot), w = f32x4.sub(v128.load(p + 2 * line), pivot), z = f32x4.sub(v128.load(p + 3 * line), pivot);
      sum = f32x4.add(f32x4.add(sum, u), f32x4.add(w, z));
      square = madd(z, z, madd(w, w, madd(u, u, square)));
    }
    v128.store(partial + c, sum);
    v128.store(squares + c, square);
  }
  for (; c < line; c += 4) {
    for (let row = 0; row < count; row++) {
      const v = load<f32>(x + <usize>row * line + c) - load<f32>(pivots + c);
      store<f32>(partial + c, load<f32>(partial + c) + v);
      store<f32>(squares + c, load<f32>(squares + c) + v * v);
    }
  }
}

/** Adds a block's float32 sums, two a channel, to those in float64: the last two of every `fields` numbers. */
export function gatherAll(sums: usize, fields: i32, partial: usize, channels: i32): void {
  const second = partial + at(channels);
  sums += wide(fields - 2);
  for (let c = 0; c < channels; c++) {
    gather(sums, load<f32>(partial + at(c)), load<f32>(second + at(c)));
    sums += wide(fields);
  }
}

/** Adds a block's float32 sums to those in float64. */
@inline
function gather(target: usize, first: f32, second: f32): void {
  store<f64>(target, load<f64>(target) + <f64>first);
  store<f64>(target, load<f64>(target, 8) + <f64>second, 8);
}

/** What `joinSums` found of a channel: values, their mean, and the sum of their squared distances from it. */
let joined: f64 = 0, mean: f64 = 0, squares: f64 = 0;

/** Joins the sums of all threads for channel `c` (Chan, Golub, LeVeque 1979). */
@inline
function joinSums(sums: usize, stride: i32, threads: i32, c: i32): void {
  joined = 0;
  mean = 0;
  squares = 0;
  for (let t = 0; t < threads; t++) {
    const p = sums + <usize>(t * stride), rows = load<f64>(p);
    if (rows == 0) continue;
    const sum = load<f64>(p + wide(2 + 3 * c));
    const own = load<f64>(p + wide(1 + 3 * c)) + sum / rows;
    const delta = own - mean;
    squares += max(0, load<f64>(p + wide(3 + 3 * c)) - sum * sum / rows) + delta * delta * joined * rows / (joined + rows);
    joined += rows;
    mean += delta * rows / joined;
  }
}

/** Joins the sums of all threads, `stride` bytes apart, to mean and variance, and writes the coefficients. */
export function batchNormFromBatch(
  sums: usize, stride: i32, threads: i32, channels: i32, eps: f32, weight: usize, bias: usize, coefficients: usize,
): void {
  for (let c = 0; c < channels; c++) {
    joinSums(sums, stride, threads, c);
    setChannel(coefficients, channels, c, <f32>mean, 1 / Math.sqrt(squares / joined + <f64>eps), weight, bias);
  }
}

/** On thread 0 moves the running statistics by `momentum` towards those of the batch, whose sums are those above; the variance unbiased. */
export function batchNormMoveStatistics(
  sums: usize, stride: i32, threads: i32, channels: i32, runningMean: usize, runningVariance: usize, momentum: f32, thread: i32,
): void {
  if (thread != 0) return;
  for (let c = 0; c < channels; c++) {
    joinSums(sums, stride, threads, c);
    const m = runningMean + at(c), v = runningVariance + at(c);
    store<f32>(m, <f32>((1 - <f64>momentum) * <f64>load<f32>(m) + <f64>momentum * mean));
    store<f32>(v, <f32>((1 - <f64>momentum) * <f64>load<f32>(v) + <f64>momentum * (squares / max(1, joined - 1))));
  }
}

/** Coefficients from running statistics: evaluation, and training where the layer is frozen. */
export function batchNormFromRunning(
  runningMean: usize, runningVariance: usize, channels: i32, eps: f32, weight: usize, bias: usize, coefficients: usize,
): void {
  for (let c = 0; c < channels; c++) {
    const deviation = Math.sqrt(<f64>load<f32>(runningVariance + at(c)) + <f64>eps);
    setChannel(coefficients, channels, c, load<f32>(runningMean + at(c)), 1 / deviation, weight, bias);
  }
}

function setChannel(coefficients: usize, channels: i32, c: i32, mean: f32, inverse: f64, weight: usize, bias: usize): void {
  store<f32>(array(coefficients, 0, channels) + at(c), mean);
  store<f32>(array(coefficients, 1, channels) + at(c), <f32>(inverse * (weight ? <f64>load<f32>(weight + at(c)) : 1)));
  store<f32>(array(coefficients, 2, channels) + at(c), bias ? load<f32>(bias + at(c)) : 0);
  store<f32>(array(coefficients, 3, channels) + at(c), <f32>inverse);
  store<f32>(array(coefficients, 4, channels) + at(c), 0);
  store<f32>(array(coefficients, 5, channels) + at(c), 0);
}

@inline
function normalise(x: usize, y: usize, rows: i32, channels: i32, coefficients: usize, relu: bool): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    normaliseRows(4, x, y, channels, coefficients, relu);
    x += at(4 * channels);
    y += at(4 * channels);
  }
  for (; row < rows; row++) {
    normaliseRows(1, x, y, channels, coefficients, relu);
    x += at(channels);
    y += at(channels);
  }
}

@inline
function normaliseRows(count: i32, x: usize, y: usize, channels: i32, coefficients: usize, relu: bool): void {
  const means = array(coefficients, 0, channels), scales = array(coefficients, 1, channels), shifts = array(coefficients, 2, channels);
  const line = at(channels);
  let c: usize = 0;
  for (const end = at(channels & ~3); c < end; c += 16) {
    const mean = v128.load(means + c), scale = v128.load(scales + c), shift = v128.load(shifts + c), p = x + c, q = y + c;
    v128.store(q, normal(v128.load(p), mean, scale, shift, relu));
    if (count == 4) {
      v128.store(q + line, normal(v128.load(p + line), mean, scale, shift, relu));
      v128.store(q + 2 * line, normal(v128.load(p + 2 * line), mean, scale, shift, relu));
      v128.store(q + 3 * line, normal(v128.load(p + 3 * line), mean, scale, shift, relu));
    }
  }
  for (; c < line; c += 4) {
    for (let row = 0; row < count; row++) {
      const offset = <usize>row * line + c, z = normalOne(x + offset, means + c, scales + c, shifts + c);
      store<f32>(y + offset, relu ? max(z, 0) : z);
    }
  }
}

@inline
function normal(x: v128, mean: v128, scale: v128, shift: v128, relu: bool): v128 {
  const z = madd(f32x4.sub(x, mean), scale, shift);
  return relu ? f32x4.max(z, splat(0)) : z;
}
@inline
function normalOne(x: usize, mean: usize, scale: usize, shift: usize): f32 {
  return (load<f32>(x) - load<f32>(mean)) * load<f32>(scale) + load<f32>(shift);
}

/** y = (x - mean)·scale + shift; y may be x. */
export function batchNorm(x: usize, y: usize, rows: i32, channels: i32, coefficients: usize): void {
  normalise(x, y, rows, channels, coefficients, false);
}
/** As `batchNorm`, then ReLU. */
export function batchNormRelu(x: usize, y: usize, rows: i32, channels: i32, coefficients: usize): void {
  normalise(x, y, rows, channels, coefficients, true);
}
