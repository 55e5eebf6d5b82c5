// AssemblyScript. Convolution of any kernel, stride, padding, dilation and groups as implicit matrix products: an image is
// padded once, and the micro-kernel reads its windows in place. Images are [height][width][channels].

import { at, splat, zero } from './simd';
import { edgeTileAtAddresses, fromBias, fromZero, packPanel, panelWidth, tileAtAddresses, tileRows, transposedTile } from './gemm';
import { rowAddress, unwantedRow } from './scratch';

/**
 * How windows slide over an image. A window is `runs` runs of `runLength` consecutive floats of the padded image; their
 * byte offsets from the window's first float follow this block in memory. Written by src/engines/wasm/lower/windows.ts in
 * this very order.
 */
@unmanaged
export class Windows {
  /** Of the source image. */
  height: i32;
  width: i32;
  channels: i32;
  /** Where the source lies in the padded image; negative where it is cropped. */
  top: i32;
  left: i32;
  paddedHeight: i32;
  paddedWidth: i32;
  /** Window positions, and padded pixels from one to the next. */
  rows: i32;
  columns: i32;
  rowStep: i32;
  columnStep: i32;
  groups: i32;
  runs: i32;
  runLength: i32;
  /** Per group. */
  outputs: i32;
  /** Floats from one image, row and column of the result to the next. */
  outImage: i32;
  outRow: i32;
  outColumn: i32;
}

@inline
export function offsetsOf(windows: usize): usize {
  return windows + offsetof<Windows>();
}

/** True where the padded image is the image itself. */
@inline
function fits(w: Windows): bool {
  return w.top == 0 && w.left == 0 && w.paddedHeight == w.height && w.paddedWidth == w.width;
}

/** The padded image: the image itself where it fits, or a copy in `padded`, zero around it. */
@inline
export function placedImage(w: Windows, image: usize, padded: usize): usize {
  if (fits(w)) return image;
  placeImage(w, image, padded);
  return padded;
}

function placeImage(w: Windows, image: usize, padded: usize): void {
  const firstColumn = max(0, -w.left), columns = max(0, min(w.width, w.paddedWidth - w.left) - firstColumn);
  const left = min(w.paddedWidth, firstColumn + w.left), right = max(0, w.paddedWidth - left - columns);
  for (let row = -w.top; row < w.paddedHeight - w.top; row++) {
    if (row < 0 || row >= w.height) {
      clear(padded, w.paddedWidth * w.channels);
    } else {
      clear(padded, left * w.channels);
      memory.copy(padded + at(left * w.channels), image + at((row * w.width + firstColumn) * w.channels), at(columns * w.channels));
      clear(padded + at((left + columns) * w.channels), right * w.channels);
    }
    padded += at(w.paddedWidth * w.channels);
  }
}

/** As `zero`, for a few floats. */
function clear(p: usize, count: i32): void {
  const end = p + at(count);
  for (; p + 16 <= end; p += 16) v128.store(p, splat(0));
  for (; p < end; p += 4) store<f32>(p, 0);
}

/**
 * Every window times `filters`: y[n][row][column][output] = bias + Σ window · filter. Filters lie in panels, group after
 * group; `bias` has one float per output of all groups (rounded up to eight per group when groups are 1), or is 0.
 * `padded`: scratch for one padded image; unused where nothing is padded.
 */
export function slideWindows(windows: usize, x: usize, filters: usize, bias: usize, y: usize, images: i32, padded: usize): void {
  const w = changetype<Windows>(windows);
  for (let n = 0; n < images; n++) {
    slideOverImage(windows, placedImage(w, x + at(n * w.height * w.width * w.channels), padded), filters, bias, y + at(n * w.outImage));
  }
}

function slideOverImage(windows: usize, image: usize, filters: usize, bias: usize, y: usize): void {
  const w = changetype<Windows>(windows);
  const positions = w.rows * w.columns, depth = w.runs * w.runLength, runBytes = at(w.runLength);
  const groupBytes = at(w.channels / w.groups), panels = (w.outputs + panelWidth - 1) / panelWidth;
  const start = bias ? fromBias : fromZero;
  let row = 0, column = 0;
  for (let p = 0; p < positions; p += tileRows) {
    for (let i = 0; i < tileRows; i++) {
      const wanted = p + i < positions;
      const r = wanted ? row : 0, c = wanted ? column : 0;
      store<usize>(rowAddress(i), image + at((r * w.rowStep * w.paddedWidth + c * w.columnStep) * w.channels));
      store<usize>(rowAddress(i), wanted ? y + at(r * w.outRow + c * w.outColumn) : unwantedRow(), 4);
      if (++column == w.columns) { column = 0; row++; }
    }
    let panel = filters;
    for (let g = 0; g < w.groups; g++) {
      for (let j = 0; j < panels; j++) {
        const output = g * w.outputs + j * panelWidth, wanted = min(w.outputs - j * panelWidth, panelWidth);
        if (wanted == panelWidth) tileAtAddresses(w.runs, offsetsOf(windows), runBytes, panel, at(output), start, bias + at(output));
        else edgeTileAtAddresses(w.runs, offsetsOf(windows), runBytes, panel, at(output), wanted, start, bias + at(output));
        panel += at(depth * panelWidth);
      }
      for (let i = 0; i < tileRows; i++) store<usize>(rowAddress(i), load<usize>(rowAddress(i)) + groupBytes);
    }
  }
}

/**
 * Gradient of the filters: Σ over images and positions of window ⊗ dy, in the filters' panels; overwrites `gradient`, or
 * adds to it where `again` is not 0. `chunk` rows of windows are taken at a time, so that they stay in an L1 cache while
 * all filters meet them. `padded`: scratch as in `slideWindows`; `packed`: scratch for 8·chunk·columns floats a panel.
 */
export function filterGradient(
  windows: usize, x: usize, dy: usize, gradient: usize, images: i32, chunk: i32, padded: usize, packed: usize, again: i32,
): void {
  const w = changetype<Windows>(windows);
  const panels = (w.outputs + panelWidth - 1) / panelWidth;
  if (images == 0 && !again) zero(gradient, w.groups * panels * w.runs * w.runLength * panelWidth);
  for (let n = 0; n < images; n++) {
    const image = placedImage(w, x + at(n * w.height * w.width * w.channels), padded);
    for (let row = 0; row < w.rows; row += chunk) {
      const rows = min(chunk, w.rows - row), source = image + at(row * w.rowStep * w.paddedWidth * w.channels);
      for (let g = 0; g < w.groups; g++) {
        for (let j = 0; j < panels; j++) {
          const output = g * w.outputs + j * panelWidth, from = dy + at(n * w.outImage + row * w.outRow + output);
          packPanel(from, rows * w.columns, w.outColumn, min(w.outputs - j * panelWidth, panelWidth), packed + at(j * rows * w.columns * panelWidth));
        }
        const target = gradient + at(g * panels * w.runs * w.runLength * panelWidth);
        gradientOfGroup(windows, source + at(g * (w.channels / w.groups)), rows, packed, panels, target, i32(again || n > 0 || row > 0));
      }
    }
  }
}

/** Adds the share of some rows of windows to the gradient of a group's filters. */
function gradientOfGroup(windows: usize, source: usize, rows: i32, packed: usize, panels: i32, gradient: usize, accumulate: i32): void {
  const w = changetype<Windows>(windows);
  const rowBytes = at(w.rowStep * w.paddedWidth * w.channels), columnBytes = at(w.columnStep * w.channels);
  const packedPanel = at(rows * w.columns * panelWidth), gradientPanel = at(w.runs * w.runLength * panelWidth);
  for (let r = 0; r < w.runs; r++) {
    const run = source + <usize>load<i32>(offsetsOf(windows) + at(r));
    for (let i = 0; i < w.runLength; i += tileRows) {
      let b = packed, c = gradient + at((r * w.runLength + i) * panelWidth);
      for (let j = 0; j < panels; j++) {
        transposedTile(run + at(i), rows, rowBytes, w.columns, columnBytes, b, c, min(w.runLength - i, tileRows), accumulate);
        b += packedPanel;
        c += gradientPanel;
      }
    }
  }
}
