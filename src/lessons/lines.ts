// Lab 10: the smallest convolutional network that learns something.

import type { Lesson } from '../core/lesson.ts';
import { outcomeOf } from '../core/lesson.ts';
import { accuracyOf, percent } from './measures.ts';

export const lines: Lesson = {
  id: 'lines',
  number: '10',
  title: 'Vertical or horizontal: 119 parameters',
  text: [
    'Images of 11 × 11 pixels show a speckled bar, upright or lying. Two kernels of 2 × 2, ReLU, max pooling with stride 1, one more convolution over both channels, ReLU, pooling, and a linear layer on the 49 pixels that are left: 119 parameters in all.',
    'The maps shrink by one pixel at each step: 11, 10, 9, 8, 7. Adam at 0.001 in batches of ten, ten epochs over 10,000 images in order: all upright ones first, then all lying ones.',
  ],
  question: {
    text: 'How many of the 119 parameters belong to the two convolutions?',
    options: ['19', '40', '70', '100'],
    answer: 0,
    because: '2 kernels of 4 weights and 2 biases are 10; one kernel over two channels has 8 weights and a bias, 9. The linear layer has the other 100.',
  },
  trials: [{ type: 'training', id: 'lines', label: 'Lines', template: 'labs/lines' }],
  claims: [
    { text: 'The network has 119 parameters.', check: (results) => ({ holds: outcomeOf(results, 'lines', 'training').parameters === 119, measured: String(outcomeOf(results, 'lines', 'training').parameters) }) },
    {
      text: 'In the end it tells practically every bar of the validation part.',
      check: (results) => ({ holds: accuracyOf(results, 'lines') >= 0.99, measured: percent(accuracyOf(results, 'lines')) }),
    },
  ],
  look: { lens: 'flow', why: 'See the two kernels before and after, and what each image becomes on its way.' },
};
