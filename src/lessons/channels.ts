// Lab 9: several channels in, several out.

import type { Lesson } from '../core/lesson.ts';
import { all, setAttrs } from './changes.ts';
import { sameOutput } from './output-claims.ts';
import { centre, horizontalLine, image, sobelX, sobelY, verticalLine } from './small-images.ts';

const three = setAttrs('conv', { outChannels: 3 });
const detectors = { 'conv.weight': [...sobelX, ...sobelY, ...new Array<number>(9).fill(1)], 'conv.bias': [0, 0, 0] };
const two = setAttrs('input', { shape: [2, 5, 5] });
const point = image((row, column) => Number(row === 2 && column === 2));

export const channels: Lesson = {
  id: 'channels',
  number: '9',
  title: 'Multiple input and output channels',
  text: [
    'Each output channel has kernels of its own, and answers to something of its own: one to vertical edges, one to horizontal ones, one to brightness.',
    'Where the input has several channels, every output channel has one kernel for each of them, and adds up what they give.',
  ],
  question: {
    text: 'How many 3 × 3 kernels has a convolution from 2 channels to 3?',
    options: ['2', '3', '5', '6'],
    answer: 3,
    because: 'One for every pair of an input channel and an output channel.',
  },
  trials: [
    { type: 'computation', id: 'vertical', label: 'One channel to three, vertical line', template: 'labs/convolution', change: three, weights: detectors, input: verticalLine, at: 'conv' },
    { type: 'computation', id: 'horizontal', label: 'One channel to three, horizontal line', template: 'labs/convolution', change: three, weights: detectors, input: horizontalLine, at: 'conv' },
    {
      type: 'computation', id: 'two-to-one', label: 'Two channels to one', template: 'labs/convolution', change: two,
      weights: { 'conv.weight': [...centre(1), ...centre(-2)], 'conv.bias': [0] }, input: [...horizontalLine.map((value) => (value === 0 ? 0 : -2 * value)), ...horizontalLine], at: 'conv',
    },
    {
      type: 'computation', id: 'two-to-three', label: 'Two channels to three', template: 'labs/convolution', change: all(two, three),
      weights: { 'conv.weight': [...centre(0.5), ...centre(0.5), ...centre(1), ...centre(-1), ...sobelX, ...sobelY], 'conv.bias': [0, 0, 0] },
      input: [...image(() => 1), ...point], at: 'conv',
    },
  ],
  claims: [
    sameOutput('vertical', 'A vertical line is seen by the first and the third channel only.', [[-4, 0, 4], [-4, 0, 4], [-4, 0, 4], [0, 0, 0], [0, 0, 0], [0, 0, 0], [3, 3, 3], [3, 3, 3], [3, 3, 3]]),
    sameOutput('horizontal', 'A horizontal line is seen by the second and the third.', [[0, 0, 0], [0, 0, 0], [0, 0, 0], [-4, -4, -4], [0, 0, 0], [4, 4, 4], [3, 3, 3], [3, 3, 3], [3, 3, 3]]),
    sameOutput('two-to-one', 'Two channels to one: -2 from the first and -2 from the second make -4 in the middle row.', [[0, 0, 0], [-4, -4, -4], [0, 0, 0]]),
    sameOutput('two-to-three', 'Two channels to three: the mean, the difference, and the edges of the point alone, since ones have none.', [
      [0.5, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 0.5], [1, 1, 1], [1, 0, 1], [1, 1, 1], [-1, -2, -1], [0, 0, 0], [1, 2, 1],
    ]),
  ],
  look: { lens: 'arithmetic', why: 'See the sum of each channel, and how they add up.' },
};
