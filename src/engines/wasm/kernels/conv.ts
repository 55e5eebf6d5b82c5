// AssemblyScript. Convolution of any kernel, stride, padding, dilation and groups as implicit matrix products: an image is
// padded once, and the micro-kernel reads its windows in place. Images are [height][width][channels].

import { at, zero } from './simd';
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
function offsetsOf(windows: usize): usize {
  return windows + offsetof<Windows>();
}

/** True where the padded image is the image itself. */
@inline
function fits(w: Windows): bool {
  return w.top == 0 && w.left == 0 && w.paddedHeight == w.height && w.paddedWidth == w.width;
}

/** Copies the part of an image that lies in the padded image; the rest of it stays as it is (zero). */
function placeImage(w: Windows, image: usize, padded: usize): void {
  const firstRow = max(0, -w.top), lastRow = min(w.height, w.paddedHeight - w.top);
  const firstColumn = max(0, -w.left), columns = min(w.width, w.paddedWidth - w.left) - firstColumn;
  if (columns <= 0) return;
  for (let row = firstRow; row < lastRow; row++) {
    memory.copy(
      padded + at(((row + w.top) * w.paddedWidth + firstColumn + w.left) * w.channels),
      image + at((row * w.width + firstColumn) * w.channels),
      at(columns * w.channels),
    );
  }
}

/**
 * Every window times `filters`: y[n][row][column][output] = bias + Σ window · filter. Filters lie in panels, group after
 * group; `bias` has one float per output of all groups (rounded up to eight per group when groups are 1), or is 0.
 * `padded`: scratch for one padded image; unused where nothing is padded.
 */
export function slideWindows(windows: usize, x: usize, filters: usize, bias: usize, y: usize, images: i32, padded: usize): void {
  const w = changetype<Windows>(windows);
  const whole = fits(w);
  if (!whole) zero(padded, w.paddedHeight * w.paddedWidth * w.channels);
  for (let n = 0; n < images; n++) {
    const image = x + at(n * w.height * w.width * w.channels);
    if (!whole) placeImage(w, image, padded);
    slideOverImage(windows, whole ? image : padded, filters, bias, y + at(n * w.outImage));
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
 * Gradient of the filters: Σ over images and positions of window ⊗ dy, in the filters' panels; overwrites `gradient`.
 * `padded`: scratch as in `slideWindows`; `packed`: scratch for 8·rows·columns floats.
 */
export function filterGradient(
  windows: usize, x: usize, dy: usize, gradient: usize, images: i32, padded: usize, packed: usize,
): void {
  const w = changetype<Windows>(windows);
  const panels = (w.outputs + panelWidth - 1) / panelWidth;
  const whole = fits(w);
  if (!whole) zero(padded, w.paddedHeight * w.paddedWidth * w.channels);
  if (images == 0) zero(gradient, w.groups * panels * w.runs * w.runLength * panelWidth);
  for (let n = 0; n < images; n++) {
    const image = x + at(n * w.height * w.width * w.channels);
    if (!whole) placeImage(w, image, padded);
    let panel = gradient;
    for (let g = 0; g < w.groups; g++) {
      const source = (whole ? image : padded) + at(g * (w.channels / w.groups));
      for (let j = 0; j < panels; j++) {
        const output = g * w.outputs + j * panelWidth;
        packPanel(dy + at(n * w.outImage + output), w.rows * w.columns, w.outColumn, min(w.outputs - j * panelWidth, panelWidth), packed);
        gradientOfPanel(windows, source, packed, panel, i32(n > 0));
        panel += at(w.runs * w.runLength * panelWidth);
      }
    }
  }
}

/** Adds one image's share to the gradient of eight filters. */
function gradientOfPanel(windows: usize, source: usize, packed: usize, panel: usize, accumulate: i32): void {
  const w = changetype<Windows>(windows);
  const rowBytes = at(w.rowStep * w.paddedWidth * w.channels), columnBytes = at(w.columnStep * w.channels);
  for (let r = 0; r < w.runs; r++) {
    const run = source + <usize>load<i32>(offsetsOf(windows) + at(r));
    for (let i = 0; i < w.runLength; i += tileRows) {
      const c = panel + at((r * w.runLength + i) * panelWidth);
      transposedTile(run + at(i), w.rows, rowBytes, w.columns, columnBytes, packed, c, min(w.runLength - i, tileRows), accumulate);
    }
  }
}
