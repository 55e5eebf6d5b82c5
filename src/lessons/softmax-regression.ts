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
      text: 'The mean training loss of an epoch falls to below 0.32, and no longer by much.',
      check: (results) => {
        const [first, ninth, last] = [1, 9, 10].map((epoch) => epochOf(results, 'softmax', epoch).trainingLoss);
        return { holds: (last ?? NaN) < 0.32 && (ninth ?? NaN) - (last ?? NaN) < 0.01, measured: `${first?.toFixed(3)} in the first, ${ninth?.toFixed(3)} and ${last?.toFixed(3)} in the last two` };
      },
    },
  ],
};
