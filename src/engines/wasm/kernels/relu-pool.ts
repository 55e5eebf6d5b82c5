// AssemblyScript. Fused: (batch normalisation,) ReLU and max pooling of 2×2 windows side by side, so that the large value
// between them is never stored. Height and width are even, channels a multiple of four.
//
// With BatchNorm, z = (x - mean)·scale + shift with the coefficients of batch-norm.ts; without, z = x.
//   y = max(0, the largest z under the window)
// The gradient goes to the first z that equals y; z is computed again by the same operations, so that it is equal to the bit.

import { at, madd, splat, zero } from './simd';
import { array, blockRows, gatherAll, wide } from './batch-norm';

@inline
function value(norm: bool, x: v128, mean: v128, scale: v128, shift: v128): v128 {
  return norm ? madd(f32x4.sub(x, mean), scale, shift) : x;
}

@inline
function pool(norm: bool, x: usize, y: usize, images: i32, height: i32, width: i32, channels: i32, coefficients: usize): void {
  const means = array(coefficients, 0, channels), scales = array(coefficients, 1, channels), shifts = array(coefficients, 2, channels);
  const pixel = at(channels), line = at(width * channels);
  for (let row = 0; row < images * (height >> 1); row++) {
    for (let column = 0; column < width; column += 2) {
      for (let c: usize = 0; c < pixel; c += 16) {
        const mean = norm ? v128.load(means + c) : splat(0), scale = norm ? v128.load(scales + c) : splat(0), shift = norm ? v128.load(shifts + c) : splat(0);
        const p = x + c, q = p + line;
        const z0 = value(norm, v128.load(p), mean, scale, shift), z1 = value(norm, v128.load(p + pixel), mean, scale, shift);
        const z2 = value(norm, v128.load(q), mean, scale, shift), z3 = value(norm, v128.load(q + pixel), mean, scale, shift);
        v128.store(y + c, f32x4.max(splat(0), f32x4.max(f32x4.max(z0, z1), f32x4.max(z2, z3))));
      }
      x += 2 * pixel;
      y += pixel;
    }
    x += line;
  }
}

/** y = max(0, largest z of each window). */
export function batchNormReluPool(x: usize, y: usize, images: i32, height: i32, width: i32, channels: i32, coefficients: usize): void {
  pool(true, x, y, images, height, width, channels, coefficients);
}
/** As `batchNormReluPool` without BatchNorm. */
export function reluPool(x: usize, y: usize, images: i32, height: i32, width: i32, channels: i32): void {
  pool(false, x, y, images, height, width, channels, 0);
}

/** One thread's sums as `batchNormGradientSums` takes them. `partial`: scratch for 2·channels floats. */
export function batchNormReluPoolGradientSums(
  x: usize, y: usize, dy: usize, images: i32, height: i32, width: i32, channels: i32, coefficients: usize, sums: usize, partial: usize,
  again: i32,
): void {
  const means = array(coefficients, 0, channels), scales = array(coefficients, 1, channels), shifts = array(coefficients, 2, channels);
  const pixel = at(channels), line = at(width * channels), products = partial + pixel;
  if (!again) memory.fill(sums, 0, wide(2 * channels));
  const rows = images * (height >> 1), block = max(1, blockRows / width);
  for (let from = 0; from < rows; from += block) {
    zero(partial, 2 * channels);
    for (let row = from; row < min(rows, from + block); row++) {
      for (let column = 0; column < width; column += 2) {
        for (let c: usize = 0; c < pixel; c += 16) {
          const mean = v128.load(means + c), scale = v128.load(scales + c), shift = v128.load(shifts + c), best = v128.load(y + c);
          const p = x + c, q = p + line;
          const x0 = v128.load(p), x1 = v128.load(p + pixel), x2 = v128.load(q), x3 = v128.load(q + pixel);
          let chosen = v128.bitselect(x2, x3, f32x4.eq(value(true, x2, mean, scale, shift), best));
          chosen = v128.bitselect(x1, chosen, f32x4.eq(value(true, x1, mean, scale, shift), best));
          chosen = v128.bitselect(x0, chosen, f32x4.eq(value(true, x0, mean, scale, shift), best));
          const g = v128.andnot(v128.load(dy + c), f32x4.le(best, splat(0)));
          v128.store(partial + c, f32x4.add(v128.load(partial + c), g));
          v128.store(products + c, madd(g, f32x4.sub(chosen, mean), v128.load(products + c)));
        }
        x += 2 * pixel;
        y += pixel;
        dy += pixel;
      }
      x += line;
    }
    gatherAll(sums, 2, partial, channels);
  }
}

@inline
function gradient(norm: bool, x: usize, y: usize, dy: usize, dx: usize, images: i32, height: i32, width: i32, channels: i32, coefficients: usize): void {
  const means = array(coefficients, 0, channels), scales = array(coefficients, 1, channels), shifts = array(coefficients, 2, channels);
  const ps = array(coefficients, 4, channels), qs = array(coefficients, 5, channels);
  const pixel = at(channels), line = at(width * channels);
  for (let row = 0; row < images * (height >> 1); row++) {
    for (let column = 0; column < width; column += 2) {
      for (let c: usize = 0; c < pixel; c += 16) {
        const mean = norm ? v128.load(means + c) : splat(0), scale = norm ? v128.load(scales + c) : splat(0), shift = norm ? v128.load(shifts + c) : splat(0);
        const a = x + c, b = a + line;
        const x0 = v128.load(a), x1 = v128.load(a + pixel), x2 = v128.load(b), x3 = v128.load(b + pixel);
        const best = v128.load(y + c), g = v128.andnot(v128.load(dy + c), f32x4.le(best, splat(0)));
        let hit = f32x4.eq(value(norm, x0, mean, scale, shift), best);
        let left = v128.andnot(g, hit);
        const g0 = v128.and(g, hit);
        hit = f32x4.eq(value(norm, x1, mean, scale, shift), best);
        const g1 = v128.and(left, hit);
        left = v128.andnot(left, hit);
        hit = f32x4.eq(value(norm, x2, mean, scale, shift), best);
        const g2 = v128.and(left, hit), g3 = v128.andnot(left, hit);
        const t = dx + c, u = t + line;
        if (norm) {
          const p = v128.load(ps + c), q = v128.load(qs + c);
          v128.store(t, madd(g0, scale, madd(f32x4.sub(x0, mean), p, q)));
          v128.store(t + pixel, madd(g1, scale, madd(f32x4.sub(x1, mean), p, q)));
          v128.store(u, madd(g2, scale, madd(f32x4.sub(x2, mean), p, q)));
          v128.store(u + pixel, madd(g3, scale, madd(f32x4.sub(x3, mean), p, q)));
        } else {
          v128.store(t, g0);
          v128.store(t + pixel, g1);
          v128.store(u, g2);
          v128.store(u + pixel, g3);
        }
      }
      x += 2 * pixel;
      dx += 2 * pixel;
      y += pixel;
      dy += pixel;
    }
    x += line;
    dx += line;
  }
}

/** dx = g·scale + (x - mean)·p + q, where g is dy at each window's chosen element and 0 elsewhere. */
export function batchNormReluPoolGradient(
  x: usize, y: usize, dy: usize, dx: usize, images: i32, height: i32, width: i32, channels: i32, coefficients: usize,
): void {
  gradient(true, x, y, dy, dx, images, height, width, channels, coefficients);
}
/** As `batchNormReluPoolGradient` without BatchNorm: dx = g. */
export function reluPoolGradient(x: usize, y: usize, dy: usize, dx: usize, images: i32, height: i32, width: i32, channels: i32): void {
  gradient(false, x, y, dy, dx, images, height, width, channels, 0);
}
