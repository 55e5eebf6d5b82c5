// AssemblyScript. Depthwise convolution: one filter per channel. The same `Windows` as conv.ts describe it, with one run
// per tap; filters are [tap][channel], without panels. Vectors run over channels; up to eight windows of a row are taken at
// once, so that a filter is loaded once for all of them.
//
// The gradient of the input is a convolution too, of the output's gradient (gradientPhases in lower/windows.ts).

import { at, madd, splat, zero } from './simd';
import { offsetsOf, placedImage, Windows } from './conv';

/** Windows of a row that are taken at once. */
const most: i32 = 8;

/**
 * y = bias + Σ over taps of x·filter, channel by channel. `taps`: for each run, the byte offset of its row of filters.
 * `bias` may be 0. `padded`: scratch for one padded image; unused where nothing is padded.
 */
export function depthwise(windows: usize, taps: usize, x: usize, filters: usize, bias: usize, y: usize, images: i32, padded: usize): void {
  const w = changetype<Windows>(windows), pixel = at(w.columnStep * w.channels), outPixel = at(w.outColumn);
  for (let n = 0; n < images; n++) {
    const image = placedImage(w, x + at(n * w.height * w.width * w.channels), padded);
    for (let row = 0; row < w.rows; row++) {
      let p = image + at(row * w.rowStep * w.paddedWidth * w.channels), o = y + at(n * w.outImage + row * w.outRow), column = 0;
      for (; column + most <= w.columns; column += most) {
        apply(most, windows, taps, p, filters, bias, o);
        p += most * pixel;
        o += most * outPixel;
      }
      for (; column + 4 <= w.columns; column += 4) {
        apply(4, windows, taps, p, filters, bias, o);
        p += 4 * pixel;
        o += 4 * outPixel;
      }
      for (; column < w.columns; column++) {
        apply(1, windows, taps, p, filters, bias, o);
        p += pixel;
        o += outPixel;
      }
    }
  }
}

/** One, four or eight windows side by side, the first at p, to pixels side by side, the first at o. */
@inline
function apply(count: i32, windows: usize, taps: usize, p: usize, filters: usize, bias: usize, o: usize): void {
  const w = changetype<Windows>(windows), offsets = offsetsOf(windows), runs = at(w.runs), line = at(w.channels);
  const step = at(w.columnStep * w.channels), out = at(w.outColumn);
  let c: usize = 0;
  for (const end = at(w.channels & ~3); c < end; c += 16) {
    let s0 = bias ? v128.load(bias + c) : splat(0);
    let s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
    for (let r: usize = 0; r < runs; r += 4) {
      const f = v128.load(filters + load<i32>(taps + r) + c);
      let q = p + load<i32>(offsets + r) + c;
      s0 = madd(v128.load(q), f, s0);
      if (count > 1) {
        s1 = madd(v128.load(q + step), f, s1);
        q += 2 * step;
        s2 = madd(v128.load(q), f, s2);
        s3 = madd(v128.load(q + step), f, s3);
      }
      if (count > 4) {
        q += 2 * step;
        s4 = madd(v128.load(q), f, s4);
        s5 = madd(v128.load(q + step), f, s5);
        q += 2 * step;
        s6 = madd(v128.load(q), f, s6);
        s7 = madd(v128.load(q + step), f, s7);
      }
    }
    let t = o + c;
    v128.store(t, s0);
    if (count > 1) {
      v128.store(t + out, s1);
      t += 2 * out;
      v128.store(t, s2);
      v128.store(t + out, s3);
    }
    if (count > 4) {
      t += 2 * out;
      v128.store(t, s4);
      v128.store(t + out, s5);
      t += 2 * out;
      v128.store(t, s6);
      v128.store(t + out, s7);
    }
  }
  for (; c < line; c += 4) {
    for (let i = 0; i < count; i++) {
      let sum: f32 = bias ? load<f32>(bias + c) : 0;
      const q = p + <usize>i * step + c;
      for (let r: usize = 0; r < runs; r += 4) sum += load<f32>(q + load<i32>(offsets + r)) * load<f32>(filters + load<i32>(taps + r) + c);
      store<f32>(o + <usize>i * out + c, sum);
    }
  }
}

/** Gradient of the filters: Σ over images and positions of x·dy. Overwrites `gradient`, or adds to it where `again` is not 0. */
export function depthwiseFilterGradient(windows: usize, x: usize, dy: usize, gradient: usize, images: i32, padded: usize, again: i32): void {
  const w = changetype<Windows>(windows), pixel = at(w.columnStep * w.channels), outPixel = at(w.outColumn);
  if (!again) zero(gradient, w.runs * w.channels);
  for (let n = 0; n < images; n++) {
    const image = placedImage(w, x + at(n * w.height * w.width * w.channels), padded);
    for (let row = 0; row < w.rows; row++) {
      let p = image + at(row * w.rowStep * w.paddedWidth * w.channels), o = dy + at(n * w.outImage + row * w.outRow), column = 0;
      for (; column + most <= w.columns; column += most) {
        gain(most, windows, p, o, gradient);
        p += most * pixel;
        o += most * outPixel;
      }
      for (; column + 4 <= w.columns; column += 4) {
        gain(4, windows, p, o, gradient);
        p += 4 * pixel;
        o += 4 * outPixel;
      }
      for (; column < w.columns; column++) {
        gain(1, windows, p, o, gradient);
        p += pixel;
        o += outPixel;
      }
    }
  }
}

/** Adds the share of one, four or eight windows side by side. */
@inline
function gain(count: i32, windows: usize, p: usize, o: usize, gradient: usize): void {
  const w = changetype<Windows>(windows), offsets = offsetsOf(windows), runs = at(w.runs), line = at(w.channels);
  const step = at(w.columnStep * w.channels), out = at(w.outColumn);
  let c: usize = 0;
  for (const end = at(w.channels & ~3); c < end; c += 16) {
    const d = o + c;
    const g0 = v128.load(d);
    let g1 = g0, g2 = g0, g3 = g0, g4 = g0, g5 = g0, g6 = g0, g7 = g0;
    if (count > 1) {
      g1 = v128.load(d + out);
      g2 = v128.load(d + 2 * out);
      g3 = v128.load(d + 3 * out);
    }
    if (count > 4) {
      g4 = v128.load(d + 4 * out);
      g5 = v128.load(d + 5 * out);
      g6 = v128.load(d + 6 * out);
      g7 = v128.load(d + 7 * out);
    }
    let t = gradient + c;
    for (let r: usize = 0; r < runs; r += 4) {
      let q = p + load<i32>(offsets + r) + c;
      let sum = madd(v128.load(q), g0, v128.load(t));
      if (count > 1) {
        let other = f32x4.mul(v128.load(q + step), g1);
        q += 2 * step;
        sum = madd(v128.load(q), g2, sum);
        other = madd(v128.load(q + step), g3, other);
        if (count > 4) {
          q += 2 * step;
          sum = madd(v128.load(q), g4, sum);
          other = madd(v128.load(q + step), g5, other);
          q += 2 * step;
          sum = madd(v128.load(q), g6, sum);
          other = madd(v128.load(q + step), g7, other);
        }
        sum = f32x4.add(sum, other);
      }
      v128.store(t, sum);
      t += line;
    }
  }
  for (; c < line; c += 4) {
    for (let i = 0; i < count; i++) {
      const q = p + <usize>i * step + c, g = load<f32>(o + <usize>i * out + c);
      let t = gradient + c;
      for (let r: usize = 0; r < runs; r += 4) {
        store<f32>(t, load<f32>(t) + load<f32>(q + load<i32>(offsets + r)) * g);
        t += line;
      }
    }
  }
}
