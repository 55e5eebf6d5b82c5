// AssemblyScript. The gradient of batch normalisation, alone or with a ReLU behind it: see batch-norm.ts for the
// coefficients and the sums. Behind a ReLU it is found out again where that was open, which is cheaper than to read its
// value.

import { at, madd, splat, zero } from './simd';
import { array, blockRows, gatherAll, wide } from './batch-norm';

/**
 * What comes back through the ReLU, if there is one: dy but where its argument, as `normalise` computes it, is zero or
 * below.
 */
@inline
function behind(relu: bool, dy: v128, centred: v128, scale: v128, shift: v128): v128 {
  return relu ? v128.andnot(dy, f32x4.le(madd(centred, scale, shift), splat(0))) : dy;
}
@inline
function behindOne(relu: bool, dy: f32, centred: f32, scale: usize, shift: usize): f32 {
  return relu && centred * load<f32>(scale) + load<f32>(shift) <= 0 ? 0 : dy;
}

@inline
function sumGradient(x: usize, dy: usize, rows: i32, channels: i32, coefficients: usize, sums: usize, partial: usize, again: i32, relu: bool): void {
  if (!again) memory.fill(sums, 0, wide(2 * channels));
  for (let from = 0; from < rows; from += blockRows) {
    const end = min(rows, from + blockRows);
    zero(partial, 2 * channels);
    let row = from;
    for (; row + 4 <= end; row += 4) {
      addGradientRows(4, x, dy, channels, coefficients, partial, relu);
      x += at(4 * channels);
      dy += at(4 * channels);
    }
    for (; row < end; row++) {
      addGradientRows(1, x, dy, channels, coefficients, partial, relu);
      x += at(channels);
      dy += at(channels);
    }
    gatherAll(sums, 2, partial, channels);
  }
}

/** Adds g and g·(x - mean) of one or four rows to the float32 sums, where g is dy behind the ReLU. */
@inline
function addGradientRows(count: i32, x: usize, dy: usize, channels: i32, coefficients: usize, partial: usize, relu: bool): void {
  const means = array(coefficients, 0, channels), scales = array(coefficients, 1, channels), shifts = array(coefficients, 2, channels);
  const products = partial + at(channels), line = at(channels);
  let c: usize = 0;
  for (const end = at(channels & ~3); c < end; c += 16) {
    const mean = v128.load(means + c), scale = v128.load(scales + c), shift = v128.load(shifts + c), p = x + c, q = dy + c;
    let centred = f32x4.sub(v128.load(p), mean), g = behind(relu, v128.load(q), centred, scale, shift);
    let sum = f32x4.add(v128.load(partial + c), g), product = madd(g, centred, v128.load(products + c));
    if (count == 4) {
      centred = f32x4.sub(v128.load(p + line), mean);
      g = behind(relu, v128.load(q + line), centred, scale, shift);
      sum = f32x4.add(sum, g);
      product = madd(g, centred, product);
      centred = f32x4.sub(v128.load(p + 2 * line), mean);
      g = behind(relu, v128.load(q + 2 * line), centred, scale, shift);
      sum = f32x4.add(sum, g);
      product = madd(g, centred, product);
      centred = f32x4.sub(v128.load(p + 3 * line), mean);
      g = behind(relu, v128.load(q + 3 * line), centred, scale, shift);
      sum = f32x4.add(sum, g);
      product = madd(g, centred, product);
    }
    v128.store(partial + c, sum);
    v128.store(products + c, product);
  }
  for (; c < line; c += 4) {
    for (let row = 0; row < count; row++) {
      const offset = <usize>row * line + c, centred = load<f32>(x + offset) - load<f32>(means + c);
      const g = behindOne(relu, load<f32>(dy + offset), centred, scales + c, shifts + c);
      store<f32>(partial + c, load<f32>(partial + c) + g);
      store<f32>(products + c, load<f32>(products + c) + g * centred);
    }
  }
}

/**
 * One thread's sums for the gradient: float64 per channel [Σdy, Σdy·(x - mean)]; begun here, or gone on with where `again` is
 * not 0. `partial`: scratch for 2·channels floats.
 */
export function batchNormGradientSums(
  x: usize, dy: usize, rows: i32, channels: i32, coefficients: usize, sums: usize, partial: usize, again: i32,
): void {
  sumGradient(x, dy, rows, channels, coefficients, sums, partial, again, false);
}
/** As `batchNormGradientSums` behind `batchNormRelu`. */
export function batchNormReluGradientSums(
  x: usize, dy: usize, rows: i32, channels: i32, coefficients: usize, sums: usize, partial: usize, again: i32,
): void {
  sumGradient(x, dy, rows, channels, coefficients, sums, partial, again, true);
}

/**
 * Joins the gradient sums of all threads to the gradients of weight and bias (where not 0), which thread 0 keeps and
 * the others set to zero, and to the coefficients p and q. `rows`: of the whole batch; 0 where the statistics were running
 * ones, through which no gradient goes.
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
    store<f32>(array(coefficients, 4, channels) + at(c), rows > 0 ? <f32>(-scale * inverse * inverse * product / rows) : 0);
    store<f32>(array(coefficients, 5, channels) + at(c), rows > 0 ? <f32>(-scale * sum / rows) : 0);
  }
}

@inline
function gradient(x: usize, dy: usize, dx: usize, rows: i32, channels: i32, coefficients: usize, relu: bool): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    gradientRows(4, x, dy, dx, channels, coefficients, relu);
    x += at(4 * channels);
    dy += at(4 * channels);
    dx += at(4 * channels);
  }
  for (; row < rows; row++) {
    gradientRows(1, x, dy, dx, channels, coefficients, relu);
    x += at(channels);
    dy += at(channels);
    dx += at(channels);
  }
}

@inline
function gradientRows(count: i32, x: usize, dy: usize, dx: usize, channels: i32, coefficients: usize, relu: bool): void {
  const means = array(coefficients, 0, channels), scales = array(coefficients, 1, channels), shifts = array(coefficients, 2, channels);
  const ps = array(coefficients, 4, channels), qs = array(coefficients, 5, channels), line = at(channels);
  let c: usize = 0;
  for (const end = at(channels & ~3); c < end; c += 16) {
    const mean = v128.load(means + c), scale = v128.load(scales + c), shift = v128.load(shifts + c), p = v128.load(ps + c), q = v128.load(qs + c);
    const from = x + c, g = dy + c, to = dx + c;
    v128.store(to, through(v128.load(from), v128.load(g), mean, scale, shift, p, q, relu));
    if (count == 4) {
      v128.store(to + line, through(v128.load(from + line), v128.load(g + line), mean, scale, shift, p, q, relu));
      v128.store(to + 2 * line, through(v128.load(from + 2 * line), v128.load(g + 2 * line), mean, scale, shift, p, q, relu));
      v128.store(to + 3 * line, through(v128.load(from + 3 * line), v128.load(g + 3 * line), mean, scale, shift, p, q, relu));
    }
  }
  for (; c < line; c += 4) {
    for (let row = 0; row < count; row++) {
      const offset = <usize>row * line + c, centred = load<f32>(x + offset) - load<f32>(means + c);
      const g = behindOne(relu, load<f32>(dy + offset), centred, scales + c, shifts + c);
      store<f32>(dx + offset, g * load<f32>(scales + c) + (centred * load<f32>(ps + c) + load<f32>(qs + c)));
    }
  }
}

@inline
function through(x: v128, dy: v128, mean: v128, scale: v128, shift: v128, p: v128, q: v128, relu: bool): v128 {
  const centred = f32x4.sub(x, mean);
  return madd(behind(relu, dy, centred, scale, shift), scale, madd(centred, p, q));
}

/** dx = dy·scale + (x - mean)·p + q; dx may be dy. */
export function batchNormGradient(x: usize, dy: usize, dx: usize, rows: i32, channels: i32, coefficients: usize): void {
  gradient(x, dy, dx, rows, channels, coefficients, false);
}
/** As `batchNormGradient` behind `batchNormRelu`. */
export function batchNormReluGradient(x: usize, dy: usize, dx: usize, rows: i32, channels: i32, coefficients: usize): void {
  gradient(x, dy, dx, rows, channels, coefficients, true);
}
