// AvgPool2d: torch.nn.AvgPool2d.
// https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html

import { booleanAttr, pairAttr } from '../core/attrs.ts';
import { windowCount, type Window } from '../core/conv-arithmetic.ts';
import { defineLayer } from '../core/layer-kind.ts';
import { imageOf } from './shared/input-checks.ts';
import { inferPooling, poolingAttrs, poolingShorthand, poolingWindow } from './shared/pooling.ts';
import { averageRanges, padWithZeros, slidesAsSame, type Range } from './shared/tfjs-windows.ts';

export const avgPool2d = defineLayer({
  kind: 'AvgPool2d',
  category: 'pooling',
  idStem: 'avgpool',
  summary: 'Takes the mean of each window.',
  docs: `Slides a window over each channel and takes the mean of the values in it. There is nothing to learn.

Output size: floor((size + 2·padding - kernel) / stride) + 1. The stride is the kernel size unless you give one.

Padding zeros count as values of a window (it is divided by kernel height × kernel width) unless you turn "Count padding" off; then only the pixels of the image are averaged.`,
  icon: 'blend',
  keywords: ['pooling', 'average', 'mean', 'downsample', 'subsample'],
  attrs: {
    ...poolingAttrs,
    padding: pairAttr({ label: 'Padding', help: 'Zeros added on each side; at most half the kernel.', default: 0, min: 0 }),
    countIncludePad: booleanAttr({ label: 'Count padding', help: 'Whether padding zeros count in the mean.', default: true }),
  },
  inputs: { type: 'fixed', names: ['in'] },
  outputs: ['out'],
  shorthand: poolingShorthand,
  inferShape: ({ attrs: a, inputs }) => inferPooling('AvgPool2d', a, inputs),
  reach: ({ attrs: a }) => ({ type: 'window', ...poolingWindow(a) }),
  combines: (a) => (a.countIncludePad ? 'mean' : 'mean inside'),
  nonNegative: (_, [input]) => input === true,
  targets: {
    tfjs: {
      lower(op, [image], builder) {
        const [, height, width] = imageOf(op.inputShapes);
        const window = poolingWindow(op.attrs);
        const { kernel, stride, pads } = window;
        const config = { poolSize: [...kernel], strides: [...stride] };
        if (op.attrs.countIncludePad || pads.top + pads.left === 0) {
          return builder.layer('averagePooling2d', { ...config, padding: 'valid' }, padWithZeros(builder, image, pads));
        }
        // tfjs leaves the padding of 'same' out of its means too.
        if (slidesAsSame(height, pads.top, kernel[0], stride[0]) && slidesAsSame(width, pads.left, kernel[1], stride[1])) {
          return builder.layer('averagePooling2d', { ...config, padding: 'same' }, image);
        }
        return averageRanges(builder, image, [height, width], pixelRanges(window, 0, height), pixelRanges(window, 1, width));
      },
    },
  },
  examples: [
    { title: 'Halves height and width', inputs: [[6, 28, 28]], expect: { output: [6, 14, 14], parameters: 0 } },
    { title: 'Overlapping windows', attrs: { kernelSize: 3, stride: 2, padding: 1, countIncludePad: false }, inputs: [[8, 9, 9]], expect: { output: [8, 5, 5], parameters: 0 } },
    { title: 'A tall window', attrs: { kernelSize: [4, 1] }, inputs: [[3, 8, 5]], expect: { output: [3, 2, 5], parameters: 0 } },
    { title: 'Padding is at most half the kernel', attrs: { kernelSize: 3, padding: 2 }, inputs: [[8, 9, 9]], expect: { problem: 'padding-too-large' } },
    { title: 'A window that does not fit', attrs: { kernelSize: 5 }, inputs: [[3, 4, 4]], expect: { problem: 'kernel-too-large' } },
  ],
});

/** The part of the image under each window along one axis. */
function pixelRanges({ kernel, stride, pads }: Window, axis: 0 | 1, size: number): Range[] {
  const pad = axis === 0 ? pads.top : pads.left;
  return Array.from({ length: windowCount(size, 2 * pad, kernel[axis], stride[axis], 1) }, (_, i) => {
    const start = i * stride[axis] - pad;
    return [Math.max(start, 0), Math.min(start + kernel[axis], size)];
  });
}
