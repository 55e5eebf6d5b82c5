// MaxPool2d: torch.nn.MaxPool2d.
// https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html

import { formatPair, pairAttr } from '../core/attrs.ts';
import { defineLayer } from '../core/layer-kind.ts';
import { imageOf } from './shared/input-checks.ts';
import { ceilModeAttr, inferPooling, poolingAttrs, poolingShorthand, poolingWindow } from './shared/pooling.ts';
import { padWithEdges, padWithZeros, slidesAsSame } from './shared/tfjs-windows.ts';

export const maxPool2d = defineLayer({
  kind: 'MaxPool2d',
  category: 'pooling',
  idStem: 'pool',
  summary: 'Keeps the largest value of each window.',
  docs: `Slides a window over each channel and keeps its largest value, so that a feature counts wherever in the window it was found. There is nothing to learn.

Output size: floor((size + 2·padding - dilation·(kernel - 1) - 1) / stride) + 1; in ceil mode rounded up, unless the last window would begin beyond the image. The stride is the kernel size unless you give one, so a kernel of 2 halves height and width.

The padding is minus infinity, never the maximum, and at most half the kernel.`,
  icon: 'shrink',
  keywords: ['pooling', 'maximum', 'downsample', 'subsample'],
  attrs: {
    ...poolingAttrs,
    padding: pairAttr({ label: 'Padding', help: 'Minus infinity added on each side; at most half the kernel.', default: 0, min: 0 }),
    dilation: pairAttr({ label: 'Dilation', help: 'Pixels from one element of a window to the next.', default: 1, min: 1 }),
    ceilMode: ceilModeAttr,
  },
  inputs: { type: 'fixed', names: ['in'] },
  outputs: ['out'],
  shorthand: poolingShorthand,
  inferShape: ({ attrs: a, inputs }) => inferPooling('MaxPool2d', a, inputs),
  reach: ({ attrs: a, inputs: [input] }) => ({ type: 'window', ...poolingWindow(a, input) }),
  combines: () => 'maximum',
  nonNegative: (_, [input]) => input === true,
  targets: {
    tfjs: {
      limits: ({ attrs: a }) => (formatPair(a.dilation) === '1×1' ? [] : [{
        code: 'tfjs-pool-dilation', attr: 'dilation',
        message: `tfjs cannot run a max pooling with dilation ${formatPair(a.dilation)}`,
        fix: { label: 'Set dilation to 1', setAttr: 'dilation', value: 1 },
      }]),
      lower(op, [image], builder) {
        const [, height, width] = imageOf(op.inputShapes);
        const { kernel, stride, pads } = poolingWindow(op.attrs, op.inputShapes[0]);
        const isEven = pads.top === pads.bottom && pads.left === pads.right;
        const config = { poolSize: [...kernel], strides: [...stride] };
        if (isEven && pads.top + pads.left > 0 && slidesAsSame(height, pads.top, kernel[0], stride[0]) && slidesAsSame(width, pads.left, kernel[1], stride[1])) {
          return builder.layer('maxPooling2d', { ...config, padding: 'same' }, image);
        }
        // Zeros never exceed what cannot be negative; otherwise the edges are repeated, which costs more layers.
        const padded = op.inputsNonNegative[0] === true ? padWithZeros(builder, image, pads) : padWithEdges(builder, image, [height, width], pads);
        return builder.layer('maxPooling2d', { ...config, padding: 'valid' }, padded);
      },
    },
  },
  examples: [
    { title: 'Halves height and width', inputs: [[16, 16, 16]], expect: { output: [16, 8, 8], parameters: 0 } },
    { title: 'Overlapping windows with padding, as in ResNet', attrs: { kernelSize: 3, stride: 2, padding: 1 }, inputs: [[64, 112, 112]], expect: { output: [64, 56, 56], parameters: 0 } },
    { title: 'An odd row and column are left out', attrs: { kernelSize: 2 }, inputs: [[8, 7, 7]], expect: { output: [8, 3, 3], parameters: 0 } },
    { title: 'In ceil mode they make windows of their own', attrs: { kernelSize: 2, ceilMode: true }, inputs: [[8, 7, 7]], expect: { output: [8, 4, 4], parameters: 0 } },
    { title: 'Windows with gaps', attrs: { kernelSize: 3, stride: 1, dilation: 2 }, inputs: [[8, 7, 7]], expect: { output: [8, 3, 3], parameters: 0 } },
    { title: 'All of it at once', attrs: { kernelSize: [3, 2], stride: 2, padding: 1, dilation: [1, 2], ceilMode: true }, inputs: [[3, 8, 7]], expect: { output: [3, 5, 4], parameters: 0 } },
    { title: 'Gaps that jump over the image', attrs: { kernelSize: 2, padding: 1, dilation: 2 }, inputs: [[8, 1, 1]], expect: { problem: 'window-outside' } },
    { title: 'Padding is at most half the kernel', attrs: { kernelSize: 2, padding: 2 }, inputs: [[8, 7, 7]], expect: { problem: 'padding-too-large' } },
    { title: 'A window that does not fit', attrs: { kernelSize: 4 }, inputs: [[8, 3, 3]], expect: { problem: 'kernel-too-large' } },
  ],
});
