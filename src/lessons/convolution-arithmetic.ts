// Lab 7: kernel, stride, padding and the size formula, on numbers small enough to check by hand.

import type { ComputationTrial, Lesson } from '../core/lesson.ts';
import { all, setAttrs } from './changes.ts';
import { sameOutput } from './output-claims.ts';
import { sobelX, verticalLine } from './small-images.ts';

const ones = (count: number): number[] => new Array<number>(count).fill(1);

function square(id: string, label: string, kernelSize: number, attrs: Readonly<Record<string, number>>, kernel: readonly number[]): ComputationTrial {
  return {
    type: 'computation', id, label, template: 'labs/convolution',
    change: all(setAttrs('input', { shape: [1, 4, 4] }), setAttrs('conv', { kernelSize, ...attrs })),
    weights: { 'conv.weight': kernel, 'conv.bias': [0] }, input: ones(16), at: 'conv',
  };
}

export const convolutionArithmetic: Lesson = {
  id: 'convolution-arithmetic',
  number: '7',
  title: 'What a convolution computes',
  text: [
    'A kernel is a small table of weights. It is laid on the image, what lies over each other is multiplied, and the sum of the products, plus the bias, is one pixel of the output. Then the kernel moves on. It is not flipped first; strictly this is a cross-correlation, but the name has stuck.',
    'The stride is how far the kernel moves each time. Padding puts a frame of zeros around the image, so that the kernel may hang over its edge. Along an image of M pixels, a kernel of K with padding p and stride s fits floor((M + 2p − K)/s) + 1 times.',
    'A kernel like Sobel’s, with 1, 2, 1 on the left and the same below zero on the right, answers to vertical edges: a bright line gives −4 where it lies under the right column, 4 under the left, and 0 in the middle.',
  ],
  question: {
    text: 'An image of 4 × 4 pixels, a kernel of 2 × 2, stride 3 and padding 1: how large is the output?',
    options: ['1 × 1', '2 × 2', '3 × 3', '5 × 5'],
    answer: 1,
    because: 'floor((4 + 2·1 − 2)/3) + 1 = floor(4/3) + 1 = 2.',
  },
  trials: [
    { type: 'computation', id: 'sobel', label: 'Sobel on a vertical line', template: 'labs/convolution', weights: { 'conv.weight': sobelX, 'conv.bias': [0] }, input: verticalLine, at: 'conv' },
    square('stride-1', 'Ones, stride 1', 2, {}, ones(4)),
    square('stride-2', 'Ones, stride 2', 2, { stride: 2 }, ones(4)),
    square('stride-3', 'Ones, stride 3', 2, { stride: 3 }, ones(4)),
    square('padded', 'Ones, stride 3, padding 1', 2, { stride: 3, padding: 1 }, ones(4)),
    square('zeros', 'A kernel of zeros', 3, {}, new Array<number>(9).fill(0)),
  ],
  claims: [
    sameOutput('sobel', 'Sobel’s kernel gives -4, 0, 4 in every row.', [[-4, 0, 4], [-4, 0, 4], [-4, 0, 4]]),
    sameOutput('stride-1', 'A 2 × 2 kernel of ones on 4 × 4 ones gives 3 × 3 fours.', [[4, 4, 4], [4, 4, 4], [4, 4, 4]]),
    sameOutput('stride-2', 'With stride 2 it gives 2 × 2 fours.', [[4, 4], [4, 4]]),
    sameOutput('stride-3', 'With stride 3 it fits once.', [[4]]),
    sameOutput('padded', 'With padding 1 as well it gives 1, 2 and 2, 4: as many ones as lie under it.', [[1, 2], [2, 4]]),
    sameOutput('zeros', 'A kernel of zeros gives zeros.', [[0, 0], [0, 0]]),
  ],
  look: { lens: 'arithmetic', why: 'Open a trial on the canvas and follow the kernel from pixel to pixel, product by product.' },
};
