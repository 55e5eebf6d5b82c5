// Lab 13: the final project, clothes instead of digits.

import type { Lesson } from '../core/lesson.ts';
import { train } from './changes.ts';
import { accuraciesWithin, costOf } from './measures.ts';

export const fashion: Lesson = {
  id: 'fashion',
  number: '13',
  title: 'Final project: Fashion-MNIST',
  text: [
    'Fashion-MNIST has the size and the shape of MNIST, but shows shirts, shoes and bags. It is harder: a shirt, a pullover and a coat are not far from each other at 16 × 16 pixels.',
    'The network is the course’s CNN with batch normalisation, trained as before: batches of 100 in order, gradient descent at 0.1, five epochs.',
  ],
  question: {
    text: 'The network that reads 99 % of the digits: how many pieces of clothing does it name after five epochs?',
    options: ['About 99 % too', 'A little under 90 %', 'About 70 %'],
    answer: 1,
    because: 'Most of what is missed are shirts, taken for T-shirts, pullovers and coats.',
  },
  trials: [{ type: 'training', id: 'fashion', label: 'CNN with batch normalisation', template: 'mnist-cnn-batchnorm', change: train({ dataset: 'fashion-mnist', epochs: 5 }) }],
  claims: [
    { text: 'After five epochs it names a little under 90 % of the test images.', check: accuraciesWithin({ fashion: [0.86, 0.9] }) },
    {
      text: 'From the first epoch to the fifth the cost falls by almost half.',
      check: (results) => {
        const ratio = costOf(results, 'fashion', 5) / costOf(results, 'fashion', 1);
        return { holds: ratio > 0.4 && ratio < 0.65, measured: `to ${Math.round(100 * ratio)} % of the first` };
      },
    },
  ],
  look: { lens: 'predictions', why: 'The confusion matrix shows what is taken for what; click a cell to see the images.' },
};
