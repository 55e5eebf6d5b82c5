// The arithmetic of sliding windows: output sizes and paddings of convolution and pooling, as in
// https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html (section "Shape").

import type { Padding, Pair } from './attrs.ts';
import { formatPair, toPair } from './attrs.ts';
import type { ProblemDraft } from './problems.ts';
import type { Shape } from './shape.ts';

/** Zeros added on each side of an image, in pixels. */
export interface Pads {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** A window sliding over an image, sizes as `[height, width]`. */
export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly pads: Pads;
}

/**
 * Pads for a `padding` attribute. `'same'` is PyTorch's: `dilation·(kernel-1)` in all, the odd one
 * at the bottom and right; it is defined for stride 1 only, which the caller checks.
 */
export function resolvePadding(padding: Padding, kernel: Pair, dilation: Pair = [1, 1]): Pads {
  if (padding === 'valid') return { top: 0, bottom: 0, left: 0, right: 0 };
  if (padding === 'same') {
    const totalHeight = dilation[0] * (kernel[0] - 1);
    const totalWidth = dilation[1] * (kernel[1] - 1);
    const top = Math.floor(totalHeight / 2);
    const left = Math.floor(totalWidth / 2);
    return { top, bottom: totalHeight - top, left, right: totalWidth - left };
  }
  const [height, width] = toPair(padding);
  return { top: height, bottom: height, left: width, right: width };
}

/** Windows along one axis: floor((size + padding - dilation·(kernel-1) - 1) / stride) + 1; below 1 where none fits. */
export function windowCount(size: number, padding: number, kernel: number, stride: number, dilation: number): number {
  return Math.floor((size + padding - dilation * (kernel - 1) - 1) / stride) + 1;
}

/** Part of an axis under one window: which pixels of the image, and how many there are up to the end of the padding. */
export interface Span {
  readonly first: number;
  /** Pixels of the image, `dilation` apart; below 1 where the window covers padding alone. */
  readonly count: number;
  /** Of the padded image. */
  readonly padded: number;
}

/** What each of `count` windows along an axis covers; `pad` pixels before the image and behind it. */
export function windowSpans(size: number, pad: number, count: number, kernel: number, stride: number, dilation: number): Span[] {
  return Array.from({ length: count }, (_, i) => {
    const start = i * stride - pad;
    const skipped = Math.max(0, Math.ceil(-start / dilation));
    const first = start + skipped * dilation;
    const inside = Math.min(kernel - skipped, Math.floor((size - 1 - first) / dilation) + 1);
    return { first, count: inside, padded: Math.min(start + kernel, size + pad) - start };
  });
}

/**
 * Pixels that the padding behind an axis must be larger for a last window that begins inside the image or before it, where
 * windows are counted up: PyTorch's `ceil_mode`.
 */
export function ceilPadding(size: number, pad: number, kernel: number, stride: number, dilation: number): number {
  const reach = dilation * (kernel - 1) + 1;
  const up = Math.ceil((size + 2 * pad - reach) / stride) + 1;
  const count = (up - 1) * stride >= size + pad ? up - 1 : up;
  return Math.max(0, (count - 1) * stride + reach - size - 2 * pad);
}

/**
 * Height and width after sliding `window` over `[channels, height, width]`.
 * Problem: `kernel-too-large` at `kernelSize`.
 */
export function slideWindow(shape: Shape, window: Window): { size: Pair } | { problem: ProblemDraft } {
  const [, height = 0, width = 0] = shape;
  const { kernel, stride, dilation, pads } = window;
  const rows = windowCount(height, pads.top + pads.bottom, kernel[0], stride[0], dilation[0]);
  const columns = windowCount(width, pads.left + pads.right, kernel[1], stride[1], dilation[1]);
  if (rows >= 1 && columns >= 1) return { size: [rows, columns] };
  const padded: Pair = [height + pads.top + pads.bottom, width + pads.left + pads.right];
  const reach: Pair = [dilation[0] * (kernel[0] - 1) + 1, dilation[1] * (kernel[1] - 1) + 1];
  const dilated = reach[0] === kernel[0] && reach[1] === kernel[1] ? '' : `, dilated to ${formatPair(reach)},`;
  const largest = Math.min(
    Math.floor((padded[0] - 1) / dilation[0]) + 1,
    Math.floor((padded[1] - 1) / dilation[1]) + 1,
  );
  return {
    problem: {
      code: 'kernel-too-large',
      attr: 'kernelSize',
      message: `kernel ${formatPair(kernel)}${dilated} is larger than the padded ${formatPair(padded)} input`,
      hint: 'Use a smaller kernel, more padding, or less pooling before this layer.',
      fix: { label: `Set kernel size to ${largest}`, setAttr: 'kernelSize', value: largest },
    },
  };
}
