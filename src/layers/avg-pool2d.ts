// AvgPool2d: torch.nn.AvgPool2d.
// https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html

import { booleanAttr, formatPair, pairAttr, type IntOrPair, type Pair } from '../core/attrs.ts';
import { windowSpans, type Span, type Window } from '../core/conv-arithmetic.ts';
import { defineLayer, type Combination } from '../core/layer-kind.ts';
import { imageOf } from './shared/input-checks.ts';
import { ceilModeAttr, inferPooling, poolingAttrs, poolingShorthand, poolingWindow } from './shared/pooling.ts';
import { averageRanges, padWithZeros, slidesAsSame, type Range } from './shared/tfjs-windows.ts';

export const avgPool2d = defineLayer({
  kind: 'AvgPool2d',
  category: 'pooling',
  idStem: 'avgpool',
  summary: 'Takes the mean of each window.',
  docs: `Slides a window over each channel and takes the mean of the values in it. There is nothing to learn.

Output size: floor((size + 2·padding - kernel) / stride) + 1; in ceil mode rounded up, unless the last window would begin beyond the image. The stride is the kernel size unless you give one.

Padding zeros count as values of a window (it is divided by kernel height × kernel width) unless you turn "Count padding" off; then only the pixels of the image are averaged. What a window of ceil mode has beyond the padding never counts.`,
  icon: 'blend',
  keywords: ['pooling', 'average', 'mean', 'downsample', 'subsample'],
  attrs: {
    ...poolingAttrs,
    padding: pairAttr({ label: 'Padding', help: 'Zeros added on each side; at most half the kernel.', default: 0, min: 0 }),
    countIncludePad: booleanAttr({ label: 'Count padding', help: 'Whether padding zeros count in the mean.', default: true }),
    ceilMode: ceilModeAttr,
  },
  inputs: { type: 'fixed', names: ['in'] },
  outputs: ['out'],
  shorthand: poolingShorthand,
  inferShape: ({ attrs: a, inputs }) => inferPooling('AvgPool2d', a, inputs),
  reach: ({ attrs: a, inputs: [input] }) => ({ type: 'window', ...poolingWindow(a, input) }),
  combines,
  nonNegative: (_, [input]) => input === true,
  targets: {
    tfjs: {
      lower(op, [image], builder) {
        const [, height, width] = imageOf(op.inputShapes);
        const window = poolingWindow(op.attrs, op.inputShapes[0]);
        const { kernel, stride, pads } = window;
        const config = { poolSize: [...kernel], strides: [...stride] };
        const { top, left } = pads;
        const isEven = top === pads.bottom && left === pads.right;
        const counts = op.attrs.countIncludePad;
        if (isEven && (counts || top + left === 0)) {
          return builder.layer('averagePooling2d', { ...config, padding: 'valid' }, padWithZeros(builder, image, pads));
        }
        // tfjs leaves the padding of 'same' out of its means too.
        if (isEven && slidesAsSame(height, top, kernel[0], stride[0]) && slidesAsSame(width, left, kernel[1], stride[1])) {
          return builder.layer('averagePooling2d', { ...config, padding: 'same' }, image);
        }
        const spans = spansOf(window, [height, width], [op.outputShape[1] ?? 0, op.outputShape[2] ?? 0]);
        if (!counts) return averageRanges(builder, image, [height, width], ...both(spans, ({ first, count }) => [first, first + count]));
        const padded = padWithZeros(builder, image, { top, bottom: top, left, right: left });
        const ranges = both(spans, ({ padded: length }, i, axis) => [i * stride[axis], i * stride[axis] + length]);
        return averageRanges(builder, padded, [height + 2 * top, width + 2 * left], ...ranges);
      },
    },
  },
  examples: [
    { title: 'Halves height and width', inputs: [[6, 28, 28]], expect: { output: [6, 14, 14], parameters: 0 } },
    { title: 'Overlapping windows', attrs: { kernelSize: 3, stride: 2, padding: 1, countIncludePad: false }, inputs: [[8, 9, 9]], expect: { output: [8, 5, 5], parameters: 0 } },
    { title: 'The last row and column in ceil mode', attrs: { kernelSize: 2, ceilMode: true }, inputs: [[3, 5, 5]], expect: { output: [3, 3, 3], parameters: 0 } },
    { title: 'A tall window', attrs: { kernelSize: [4, 1] }, inputs: [[3, 8, 5]], expect: { output: [3, 2, 5], parameters: 0 } },
    { title: 'Padding is at most half the kernel', attrs: { kernelSize: 3, padding: 2 }, inputs: [[8, 9, 9]], expect: { problem: 'padding-too-large' } },
    { title: 'A window that does not fit', attrs: { kernelSize: 5 }, inputs: [[3, 4, 4]], expect: { problem: 'kernel-too-large' } },
  ],
});

/** Means over another number of elements at every edge are not told. */
function combines({ countIncludePad, ceilMode, padding }: { countIncludePad: boolean; ceilMode: boolean; padding: IntOrPair }): Combination | undefined {
  if (!countIncludePad) return 'mean inside';
  if (!ceilMode) return 'mean';
  return formatPair(padding) === '0×0' ? 'mean inside' : undefined;
}

type Spans = readonly [rows: readonly Span[], columns: readonly Span[]];

/** What the windows cover of rows and columns. */
function spansOf({ kernel, stride, pads }: Window, size: Pair, count: Pair): Spans {
  const along = (axis: 0 | 1, pad: number) => windowSpans(size[axis], pad, count[axis], kernel[axis], stride[axis], 1);
  return [along(0, pads.top), along(1, pads.left)];
}

function both([rows, columns]: Spans, range: (span: Span, i: number, axis: 0 | 1) => Range): [Range[], Range[]] {
  return [rows.map((span, i) => range(span, i, 0)), columns.map((span, i) => range(span, i, 1))];
}
