// AssemblyScript. Batch normalisation over rows of `channels` floats (a row is a pixel, or an example's features).
//
// Per-channel numbers lie in a block of six arrays, each `channels` rounded up to four floats: the mean, the scale
// (weight / deviation), the shift (bias), 1 / deviation, and two coefficients of the gradient, p and q:
//   y = (x - mean)·scale + shift,   dx = dy·scale + (x - mean)·p + q.
// Sums are taken in blocks of float32 and gathered in float64, per thread; every thread then joins all threads' sums.

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
 * One thread's sums: float64 [rows, then per channel: a pivot, Σ(x - pivot), Σ(x - pivot)²]. The pivot, the first row,
 * keeps the squares small where a channel's mean is far from zero. `partial`: scratch for 2·channels floats.
 */
export function batchNormSums(x: usize, rows: i32, channels: i32, sums: usize, partial: usize): void {
  store<f64>(sums, <f64>rows);
  for (let c = 0; c < channels; c++) {
    store<f64>(sums + wide(1 + 3 * c), rows > 0 ? <f64>load<f32>(x + at(c)) : 0);
    store<f64>(sums + wide(2 + 3 * c), 0);
    store<f64>(sums + wide(3 + 3 * c), 0);
  }
  const pivots = x, squares = partial + at(channels);
  for (let from = 0; from < rows; from += blockRows) {
    zero(partial, 2 * channels);
    for (let row = from; row < min(rows, from + blockRows); row++) {
      let c = 0;
      for (; c + 4 <= channels; c += 4) {
        const v = f32x4.sub(v128.load(x + at(c)), v128.load(pivots + at(c)));
        v128.store(partial + at(c), f32x4.add(v128.load(partial + at(c)), v));
        v128.store(squares + at(c), madd(v, v, v128.load(squares + at(c))));
      }
      for (; c < channels; c++) {
        const v = load<f32>(x + at(c)) - load<f32>(pivots + at(c));
        store<f32>(partial + at(c), load<f32>(partial + at(c)) + v);
        store<f32>(squares + at(c), load<f32>(squares + at(c)) + v * v);
      }
      x += at(channels);
    }
    for (let c = 0; c < channels; c++) gather(sums + wide(2 + 3 * c), load<f32>(partial + at(c)), load<f32>(squares + at(c)));
  }
}

/** Adds a block's float32 sums to those in float64. */
@inline
export function gather(target: usize, first: f32, second: f32): void {
  store<f64>(target, load<f64>(target) + <f64>first);
  store<f64>(target, load<f64>(target, 8) + <f64>second, 8);
}

/**
 * Joins the sums of all threads, `stride` bytes apart, to mean and variance (Chan, Golub, LeVeque 1979), writes the
 * coefficients, and on thread 0 moves the running statistics by `momentum`, the variance unbiased.
 */
export function batchNormFromBatch(
  sums: usize, stride: i32, threads: i32, channels: i32, eps: f32, weight: usize, bias: usize, coefficients: usize,
  runningMean: usize, runningVariance: usize, momentum: f32, thread: i32,
): void {
  for (let c = 0; c < channels; c++) {
    let n: f64 = 0, mean: f64 = 0, squares: f64 = 0;
    for (let t = 0; t < threads; t++) {
      const p = sums + <usize>(t * stride), rows = load<f64>(p);
      if (rows == 0) continue;
      const sum = load<f64>(p + wide(2 + 3 * c));
      const own = load<f64>(p + wide(1 + 3 * c)) + sum / rows;
      const delta = own - mean;
      squares += max(0, load<f64>(p + wide(3 + 3 * c)) - sum * sum / rows) + delta * delta * n * rows / (n + rows);
      n += rows;
      mean += delta * rows / n;
    }
    setChannel(coefficients, channels, c, <f32>mean, 1 / Math.sqrt(squares / n + <f64>eps), weight, bias);
    if (thread != 0) continue;
    const m = runningMean + at(c), v = runningVariance + at(c);
    store<f32>(m, <f32>((1 - <f64>momentum) * <f64>load<f32>(m) + <f64>momentum * mean));
    store<f32>(v, <f32>((1 - <f64>momentum) * <f64>load<f32>(v) + <f64>momentum * (squares / max(1, n - 1))));
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
  const mean = array(coefficients, 0, channels), scale = array(coefficients, 1, channels), shift = array(coefficients, 2, channels);
  for (let row = 0; row < rows; row++) {
    let c = 0;
    for (; c + 4 <= channels; c += 4) {
      const centred = f32x4.sub(v128.load(x + at(c)), v128.load(mean + at(c)));
      const z = madd(centred, v128.load(scale + at(c)), v128.load(shift + at(c)));
      v128.store(y + at(c), relu ? f32x4.max(z, splat(0)) : z);
    }
    for (; c < channels; c++) {
      const z = (load<f32>(x + at(c)) - load<f32>(mean + at(c))) * load<f32>(scale + at(c)) + load<f32>(shift + at(c));
      store<f32>(y + at(c), relu ? max(z, 0) : z);
    }
    x += at(channels);
    y += at(channels);
  }
}

/** y = (x - mean)·scale + shift; y may be x. */
export function batchNorm(x: usize, y: usize, rows: i32, channels: i32, coefficients: usize): void {
  normalise(x, y, rows, channels, coefficients, false);
}
/** As `batchNorm`, then ReLU. */
export function batchNormRelu(x: usize, y: usize, rows: i32, channels: i32, coefficients: usize): void {
  normalise(x, y, rows, channels, coefficients, true);
}

/** The gradient behind a ReLU whose value is y: dy where y is above zero. Without ReLU it is dy itself. */
@inline
function behind(relu: bool, y: usize, dy: usize, offset: usize): v128 {
  const g = v128.load(dy + offset);
  return relu ? v128.and(g, f32x4.gt(v128.load(y + offset), splat(0))) : g;
}
@inline
function behindOne(relu: bool, y: usize, dy: usize, offset: usize): f32 {
  return relu && !(load<f32>(y + offset) > 0) ? 0 : load<f32>(dy + offset);
}

@inline
function sumGradient(x: usize, y: usize, dy: usize, rows: i32, channels: i32, coefficients: usize, sums: usize, partial: usize, relu: bool): void {
  memory.fill(sums, 0, wide(2 * channels));
  const mean = array(coefficients, 0, channels), products = partial + at(channels);
  for (let from = 0; from < rows; from += blockRows) {
    zero(partial, 2 * channels);
    for (let row = from; row < min(rows, from + blockRows); row++) {
      let c = 0;
      for (; c + 4 <= channels; c += 4) {
        const g = behind(relu, y, dy, at(c)), centred = f32x4.sub(v128.load(x + at(c)), v128.load(mean + at(c)));
        v128.store(partial + at(c), f32x4.add(v128.load(partial + at(c)), g));
        v128.store(products + at(c), madd(g, centred, v128.load(products + at(c))));
      }
      for (; c < channels; c++) {
        const g = behindOne(relu, y, dy, at(c));
        store<f32>(partial + at(c), load<f32>(partial + at(c)) + g);
        store<f32>(products + at(c), load<f32>(products + at(c)) + g * (load<f32>(x + at(c)) - load<f32>(mean + at(c))));
      }
      x += at(channels);
      y += at(channels);
      dy += at(channels);
    }
    for (let c = 0; c < channels; c++) gather(sums + wide(2 * c), load<f32>(partial + at(c)), load<f32>(products + at(c)));
  }
}

/** One thread's sums for the gradient: float64 per channel [Σdy, Σdy·(x - mean)]. `partial`: scratch for 2·channels floats. */
export function batchNormGradientSums(x: usize, dy: usize, rows: i32, channels: i32, coefficients: usize, sums: usize, partial: usize): void {
  sumGradient(x, x, dy, rows, channels, coefficients, sums, partial, false);
}
/** As `batchNormGradientSums` behind `batchNormRelu`, whose value is y. */
export function batchNormReluGradientSums(
  x: usize, y: usize, dy: usize, rows: i32, channels: i32, coefficients: usize, sums: usize, partial: usize,
): void {
  sumGradient(x, y, dy, rows, channels, coefficients, sums, partial, true);
}

/**
 * Joins the gradient sums of all threads to the gradients of weight and bias (where not 0), which thread 0 keeps and
 * the others set to zero, and to the coefficients p and q. `rows`: of the whole batch.
 */
export function batchNormGradientCoefficients(
  sums: usize, stride: i32, threads: i32, thread: i32, rows: i32, channels: i32, coefficients: usize,
  weightGradient: usize, biasGradient: usize,
): void {
  for (let c = 0; c < channels; c++) {
    let sum: f64 = 0, product: f64 = 0;
    for (let t = 0; t < threads; t++) {
      const p = sums + <usize>(t * stride) + wide(2 * c);
      sum += load<f64>(p);
      product += load<f64>(p, 8);
    }
    const scale = <f64>load<f32>(array(coefficients, 1, channels) + at(c));
    const inverse = <f64>load<f32>(array(coefficients, 3, channels) + at(c));
    if (weightGradient) store<f32>(weightGradient + at(c), thread == 0 ? <f32>(product * inverse) : 0);
    if (biasGradient) store<f32>(biasGradient + at(c), thread == 0 ? <f32>sum : 0);
    store<f32>(array(coefficients, 4, channels) + at(c), <f32>(-scale * inverse * inverse * product / rows));
    store<f32>(array(coefficients, 5, channels) + at(c), <f32>(-scale * sum / rows));
  }
}

@inline
function gradient(x: usize, y: usize, dy: usize, dx: usize, rows: i32, channels: i32, coefficients: usize, relu: bool): void {
  const mean = array(coefficients, 0, channels), scale = array(coefficients, 1, channels);
  const p = array(coefficients, 4, channels), q = array(coefficients, 5, channels);
  for (let row = 0; row < rows; row++) {
    let c = 0;
    for (; c + 4 <= channels; c += 4) {
      const centred = f32x4.sub(v128.load(x + at(c)), v128.load(mean + at(c)));
      const through = madd(centred, v128.load(p + at(c)), v128.load(q + at(c)));
      v128.store(dx + at(c), madd(behind(relu, y, dy, at(c)), v128.load(scale + at(c)), through));
    }
    for (; c < channels; c++) {
      const centred = load<f32>(x + at(c)) - load<f32>(mean + at(c)), through = centred * load<f32>(p + at(c)) + load<f32>(q + at(c));
      store<f32>(dx + at(c), behindOne(relu, y, dy, at(c)) * load<f32>(scale + at(c)) + through);
    }
    x += at(channels);
    y += at(channels);
    dy += at(channels);
    dx += at(channels);
  }
}

/** dx = dy·scale + (x - mean)·p + q; dx may be dy. */
export function batchNormGradient(x: usize, dy: usize, dx: usize, rows: i32, channels: i32, coefficients: usize): void {
  gradient(x, x, dy, dx, rows, channels, coefficients, false);
}
/** As `batchNormGradient` behind `batchNormRelu`, whose value is y. */
export function batchNormReluGradient(x: usize, y: usize, dy: usize, dx: usize, rows: i32, channels: i32, coefficients: usize): void {
  gradient(x, y, dy, dx, rows, channels, coefficients, true);
}
