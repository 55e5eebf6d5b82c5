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
