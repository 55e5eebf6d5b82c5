// AssemblyScript. The transforms of Winograd's minimal filtering on whole images and filters; winograd.ts says what U, V and M
// are and multiplies them. A transform goes over a tile twice, down its columns and along its rows.

import { at, splat } from './simd';
import { panelWidth } from './gemm';
import { transformTile } from './scratch';
import { filter3, filterAdjoint3, input3, inputAdjoint3, output3, outputAdjoint3 } from './winograd3';
import { filter5, filterAdjoint5, input5, inputAdjoint5, output5, outputAdjoint5 } from './winograd5';

/** Outputs of a tile along an axis. */
const step: i32 = 4;
const gap: i32 = 16;

/** The convolution; written by src/engines/wasm/lower/winograd.ts in this very order. */
@unmanaged
export class Winograd {
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
export function tilesDown(w: Winograd): i32 { return (w.rows + step - 1) / step; }
@inline
export function tilesAcross(w: Winograd): i32 { return (w.columns + step - 1) / step; }
@inline
function paddedWidth(w: Winograd, r: i32): i32 { return tilesAcross(w) * step + r - 1; }
@inline
export function paddedFloats(w: Winograd, r: i32): i32 { return (tilesDown(w) * step + r - 1) * paddedWidth(w, r) * w.channels; }
@inline
export function roundUp(count: i32, to: i32): i32 { return (count + to - 1) / to * to; }
@inline
export function inputStride(channels: i32, tiles: i32): i32 { return tiles * roundUp(channels, panelWidth) + gap; }
@inline
export function outputStride(outputs: i32, tiles: i32): i32 { return tiles * outputs + gap; }
@inline
export function filterStride(channels: i32, outputs: i32): i32 { return roundUp(channels, panelWidth) * outputs + gap; }

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
export function transformFilters(r: i32, filters: usize, channels: i32, outputs: i32, u: usize): void {
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

/** Gradient of the filters in their panels: Gᵀ·dU·G. */
@inline
export function filterGradients(r: i32, du: usize, channels: i32, outputs: i32, gradient: usize): void {
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
export function placeImage(w: Winograd, r: i32, image: usize, padded: usize): void {
  for (let row = 0; row < w.height; row++) {
    const target = padded + at(((row + w.top) * paddedWidth(w, r) + w.left) * w.channels);
    memory.copy(target, image + at(row * w.width * w.channels), at(w.width * w.channels));
  }
}

/** V of one image, whose tiles start at `first`. */
@inline
export function transformInput(w: Winograd, r: i32, padded: usize, v: usize, first: i32, tiles: i32): void {
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
export function transformOutput(w: Winograd, r: i32, m: usize, first: i32, tiles: i32, bias: usize, y: usize): void {
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
export function transformGradient(w: Winograd, r: i32, dy: usize, m: usize, first: i32, tiles: i32): void {
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
export function spreadGradient(w: Winograd, r: i32, dv: usize, first: i32, tiles: i32, padded: usize): void {
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

/** The inverse of `placeImage`. */
export function cutImage(w: Winograd, r: i32, padded: usize, image: usize): void {
  for (let row = 0; row < w.height; row++) {
    const source = padded + at(((row + w.top) * paddedWidth(w, r) + w.left) * w.channels);
    memory.copy(image + at(row * w.width * w.channels), source, at(w.width * w.channels));
  }
}
