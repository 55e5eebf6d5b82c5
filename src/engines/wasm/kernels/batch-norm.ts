// AssemblyScript. Batch normalisation over rows of `channels` floats (a row is a pixel, or an example's features).
//
// Per-channel numbers lie in a block of six arrays, each `channels` rounded up to four floats: the mean, the scale
// (weight / deviation), the shift (bias), 1 / deviation, and two coefficients of the gradient, p and q:
//   y = (x - mean)·scale + shift,   dx = dy·scale + (x - mean)·p + q.
// Sums are taken in blocks of float32 and gathered in float64, per thread; every thread then joins all threads' sums.

import { at, madd, splat } from './simd';

@inline
function array(coefficients: usize, index: i32, channels: i32): usize {
  return coefficients + at(index * ((channels + 3) & ~3));
}
@inline
function wide(index: i32): usize { return <usize>index << 3; }

/** Rows whose float32 sums are gathered before they go to float64: about 16 KiB of values. */
@inline
function blockRows(channels: i32): i32 { return max(8, 4096 / channels); }

/**
 * One thread's sums: float64 [rows, then per channel: a pivot, Σ(x - pivot), Σ(x - pivot)²]. The pivot, the first row,
 * keeps the squares small where a channel's mean is far from zero.
 */
export function batchNormSums(x: usize, rows: i32, channels: i32, sums: usize): void {
  store<f64>(sums, <f64>rows);
  for (let c = 0; c < channels; c++) {
    store<f64>(sums + wide(1 + 3 * c), rows > 0 ? <f64>load<f32>(x + at(c)) : 0);
    store<f64>(sums + wide(2 + 3 * c), 0);
    store<f64>(sums + wide(3 + 3 * c), 0);
  }
  const step = blockRows(channels);
  for (let from = 0; from < rows; from += step) {
    const count = min(step, rows - from);
    let c = 0;
    for (; c + 4 <= channels; c += 4) {
      const pivot = v128.load(x + at(c));
      let sum = splat(0), squares = splat(0), p = x + at(from * channels + c);
      for (let i = 0; i < count; i++) {
        const v = f32x4.sub(v128.load(p), pivot);
        sum = f32x4.add(sum, v);
        squares = madd(v, v, squares);
        p += at(channels);
      }
      const t = sums + wide(3 * c);
      gather(t + 16, f32x4.extract_lane(sum, 0), f32x4.extract_lane(squares, 0));
      gather(t + 40, f32x4.extract_lane(sum, 1), f32x4.extract_lane(squares, 1));
      gather(t + 64, f32x4.extract_lane(sum, 2), f32x4.extract_lane(squares, 2));
      gather(t + 88, f32x4.extract_lane(sum, 3), f32x4.extract_lane(squares, 3));
    }
    for (; c < channels; c++) {
      const pivot = load<f32>(x + at(c));
      let sum: f32 = 0, squares: f32 = 0;
      for (let i = from; i < from + count; i++) {
        const v = load<f32>(x + at(i * channels + c)) - pivot;
        sum += v;
        squares += v * v;
      }
      gather(sums + wide(2 + 3 * c), sum, squares);
    }
  }
}

@inline
function gather(target: usize, first: f32, second: f32): void {
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

/** y = (x - mean)·scale + shift; y may be x. */
export function batchNorm(x: usize, y: usize, rows: i32, channels: i32, coefficients: usize): void {
  const mean = array(coefficients, 0, channels), scale = array(coefficients, 1, channels), shift = array(coefficients, 2, channels);
  for (let row = 0; row < rows; row++) {
    let c = 0;
    for (; c + 4 <= channels; c += 4) {
      const centred = f32x4.sub(v128.load(x + at(c)), v128.load(mean + at(c)));
      v128.store(y + at(c), madd(centred, v128.load(scale + at(c)), v128.load(shift + at(c))));
    }
    for (; c < channels; c++) {
      store<f32>(y + at(c), (load<f32>(x + at(c)) - load<f32>(mean + at(c))) * load<f32>(scale + at(c)) + load<f32>(shift + at(c)));
    }
    x += at(channels);
    y += at(channels);
  }
}

/** One thread's sums for the gradient: float64 per channel [Σdy, Σdy·(x - mean)]. */
export function batchNormGradientSums(x: usize, dy: usize, rows: i32, channels: i32, coefficients: usize, sums: usize): void {
  memory.fill(sums, 0, wide(2 * channels));
  const means = array(coefficients, 0, channels), step = blockRows(channels);
  for (let from = 0; from < rows; from += step) {
    const count = min(step, rows - from);
    let c = 0;
    for (; c + 4 <= channels; c += 4) {
      const mean = v128.load(means + at(c));
      let sum = splat(0), product = splat(0), p = at(from * channels + c);
      for (let i = 0; i < count; i++) {
        const g = v128.load(dy + p);
        sum = f32x4.add(sum, g);
        product = madd(g, f32x4.sub(v128.load(x + p), mean), product);
        p += at(channels);
      }
      const t = sums + wide(2 * c);
      gather(t, f32x4.extract_lane(sum, 0), f32x4.extract_lane(product, 0));
      gather(t + 16, f32x4.extract_lane(sum, 1), f32x4.extract_lane(product, 1));
      gather(t + 32, f32x4.extract_lane(sum, 2), f32x4.extract_lane(product, 2));
      gather(t + 48, f32x4.extract_lane(sum, 3), f32x4.extract_lane(product, 3));
    }
    for (; c < channels; c++) {
      let sum: f32 = 0, product: f32 = 0;
      for (let i = from; i < from + count; i++) {
        const g = load<f32>(dy + at(i * channels + c));
        sum += g;
        product += g * (load<f32>(x + at(i * channels + c)) - load<f32>(means + at(c)));
      }
      gather(sums + wide(2 * c), sum, product);
    }
  }
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

/** dx = dy·scale + (x - mean)·p + q; dx may be dy. */
export function batchNormGradient(x: usize, dy: usize, dx: usize, rows: i32, channels: i32, coefficients: usize): void {
  const mean = array(coefficients, 0, channels), scale = array(coefficients, 1, channels);
  const p = array(coefficients, 4, channels), q = array(coefficients, 5, channels);
  for (let row = 0; row < rows; row++) {
    let c = 0;
    for (; c + 4 <= channels; c += 4) {
      const centred = f32x4.sub(v128.load(x + at(c)), v128.load(mean + at(c)));
      const through = madd(centred, v128.load(p + at(c)), v128.load(q + at(c)));
      v128.store(dx + at(c), madd(v128.load(dy + at(c)), v128.load(scale + at(c)), through));
    }
    for (; c < channels; c++) {
      const centred = load<f32>(x + at(c)) - load<f32>(mean + at(c));
      store<f32>(dx + at(c), load<f32>(dy + at(c)) * load<f32>(scale + at(c)) + centred * load<f32>(p + at(c)) + load<f32>(q + at(c)));
    }
    x += at(channels);
    dy += at(channels);
    dx += at(channels);
  }
}
