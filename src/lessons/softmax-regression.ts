// Lab 12.1: one linear layer from pixels to digits.

import type { Lesson } from '../core/lesson.ts';
import { accuraciesWithin, epochOf } from './measures.ts';

export const softmaxRegression: Lesson = {
  id: 'softmax-regression',
  number: '12.1',
  title: 'Softmax regression: one layer on MNIST',
  text: [
    'With one linear layer every digit has a single template of 784 weights, and the image that overlaps most with it wins. Softmax makes probabilities of the ten sums, and cross-entropy asks for the logarithm of the right one.',
    'There is nothing in between that could bend: a shape may not move, turn or be slanted without the sum changing. How far does one get with that?',
  ],
  question: {
    text: 'How many test digits does it read after ten epochs?',
    options: ['About 75 %', 'About 92 %', 'About 98 %'],
    answer: 1,
    because: 'Templates do surprisingly well, and then no better however long one trains.',
  },
  trials: [{ type: 'training', id: 'softmax', label: 'Softmax regression', template: 'labs/softmax' }],
  claims: [
    { text: 'After ten epochs it reads about 92 %.', check: accuraciesWithin({ softmax: [0.915, 0.926] }) },
    {
      text: 'The mean training loss falls from about 0.41 in the first epoch to below 0.32 in the last.',
      check: (results) => {
        const [first, last] = [epochOf(results, 'softmax', 1).trainingLoss, epochOf(results, 'softmax').trainingLoss];
        return { holds: first > 0.36 && first < 0.46 && last > 0.25 && last < 0.32, measured: `${first.toFixed(3)} to ${last.toFixed(3)}` };
      },
    },
  ],
};
