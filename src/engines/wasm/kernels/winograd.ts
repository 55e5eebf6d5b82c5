// AssemblyScript. Convolutions of stride 1 with a 3×3 or 5×5 kernel by Winograd's minimal filtering: a tile of 4×4 outputs
// costs n² products per pair of channels, n = 6 or 8, instead of 144 or 400.
//
// A block of images is transformed together; "frequency" is one of the n² positions in a tile, T the block's tiles, T6 those
// rounded up to six.
//   V: inputs            [frequency][T6][C rounded up to 8], a matrix of rows of C
//   M: outputs           [frequency][K / 8][T6][8], panels
//   U: filters           [frequency][K / 8][C][8], panels, from filters in panels [K / 8][tap·C + c][8]
//   Uᵀ: the same         [frequency][C / 8][K][8], panels, for the gradient of inputs
// with 16 floats between frequencies, so that they don't fall on the same cache sets.
// C, the input channels, is a multiple of 4; K, the outputs, a multiple of 8.

import { at, splat, zero } from './simd';
import { fromZero, panelWidth, tile, tileRows, transposedTile } from './gemm';
import { transformTile, zeroOffset } from './scratch';
import { transposeMatrix } from './transpose';
import { filter3, filterAdjoint3, input3, inputAdjoint3, output3, outputAdjoint3 } from './winograd3';
import { filter5, filterAdjoint5, input5, inputAdjoint5, output5, outputAdjoint5 } from './winograd5';

/** Outputs of a tile along an axis. */
const step: i32 = 4;
const gap: i32 = 16;

/** The convolution; written by src/engines/wasm/lower/winograd.ts in this very order. */
@unmanaged
class Winograd {
  height: i32;
  width: i32;
  channels: i32;
  top: i32;
  left: i32;
  rows: i32;
  columns: i32;
  outputs: i32;
  /** Images that are transformed together. */
  block: i32;
}

@inline
function tilesDown(w: Winograd): i32 { return (w.rows + step - 1) / step; }
@inline
function tilesAcross(w: Winograd): i32 { return (w.columns + step - 1) / step; }
@inline
function paddedWidth(w: Winograd, r: i32): i32 { return tilesAcross(w) * step + r - 1; }
@inline
function paddedFloats(w: Winograd, r: i32): i32 { return (tilesDown(w) * step + r - 1) * paddedWidth(w, r) * w.channels; }
@inline
function roundUp(count: i32, to: i32): i32 { return (count + to - 1) / to * to; }
@inline
function inputStride(channels: i32, tiles: i32): i32 { return tiles * roundUp(channels, panelWidth) + gap; }
@inline
function outputStride(outputs: i32, tiles: i32): i32 { return tiles * outputs + gap; }
@inline
function filterStride(channels: i32, outputs: i32): i32 { return roundUp(channels, panelWidth) * outputs + gap; }

// One pass of each transform, for a kernel of r; r is a literal wherever these are used.
@inline
function input(r: i32, s: usize, ss: usize, t: usize, ts: usize): void { if (r == 3) input3(s, ss, t, ts); else input5(s, ss, t, ts); }
@inline
function inputAdjoint(r: i32, s: usize, ss: usize, t: usize, ts: usize, add: bool): void {
  if (r == 3) inputAdjoint3(s, ss, t, ts, add); else inputAdjoint5(s, ss, t, ts, add);
}
@inline
function output(r: i32, s: usize, ss: usize, t: usize, ts: usize, bias: v128, count: i32): void {
  if (r == 3) output3(s, ss, t, ts, bias, count); else output5(s, ss, t, ts, bias, count);
}
@inline
function outputAdjoint(r: i32, y0: v128, y1: v128, y2: v128, y3: v128, t: usize, ts: usize): void {
  if (r == 3) outputAdjoint3(y0, y1, y2, y3, t, ts); else outputAdjoint5(y0, y1, y2, y3, t, ts);
}
@inline
function filter(r: i32, s: usize, ss: usize, t: usize, ts: usize): void { if (r == 3) filter3(s, ss, t, ts); else filter5(s, ss, t, ts); }
@inline
function filterAdjoint(r: i32, s: usize, ss: usize, t: usize, ts: usize): void {
  if (r == 3) filterAdjoint3(s, ss, t, ts); else filterAdjoint5(s, ss, t, ts);
}

/** U = G·g·Gᵀ for every pair of channels. */
@inline
function transformFilters(r: i32, filters: usize, channels: i32, outputs: i32, u: usize): void {
  const n = r + 3, t = transformTile(), stride = at(filterStride(channels, outputs));
  for (let j = 0; j < outputs; j += panelWidth) {
    for (let c = 0; c < channels; c++) {
      for (let half = 0; half < panelWidth; half += 4) {
        const g = filters + at(j * r * r * channels + c * panelWidth + half);
        for (let column = 0; column < r; column++) {
          filter(r, g + at(column * channels * panelWidth), at(r * channels * panelWidth), t + (column << 4), r << 4);
        }
        const target = u + at(j * channels + c * panelWidth + half);
        for (let row = 0; row < n; row++) filter(r, t + ((row * r) << 4), 16, target + row * n * stride, stride);
      }
    }
  }
}

/** Uᵀ from U, both in panels. */
function transposeFilters(u: usize, frequencies: i32, channels: i32, outputs: i32, ut: usize): void {
  const stride = at(filterStride(channels, outputs));
  for (let f = 0; f < frequencies; f++) {
    transposeMatrix(u, channels * panelWidth, channels, outputs, ut, outputs * panelWidth);
    u += stride;
    ut += stride;
  }
}

/** Gradient of the filters in their panels: Gᵀ·dU·G. */
@inline
function filterGradients(r: i32, du: usize, channels: i32, outputs: i32, gradient: usize): void {
  const n = r + 3, t = transformTile(), stride = at(filterStride(channels, outputs));
  for (let j = 0; j < outputs; j += panelWidth) {
    for (let c = 0; c < channels; c++) {
      for (let half = 0; half < panelWidth; half += 4) {
        const source = du + at(j * channels + c * panelWidth + half);
        for (let column = 0; column < n; column++) filterAdjoint(r, source + column * stride, n * stride, t + (column << 4), n << 4);
        const g = gradient + at(j * r * r * channels + c * panelWidth + half);
        for (let row = 0; row < r; row++) {
          filterAdjoint(r, t + ((row * n) << 4), 16, g + at(row * r * channels * panelWidth), at(channels * panelWidth));
        }
      }
    }
  }
}

/** Copies an image into the padded one. */
function placeImage(w: Winograd, r: i32, image: usize, padded: usize): void {
  for (let row = 0; row < w.height; row++) {
    const target = padded + at(((row + w.top) * paddedWidth(w, r) + w.left) * w.channels);
    memory.copy(target, image + at(row * w.width * w.channels), at(w.width * w.channels));
  }
}

/** V of one image, whose tiles start at `first`. */
@inline
function transformInput(w: Winograd, r: i32, padded: usize, v: usize, first: i32, tiles: i32): void {
  const n = r + 3, t = transformTile(), channels = w.channels, across = tilesAcross(w), down = tilesDown(w);
  const pixel = at(channels), line = at(paddedWidth(w, r) * channels), stride = at(inputStride(channels, tiles));
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const corner = padded + row * step * line + column * step * pixel;
      const target = v + at((first + row * across + column) * channels);
      for (let c = 0; c < channels; c += 4) {
        for (let i = 0; i < n; i++) input(r, corner + i * pixel + at(c), line, t + (i << 4), n << 4);
        for (let i = 0; i < n; i++) input(r, t + ((i * n) << 4), 16, target + i * n * stride + at(c), stride);
      }
    }
  }
}

/** y of one image from M. */
@inline
function transformOutput(w: Winograd, r: i32, m: usize, first: i32, tiles: i32, bias: usize, y: usize): void {
  const n = r + 3, t = transformTile(), outputs = w.outputs, across = tilesAcross(w), down = tilesDown(w);
  const stride = at(outputStride(outputs, tiles)), pixel = at(outputs), line = at(w.columns * outputs);
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const high = min(step, w.rows - row * step), wide = min(step, w.columns - column * step);
      const corner = y + row * step * line + column * step * pixel;
      for (let k = 0; k < outputs; k += 4) {
        const source = m + at((k / panelWidth * tiles + first + row * across + column) * panelWidth + k % panelWidth);
        for (let i = 0; i < n; i++) output(r, source + i * stride, n * stride, t + (i << 4), n << 4, splat(0), 4);
        const b = bias ? v128.load(bias + at(k)) : splat(0);
        for (let i = 0; i < high; i++) output(r, t + ((i * n) << 4), 16, corner + i * line + at(k), pixel, b, wide);
      }
    }
  }
}

/** M of the gradient of one image's outputs. */
@inline
function transformGradient(w: Winograd, r: i32, dy: usize, m: usize, first: i32, tiles: i32): void {
  const n = r + 3, t = transformTile(), outputs = w.outputs, across = tilesAcross(w), down = tilesDown(w);
  const stride = at(outputStride(outputs, tiles)), pixel = at(outputs), line = at(w.columns * outputs);
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const high = min(step, w.rows - row * step), wide = min(step, w.columns - column * step);
      const corner = dy + row * step * line + column * step * pixel;
      for (let k = 0; k < outputs; k += 4) {
        for (let i = 0; i < step; i++) {
          const p = corner + i * pixel + at(k), inside = i < wide;
          const y0 = inside ? v128.load(p) : splat(0), y1 = inside && high > 1 ? v128.load(p + line) : splat(0);
          const y2 = inside && high > 2 ? v128.load(p + 2 * line) : splat(0), y3 = inside && high > 3 ? v128.load(p + 3 * line) : splat(0);
          outputAdjoint(r, y0, y1, y2, y3, t + (i << 4), step << 4);
        }
        const target = m + at((k / panelWidth * tiles + first + row * across + column) * panelWidth + k % panelWidth);
        for (let i = 0; i < n; i++) {
          const s = t + ((i * step) << 4);
          outputAdjoint(r, v128.load(s), v128.load(s, 16), v128.load(s, 32), v128.load(s, 48), target + i * n * stride, stride);
        }
      }
    }
  }
}

/** Adds the gradient of one image's inputs, dV in panels [C / 8][T6][8], to the padded image. */
@inline
function spreadGradient(w: Winograd, r: i32, dv: usize, first: i32, tiles: i32, padded: usize): void {
  const n = r + 3, t = transformTile(), channels = w.channels, across = tilesAcross(w), down = tilesDown(w);
  const pixel = at(channels), line = at(paddedWidth(w, r) * channels), stride = at(inputStride(channels, tiles));
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const corner = padded + row * step * line + column * step * pixel;
      for (let c = 0; c < channels; c += 4) {
        const source = dv + at((c / panelWidth * tiles + first + row * across + column) * panelWidth + c % panelWidth);
        for (let i = 0; i < n; i++) inputAdjoint(r, source + i * stride, n * stride, t + (i << 4), n << 4, false);
        for (let i = 0; i < n; i++) inputAdjoint(r, t + ((i * n) << 4), 16, corner + i * line + at(c), pixel, true);
      }
    }
  }
}

/** C = A·B for whole tiles: A of `rows` (a multiple of six) rows `lda` apart in runs; B and C in panels. */
@inline
function multiply(rows: i32, a: usize, lda: usize, runs: i32, offsets: usize, runBytes: usize, b: usize, panelBytes: usize, panels: i32, c: usize): void {
  for (let j = 0; j < panels; j++) {
    let p = a;
    for (let i = 0; i < rows; i += tileRows) {
      tile(
        p, p + lda, p + 2 * lda, p + 3 * lda, p + 4 * lda, p + 5 * lda, runs, offsets, runBytes, b,
        c, c + 32, c + 64, c + 96, c + 128, c + 160, fromZero, 0,
      );
      p += 6 * lda;
      c += 192;
    }
    b += panelBytes;
  }
}

/** Rows that only fill the last tile are zero, so that nothing slow (denormals, NaN) is computed from them. */
function clearLastRows(area: usize, frequencies: i32, stride: i32, from: i32, to: i32, width: i32): void {
  if (from == to) return;
  for (let f = 0; f < frequencies; f++) zero(area + at(f * stride + from * width), (to - from) * width);
}

@inline
function forward(r: i32, winograd: usize, x: usize, filters: usize, bias: usize, y: usize, images: i32, padded: usize, u: usize, v: usize, m: usize): void {
  const w = changetype<Winograd>(winograd), n = r + 3, perImage = tilesDown(w) * tilesAcross(w), channels = w.channels, outputs = w.outputs;
  transformFilters(r, filters, channels, outputs, u);
  zero(padded, paddedFloats(w, r));
  store<i32>(zeroOffset(), 0);
  for (let n0 = 0; n0 < images; n0 += w.block) {
    const count = min(w.block, images - n0), tiles = count * perImage, tiles6 = roundUp(tiles, tileRows);
    for (let i = 0; i < count; i++) {
      placeImage(w, r, x + at((n0 + i) * w.height * w.width * channels), padded);
      transformInput(w, r, padded, v, i * perImage, tiles6);
    }
    clearLastRows(v, n * n, inputStride(channels, tiles6), tiles, tiles6, channels);
    for (let f = 0; f < n * n; f++) {
      multiply(
        tiles6, v + at(f * inputStride(channels, tiles6)), at(channels), 1, zeroOffset(), at(channels),
        u + at(f * filterStride(channels, outputs)), at(channels * panelWidth), outputs / panelWidth, m + at(f * outputStride(outputs, tiles6)),
      );
    }
    for (let i = 0; i < count; i++) transformOutput(w, r, m, i * perImage, tiles6, bias, y + at((n0 + i) * w.rows * w.columns * outputs));
  }
}

@inline
function backward(
  r: i32, winograd: usize, x: usize, dy: usize, filters: usize, gradient: usize, dx: usize, images: i32,
  padded: usize, u: usize, ut: usize, v: usize, m: usize,
): void {
  const w = changetype<Winograd>(winograd), n = r + 3, perImage = tilesDown(w) * tilesAcross(w), channels = w.channels, outputs = w.outputs;
  const filterFloats = filterStride(channels, outputs);
  if (dx) {
    transformFilters(r, filters, channels, outputs, u);
    transposeFilters(u, n * n, channels, outputs, ut);
  }
  // From here on U holds the gradient of the transformed filters.
  if (images == 0) zero(u, n * n * filterFloats);
  for (let n0 = 0; n0 < images; n0 += w.block) {
    const count = min(w.block, images - n0), tiles = count * perImage, tiles6 = roundUp(tiles, tileRows);
    zero(padded, paddedFloats(w, r));
    for (let i = 0; i < count; i++) {
      if (gradient) {
        placeImage(w, r, x + at((n0 + i) * w.height * w.width * channels), padded);
        transformInput(w, r, padded, v, i * perImage, tiles6);
      }
      transformGradient(w, r, dy + at((n0 + i) * w.rows * w.columns * outputs), m, i * perImage, tiles6);
    }
    for (let f = 0; f < n * n && gradient; f++) {
      gradientOfFrequency(
        v + at(f * inputStride(channels, tiles6)), m + at(f * outputStride(outputs, tiles6)), u + at(f * filterFloats),
        tiles, tiles6, channels, outputs, i32(n0 > 0),
      );
    }
    if (!dx) continue;
    for (let j = 0; j < outputs / panelWidth; j++) store<i32>(transformTile() + at(j), j * tiles6 * 32);
    for (let j = 0; j < outputs / panelWidth; j++) {
      clearLastRows(m + at(j * tiles6 * panelWidth), n * n, outputStride(outputs, tiles6), tiles, tiles6, panelWidth);
    }
    for (let f = 0; f < n * n; f++) {
      multiply(
        tiles6, m + at(f * outputStride(outputs, tiles6)), 32, outputs / panelWidth, transformTile(), 32,
        ut + at(f * filterFloats), at(outputs * panelWidth), roundUp(channels, panelWidth) / panelWidth, v + at(f * inputStride(channels, tiles6)),
      );
    }
    for (let i = 0; i < count; i++) {
      zero(padded, paddedFloats(w, r));
      spreadGradient(w, r, v, i * perImage, tiles6, padded);
      cutImage(w, r, padded, dx + at((n0 + i) * w.height * w.width * channels));
    }
  }
  if (gradient) filterGradients(r, u, channels, outputs, gradient);
}

/** dU += Vᵀ·M for one frequency; a sum of its own with the first block. */
function gradientOfFrequency(v: usize, m: usize, du: usize, tiles: i32, tiles6: i32, channels: i32, outputs: i32, accumulate: i32): void {
  for (let j = 0; j < outputs / panelWidth; j++) {
    for (let c = 0; c < channels; c += tileRows) {
      transposedTile(
        v + at(c), 1, 0, tiles, at(channels), m + at(j * tiles6 * panelWidth), du + at((j * channels + c) * panelWidth),
        min(channels - c, tileRows), accumulate,
      );
    }
  }
}

/** The inverse of `placeImage`. */
function cutImage(w: Winograd, r: i32, padded: usize, image: usize): void {
  for (let row = 0; row < w.height; row++) {
    const source = padded + at(((row + w.top) * paddedWidth(w, r) + w.left) * w.channels);
    memory.copy(image + at(row * w.width * w.channels), source, at(w.width * w.channels));
  }
}

/** y = x convolved with 3×3 filters, + bias (or 0). Scratch: one padded image, U, V and M. */
export function winograd3(winograd: usize, x: usize, filters: usize, bias: usize, y: usize, images: i32, padded: usize, u: usize, v: usize, m: usize): void {
  forward(3, winograd, x, filters, bias, y, images, padded, u, v, m);
}
/** As `winograd3` with 5×5 filters. */
export function winograd5(winograd: usize, x: usize, filters: usize, bias: usize, y: usize, images: i32, padded: usize, u: usize, v: usize, m: usize): void {
  forward(5, winograd, x, filters, bias, y, images, padded, u, v, m);
}

/** Gradients of 3×3 filters and of the input, each where its address is not 0. Scratch as forward, and Uᵀ. */
export function winogradGradient3(
  winograd: usize, x: usize, dy: usize, filters: usize, gradient: usize, dx: usize, images: i32,
  padded: usize, u: usize, ut: usize, v: usize, m: usize,
): void {
  backward(3, winograd, x, dy, filters, gradient, dx, images, padded, u, ut, v, m);
}
/** As `winogradGradient3` with 5×5 filters. */
export function winogradGradient5(
  winograd: usize, x: usize, dy: usize, filters: usize, gradient: usize, dx: usize, images: i32,
  padded: usize, u: usize, ut: usize, v: usize, m: usize,
): void {
  backward(5, winograd, x, dy, filters, gradient, dx, images, padded, u, ut, v, m);
}
