// Lab 8: what ReLU and max pooling make of a map.

import type { Lesson } from '../core/lesson.ts';
import { setAttrs } from './changes.ts';
import { sameOutput } from './output-claims.ts';
import { sobelX, verticalLine } from './small-images.ts';

const picture = [1, 2, 3, -4, 0, 2, -3, 0, 0, 2, 3, 1, 0, 0, 0, 0];

export const activationMaps: Lesson = {
  id: 'activation-maps',
  number: '8',
  title: 'Activation maps and max pooling',
  text: [
    'An activation is applied to every pixel of a map by itself. After Sobel’s kernel, ReLU keeps the edge that goes one way and drops the one that goes the other.',
    'Max pooling lays a window on the map and keeps the greatest number in it. The map gets smaller, and what it says gets less particular: an edge that moves by a pixel inside a window makes no difference. In PyTorch the window’s stride is its own size unless you say otherwise.',
  ],
  question: {
    text: 'A 4 × 4 map, max pooling with a window of 2 and stride 1: how large is the result?',
    options: ['2 × 2', '3 × 3', '4 × 4'],
    answer: 1,
    because: 'The size formula is that of the convolution: floor((4 − 2)/1) + 1 = 3.',
  },
  trials: [
    { type: 'computation', id: 'relu', label: 'Sobel, then ReLU', template: 'labs/activation-map', weights: { 'conv.weight': sobelX, 'conv.bias': [0] }, input: verticalLine, at: 'relu' },
    { type: 'computation', id: 'stride-1', label: 'Max pooling, stride 1', template: 'labs/pooling', change: setAttrs('pool', { stride: 1 }), weights: {}, input: picture, at: 'pool' },
    { type: 'computation', id: 'stride-2', label: 'Max pooling, its own stride', template: 'labs/pooling', weights: {}, input: picture, at: 'pool' },
  ],
  claims: [
    sameOutput('relu', 'ReLU leaves 0, 0, 4 of every row.', [[0, 0, 4], [0, 0, 4], [0, 0, 4]]),
    sameOutput('stride-1', 'With stride 1 every row of the pooled map is 2, 3, 3.', [[2, 3, 3], [2, 3, 3], [2, 3, 3]]),
    sameOutput('stride-2', 'With its own stride the pooled map is 2, 3 and 2, 3.', [[2, 3], [2, 3]]),
  ],
  look: { lens: 'arithmetic', why: 'See which pixel of each window wins.' },
};
