// Lab 12.1: one linear layer from pixels to digits.

import type { Lesson } from '../core/lesson.ts';
import { outcomeOf } from '../core/lesson.ts';
import { accuracyOf, percent } from './measures.ts';

export const softmaxRegression: Lesson = {
  id: 'softmax-regression',
  number: '12.1',
  title: 'Softmax regression: one layer on MNIST',
  text: [
    'With one linear layer every digit has a single template of 784 weights and a bias, and the digit whose template gives the greatest sum with the image wins. Softmax makes probabilities of the ten sums, and cross-entropy asks for the logarithm of the right one.',
    'There is nothing in between that could bend: where a shape moves, turns or is slanted, the sums change. How far does one get with that?',
  ],
  question: {
    text: 'How many test digits does it read after ten epochs?',
    options: ['About 75 %', 'About 92 %', 'About 98 %'],
    answer: 1,
    because: 'Ten templates do surprisingly well. Most of it is learnt in the first epoch; the other nine add about two points.',
  },
  trials: [{ type: 'training', id: 'softmax', label: 'Softmax regression', template: 'labs/softmax' }],
  claims: [
    {
      text: 'After the first epoch it reads about 90 % of the test digits, after ten about 92 %: one to three points more.',
      check: (results) => {
        const [first, last] = [accuracyOf(results, 'softmax', 1), accuracyOf(results, 'softmax', 10)];
        return { holds: first > 0.89 && first < 0.91 && last > 0.915 && last < 0.926 && last - first > 0.01 && last - first < 0.03, measured: `${percent(first)} and ${percent(last)}` };
      },
    },
    {
      text: 'The loss of an epoch’s last batch, the same hundred images each time, falls from about 0.41 to about 0.30.',
      check: (results) => {
        const { losses } = outcomeOf(results, 'softmax', 'training');
        const [first = NaN, last = NaN] = [losses[599], losses[5999]];
        return { holds: Math.abs(first - 0.411) < 0.02 && Math.abs(last - 0.302) < 0.02, measured: `${first.toFixed(3)} and ${last.toFixed(3)}` };
      },
    },
  ],
};
