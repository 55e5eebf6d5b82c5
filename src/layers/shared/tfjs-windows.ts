// Sliding windows in stock tfjs layers. Those know only the paddings 'valid' and 'same', so PyTorch's paddings
// are composed here from cropping, zero padding and concatenation, exactly. Images are NHWC.

import type { Pair } from '../../core/attrs.ts';
import { windowCount, type Pads } from '../../core/conv-arithmetic.ts';
import type { TfjsBuilder } from '../../core/tfjs-target.ts';

/** Height is axis 1 and width axis 2, behind the batch. */
type SpatialAxis = 1 | 2;
/** From the first row (or column) to before the last. */
export type Range = readonly [start: number, end: number];

/** Zeros around an image; the image itself where there are none to add. */
export function padWithZeros<T>(builder: TfjsBuilder<T>, image: T, pads: Pads): T {
  const { top, bottom, left, right } = pads;
  if (top + bottom + left + right === 0) return image;
  return builder.layer('zeroPadding2d', { padding: [[top, bottom], [left, right]] }, image);
}

/**
 * Each edge row and column repeated outwards. For max pooling with at most half a kernel of padding this is padding
 * by minus infinity: every window that touches the padding also holds the edge that it repeats.
 */
export function padWithEdges<T>(builder: TfjsBuilder<T>, image: T, size: Pair, pads: Pads): T {
  const repeat = (from: T, axis: SpatialAxis, length: number, before: number, after: number): T => {
    if (before + after === 0) return from;
    // A layer that nothing reads would be no part of the model.
    const copies = (times: number, range: Range) => (times === 0 ? [] : Array<T>(times).fill(crop(builder, from, axis, length, range)));
    const first = copies(before, [0, 1]);
    const last = copies(after, [length - 1, length]);
    return builder.layer('concatenate', { axis }, [...first, from, ...last]);
  };
  return repeat(repeat(image, 1, size[0], pads.top, pads.bottom), 2, size[1], pads.left, pads.right);
}

/**
 * True where tfjs's padding 'same', which pads by `floor(max((out-1)·stride + kernel - size, 0) / 2)` in front and
 * makes `ceil(size / stride)` windows, slides as PyTorch does with `pad` on both sides.
 */
export function slidesAsSame(size: number, pad: number, kernel: number, stride: number): boolean {
  const count = Math.ceil(size / stride);
  const total = Math.max((count - 1) * stride + kernel - size, 0);
  return Math.floor(total / 2) === pad && windowCount(size, 2 * pad, kernel, stride, 1) === count;
}

/** Means over all pairs of a row range and a column range: one cropped pooling per range, rows first. */
export function averageRanges<T>(builder: TfjsBuilder<T>, image: T, size: Pair, rows: readonly Range[], columns: readonly Range[]): T {
  const average = (from: T, axis: SpatialAxis, length: number, ranges: readonly Range[]): T => {
    const parts = ranges.map((range) => {
      const span = range[1] - range[0];
      const poolSize = axis === 1 ? [span, 1] : [1, span];
      return builder.layer('averagePooling2d', { poolSize, strides: poolSize, padding: 'valid' }, crop(builder, from, axis, length, range));
    });
    const [only, ...more] = parts;
    return only !== undefined && more.length === 0 ? only : builder.layer('concatenate', { axis }, parts);
  };
  return average(average(image, 1, size[0], rows), 2, size[1], columns);
}

function crop<T>(builder: TfjsBuilder<T>, image: T, axis: SpatialAxis, length: number, [start, end]: Range): T {
  if (start === 0 && end === length) return image;
  const cut = [start, length - end];
  return builder.layer('cropping2D', { cropping: axis === 1 ? [cut, [0, 0]] : [[0, 0], cut] }, image);
}
