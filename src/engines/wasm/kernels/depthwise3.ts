// AssemblyScript. Depthwise convolution with a 3×3 kernel, as most networks have it: as depthwise.ts, but the nine filters (or
// their nine gradients) of four channels stay in registers along a row of the output. Channels are a multiple of four.

import { at, madd, splat, zero } from './simd';
import { Windows } from './conv';

/** Bytes from a window's first tap to that `row` down (one of three), and to the next tap in a row. */
@inline
function tapRow(windows: usize, row: i32): usize { return load<i32>(windows + offsetof<Windows>() + at(3 * row)); }
@inline
function tapStep(windows: usize): usize { return load<i32>(windows + offsetof<Windows>() + 4); }
@inline
function imageBytes(w: Windows): usize { return at(w.paddedHeight * w.paddedWidth * w.channels); }

/** y = bias + Σ over the nine taps of x·filter; x is padded. */
export function depthwise3(windows: usize, x: usize, filters: usize, bias: usize, y: usize, images: i32): void {
  const w = changetype<Windows>(windows), pixel = at(w.channels), step = tapStep(windows), stride = w.columnStep * pixel;
  for (let n = 0; n < images; n++) {
    for (let row = 0; row < w.rows; row++) {
      const line = x + n * imageBytes(w) + at(row * w.rowStep * w.paddedWidth * w.channels), out = y + at(n * w.outImage + row * w.outRow);
      for (let c: usize = 0; c < pixel; c += 16) {
        const f = filters + c;
        const f0 = v128.load(f), f1 = v128.load(f + pixel), f2 = v128.load(f + 2 * pixel), f3 = v128.load(f + 3 * pixel);
        const f4 = v128.load(f + 4 * pixel), f5 = v128.load(f + 5 * pixel), f6 = v128.load(f + 6 * pixel), f7 = v128.load(f + 7 * pixel);
        const f8 = v128.load(f + 8 * pixel), b = bias ? v128.load(bias + c) : splat(0);
        let p = line + c, q = line + c + tapRow(windows, 1), r = line + c + tapRow(windows, 2), o = out + c;
        for (let column = 0; column < w.columns; column++) {
          let upper = madd(v128.load(p), f0, b), lower = f32x4.mul(v128.load(q + step), f4);
          upper = madd(v128.load(p + step), f1, upper);
          lower = madd(v128.load(q + 2 * step), f5, lower);
          upper = madd(v128.load(p + 2 * step), f2, upper);
          lower = madd(v128.load(r), f6, lower);
          upper = madd(v128.load(q), f3, upper);
          lower = madd(v128.load(r + step), f7, lower);
          lower = madd(v128.load(r + 2 * step), f8, lower);
          v128.store(o, f32x4.add(upper, lower));
          p += stride;
          q += stride;
          r += stride;
          o += pixel;
        }
      }
    }
  }
}

@inline
function addTo(t: usize, g: v128, f: v128): void { v128.store(t, madd(g, f, v128.load(t))); }

/** dx = every dy spread over its nine taps; overwrites dx, which is padded. */
export function depthwiseInputGradient3(windows: usize, dy: usize, filters: usize, dx: usize, images: i32): void {
  const w = changetype<Windows>(windows), pixel = at(w.channels), step = tapStep(windows), stride = w.columnStep * pixel;
  zero(dx, images * w.paddedHeight * w.paddedWidth * w.channels);
  for (let n = 0; n < images; n++) {
    for (let row = 0; row < w.rows; row++) {
      const line = dx + n * imageBytes(w) + at(row * w.rowStep * w.paddedWidth * w.channels), out = dy + at(n * w.outImage + row * w.outRow);
      for (let c: usize = 0; c < pixel; c += 16) {
        const f = filters + c;
        const f0 = v128.load(f), f1 = v128.load(f + pixel), f2 = v128.load(f + 2 * pixel), f3 = v128.load(f + 3 * pixel);
        const f4 = v128.load(f + 4 * pixel), f5 = v128.load(f + 5 * pixel), f6 = v128.load(f + 6 * pixel), f7 = v128.load(f + 7 * pixel);
        const f8 = v128.load(f + 8 * pixel);
        let p = line + c, q = line + c + tapRow(windows, 1), r = line + c + tapRow(windows, 2), o = out + c;
        for (let column = 0; column < w.columns; column++) {
          const g = v128.load(o);
          addTo(p, g, f0);
          addTo(p + step, g, f1);
          addTo(p + 2 * step, g, f2);
          addTo(q, g, f3);
          addTo(q + step, g, f4);
          addTo(q + 2 * step, g, f5);
          addTo(r, g, f6);
          addTo(r + step, g, f7);
          addTo(r + 2 * step, g, f8);
          p += stride;
          q += stride;
          r += stride;
          o += pixel;
        }
      }
    }
  }
}

@inline
function gain(t: usize, s: v128): void { v128.store(t, f32x4.add(v128.load(t), s)); }

/** Gradient of the filters: Σ over images and positions of x·dy; overwrites `gradient`. x is padded. */
export function depthwiseFilterGradient3(windows: usize, x: usize, dy: usize, gradient: usize, images: i32): void {
  const w = changetype<Windows>(windows), pixel = at(w.channels), step = tapStep(windows), stride = w.columnStep * pixel;
  zero(gradient, 9 * w.channels);
  for (let n = 0; n < images; n++) {
    for (let row = 0; row < w.rows; row++) {
      const line = x + n * imageBytes(w) + at(row * w.rowStep * w.paddedWidth * w.channels), out = dy + at(n * w.outImage + row * w.outRow);
      for (let c: usize = 0; c < pixel; c += 16) {
        let s0 = splat(0), s1 = splat(0), s2 = splat(0), s3 = splat(0), s4 = splat(0), s5 = splat(0), s6 = splat(0), s7 = splat(0), s8 = splat(0);
        let p = line + c, q = line + c + tapRow(windows, 1), r = line + c + tapRow(windows, 2), o = out + c;
        for (let column = 0; column < w.columns; column++) {
          const g = v128.load(o);
          s0 = madd(g, v128.load(p), s0);
          s1 = madd(g, v128.load(p + step), s1);
          s2 = madd(g, v128.load(p + 2 * step), s2);
          s3 = madd(g, v128.load(q), s3);
          s4 = madd(g, v128.load(q + step), s4);
          s5 = madd(g, v128.load(q + 2 * step), s5);
          s6 = madd(g, v128.load(r), s6);
          s7 = madd(g, v128.load(r + step), s7);
          s8 = madd(g, v128.load(r + 2 * step), s8);
          p += stride;
          q += stride;
          r += stride;
          o += pixel;
        }
        const t = gradient + c;
        gain(t, s0);
        gain(t + pixel, s1);
        gain(t + 2 * pixel, s2);
        gain(t + 3 * pixel, s3);
        gain(t + 4 * pixel, s4);
        gain(t + 5 * pixel, s5);
        gain(t + 6 * pixel, s6);
        gain(t + 7 * pixel, s7);
        gain(t + 8 * pixel, s8);
      }
    }
  }
}
