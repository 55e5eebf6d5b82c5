// Lines: small images of a vertical or a horizontal bar of speckled pixels.

import { floatAttr, intAttr } from '../core/attrs.ts';
import { resolveOptions } from '../core/dataset-options.ts';
import { createRandom } from '../core/random.ts';
import type { DatasetKind } from './dataset-kind.ts';
import { imagesInMemory, type ImageSource } from './image-source.ts';
import { dataSeed } from './points.ts';
import { prepareData } from './prepare.ts';

const side = 11;
const length = 9;
const breadth = 3;

const options = {
  count: intAttr({ label: 'Training images', help: 'All vertical ones first, then the horizontal ones.', default: 10_000, min: 2, max: 1_000_000 }),
  testCount: intAttr({ label: 'Test images', help: 'In the same order.', default: 1000, min: 2, max: 1_000_000 }),
  offset: intAttr({ label: 'Offset', help: '0: the bar is in the middle. Otherwise it is moved at random, from so many places along each axis.', default: 0, min: 0, max: 2 }),
  density: floatAttr({ label: 'Density', help: 'Share of the bar’s pixels that are lit.', default: 0.9, min: 0, max: 1 }),
  seed: dataSeed(0),
};

export const lines: DatasetKind = {
  id: 'lines',
  name: 'Lines',
  summary: 'A speckled bar in a small dark image, vertical or horizontal, drawn by Convloom; the smallest task for a convolution.',
  inputShape: [1, side, side],
  classNames: ['vertical', 'horizontal'],
  options,
  trainingCountBy: { option: 'count', times: 1 },
  async load(request) {
    const { count, testCount, offset, density, seed } = resolveOptions(options, request.options);
    const part = (name: string, size: number) => drawLines(seed, name, size, offset, density);
    return prepareData({ training: part('training', count), test: part('test', testCount), classNames: lines.classNames, make: 'atOnce' }, request);
  },
};

/** The first half, and one more, vertical. */
function drawLines(seed: number, part: string, count: number, offset: number, density: number): ImageSource {
  const random = createRandom(seed, `lines ${part}`);
  const pixels = new Uint8Array(count * side * side);
  const labels = Uint8Array.from({ length: count }, (_, index) => Number(index > Math.floor(count / 2)));
  labels.forEach((horizontal, index) => {
    const across = offset > 0 ? 3 + random.int(offset) : 4;
    const along = 1 + (offset > 0 ? random.int(offset) : 0);
    for (let a = along; a < along + length; a++) {
      for (let b = across; b < across + breadth; b++) {
        const [row, column] = horizontal ? [b, a] : [a, b];
        pixels[(index * side + row) * side + column] = random.unit() < density ? 255 : 0;
      }
    }
  });
  return imagesInMemory([1, side, side], pixels, labels);
}
