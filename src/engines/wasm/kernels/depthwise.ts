// AssemblyScript. Depthwise convolution: one filter per channel. The same `Windows` as conv.ts describe it, with one run
// per tap; filters are [tap][channel], without panels. Vectors run over channels.

import { at, madd, splat, zero } from './simd';
import { Windows } from './conv';

@inline
function firstPixel(w: Windows, row: i32, column: i32): usize {
  return at((row * w.rowStep * w.paddedWidth + column * w.columnStep) * w.channels);
}

/** y = bias + Σ over taps of x·filter, channel by channel. x must already be padded as the windows say (see `padImages`). */
export function depthwise(windows: usize, x: usize, filters: usize, bias: usize, y: usize, images: i32): void {
  const w = changetype<Windows>(windows);
  const offsets = windows + offsetof<Windows>(), channels = w.channels;
  for (let n = 0; n < images; n++) {
    for (let row = 0; row < w.rows; row++) {
      for (let column = 0; column < w.columns; column++) {
        const p = x + at(n * w.paddedHeight * w.paddedWidth * channels) + firstPixel(w, row, column);
        const q = y + at(n * w.outImage + row * w.outRow + column * w.outColumn);
        let c = 0;
        for (; c + 4 <= channels; c += 4) {
          let sum = bias ? v128.load(bias + at(c)) : splat(0);
          let f = filters + at(c);
          for (let r = 0; r < w.runs; r++) {
            sum = madd(v128.load(p + at(c) + load<i32>(offsets + at(r))), v128.load(f), sum);
            f += at(channels);
          }
          v128.store(q + at(c), sum);
        }
        for (; c < channels; c++) {
          let sum: f32 = bias ? load<f32>(bias + at(c)) : 0;
          for (let r = 0; r < w.runs; r++) {
            sum += load<f32>(p + at(c) + load<i32>(offsets + at(r))) * load<f32>(filters + at(r * channels + c));
          }
          store<f32>(q + at(c), sum);
        }
      }
    }
  }
}

/** dx = the windows' adjoint: every dy spread over its window. Overwrites dx, which is padded as x is. */
export function depthwiseInputGradient(windows: usize, dy: usize, filters: usize, dx: usize, images: i32): void {
  const w = changetype<Windows>(windows);
  const offsets = windows + offsetof<Windows>(), channels = w.channels;
  zero(dx, images * w.paddedHeight * w.paddedWidth * channels);
  for (let n = 0; n < images; n++) {
    for (let row = 0; row < w.rows; row++) {
      for (let column = 0; column < w.columns; column++) {
        const p = dx + at(n * w.paddedHeight * w.paddedWidth * channels) + firstPixel(w, row, column);
        const q = dy + at(n * w.outImage + row * w.outRow + column * w.outColumn);
        for (let r = 0; r < w.runs; r++) {
          const target = p + load<i32>(offsets + at(r)), f = filters + at(r * channels);
          let c = 0;
          for (; c + 4 <= channels; c += 4) {
            v128.store(target + at(c), madd(v128.load(q + at(c)), v128.load(f + at(c)), v128.load(target + at(c))));
          }
          for (; c < channels; c++) {
            store<f32>(target + at(c), load<f32>(target + at(c)) + load<f32>(q + at(c)) * load<f32>(f + at(c)));
          }
        }
      }
    }
  }
}

/** Gradient of the filters: Σ over images and positions of x·dy. Overwrites `gradient`; x is padded. */
export function depthwiseFilterGradient(windows: usize, x: usize, dy: usize, gradient: usize, images: i32): void {
  const w = changetype<Windows>(windows);
  const offsets = windows + offsetof<Windows>(), channels = w.channels;
  zero(gradient, w.runs * channels);
  for (let n = 0; n < images; n++) {
    for (let r = 0; r < w.runs; r++) {
      const target = gradient + at(r * channels);
      const tap = x + at(n * w.paddedHeight * w.paddedWidth * channels) + load<i32>(offsets + at(r));
      for (let row = 0; row < w.rows; row++) {
        const p = tap + firstPixel(w, row, 0), q = dy + at(n * w.outImage + row * w.outRow);
        let c = 0;
        for (; c + 4 <= channels; c += 4) {
          let sum = v128.load(target + at(c));
          for (let column = 0; column < w.columns; column++) {
            sum = madd(v128.load(p + at(column * w.columnStep * channels + c)), v128.load(q + at(column * w.outColumn + c)), sum);
          }
          v128.store(target + at(c), sum);
        }
        for (; c < channels; c++) {
          let sum = load<f32>(target + at(c));
          for (let column = 0; column < w.columns; column++) {
            sum += load<f32>(p + at(column * w.columnStep * channels + c)) * load<f32>(q + at(column * w.outColumn + c));
          }
          store<f32>(target + at(c), sum);
        }
      }
    }
  }
}
