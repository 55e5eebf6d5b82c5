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

import { at, zero } from './simd';
import { fromZero, panelWidth, tile, tileRows, transposedTile } from './gemm';
import { transformTile, zeroOffset } from './scratch';
import { transposeMatrix } from './transpose';
import {
  cutImage, filterGradients, filterStride, inputStride, outputStride, paddedFloats, placeImage, roundUp, spreadGradient, tilesAcross, tilesDown,
  transformFilters, transformGradient, transformInput, transformOutput, Winograd,
} from './winograd-tiles';

/** Uᵀ from U, both in panels. */
function transposeFilters(u: usize, frequencies: i32, channels: i32, outputs: i32, ut: usize): void {
  const stride = at(filterStride(channels, outputs));
  for (let f = 0; f < frequencies; f++) {
    transposeMatrix(u, channels * panelWidth, channels, outputs, ut, outputs * panelWidth);
    u += stride;
    ut += stride;
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
