// AdaptiveAvgPool2d: torch.nn.AdaptiveAvgPool2d.
// https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html

import { formatPair, pairAttr, toPair } from '../core/attrs.ts';
import { defineLayer } from '../core/layer-kind.ts';
import type { Interval } from '../core/region.ts';
import { expectImage, imageOf } from './shared/input-checks.ts';
import { averageRanges, type Range } from './shared/tfjs-windows.ts';

export const adaptiveAvgPool2d = defineLayer({
  kind: 'AdaptiveAvgPool2d',
  category: 'pooling',
  idStem: 'adaptpool',
  summary: 'Averages an image of any size down to a given size.',
  docs: `Divides the image into output height × output width regions and takes the mean of each, whatever the input size. Output size 1 is global average pooling: one number a channel.

Region i along an axis covers the pixels from floor(i · size / output) to before ceil((i + 1) · size / output); regions overlap where the output does not divide the input. There is nothing to learn.`,
  icon: 'scaling',
  keywords: ['pooling', 'average', 'global average pooling', 'gap'],
  attrs: {
    outputSize: pairAttr({ label: 'Output size', help: 'Height and width that come out.', default: 1, min: 1 }),
  },
  inputs: { type: 'fixed', names: ['in'] },
  outputs: ['out'],
  shorthand: (a) => `to ${formatPair(a.outputSize)}`,
  inferShape({ attrs: a, inputs }) {
    const { input, problem } = expectImage('AdaptiveAvgPool2d', inputs);
    return problem ? { problems: [problem] } : { shape: [input[0], ...toPair(a.outputSize)] };
  },
  reach({ attrs: a, inputs }) {
    const [, height, width] = imageOf(inputs);
    const [rows, columns] = toPair(a.outputSize);
    if (rows === 1 && columns === 1) return { type: 'global' };
    // Regions of unequal size count as their largest, and their steps as the smallest.
    const stride = [Math.max(1, Math.floor(height / rows)), Math.max(1, Math.floor(width / columns))] as const;
    const kernel = [largestRegion(height, rows), largestRegion(width, columns)] as const;
    return { type: 'window', kernel, stride, dilation: [1, 1], pads: { top: 0, bottom: 0, left: 0, right: 0 } };
  },
  sees({ attrs: a, inputs }, [channels = [0, 1], ...part]) {
    const [, height, width] = imageOf(inputs);
    const [rows, columns] = toPair(a.outputSize);
    const cover = (of: readonly Range[], [first, end]: Interval = [0, 1]): Interval => [of[first]?.[0] ?? 0, of[end - 1]?.[1] ?? 1];
    return [[channels, cover(regions(height, rows), part[0]), cover(regions(width, columns), part[1])]];
  },
  combines: () => 'mean',
  nonNegative: (_, [input]) => input === true,
  targets: {
    tfjs: {
      lower(op, [image], builder) {
        const [channels, height, width] = imageOf(op.inputShapes);
        const [rows, columns] = toPair(op.attrs.outputSize);
        if (rows === 1 && columns === 1) {
          return builder.layer('reshape', { targetShape: [1, 1, channels] }, builder.layer('globalAveragePooling2d', {}, image));
        }
        if (height % rows === 0 && width % columns === 0) {
          const poolSize = [height / rows, width / columns];
          return builder.layer('averagePooling2d', { poolSize, strides: poolSize, padding: 'valid' }, image);
        }
        return averageRanges(builder, image, [height, width], regions(height, rows), regions(width, columns));
      },
    },
  },
  examples: [
    { title: 'Global average pooling', inputs: [[512, 7, 7]], expect: { output: [512, 1, 1], parameters: 0 } },
    { title: 'Down to 2×2 regions', attrs: { outputSize: 2 }, inputs: [[32, 8, 8]], expect: { output: [32, 2, 2], parameters: 0 } },
    { title: 'Regions of unequal size', attrs: { outputSize: [3, 5] }, inputs: [[4, 7, 8]], expect: { output: [4, 3, 5], parameters: 0 } },
    { title: 'Features have no pixels', inputs: [[10]], expect: { problem: 'wrong-rank' } },
  ],
});

/** PyTorch's regions along one axis. */
function regions(size: number, count: number): Range[] {
  return Array.from({ length: count }, (_, i) => [Math.floor((i * size) / count), Math.ceil(((i + 1) * size) / count)]);
}

/** Length of the longest region: those starts fall on every multiple of gcd(size, count) modulo count. */
function largestRegion(size: number, count: number): number {
  return Math.ceil((size + count - greatestCommonDivisor(size, count)) / count);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
