// Lab 13: the final project, clothes instead of digits.

import type { Lesson, LessonResults } from '../core/lesson.ts';
import { outcomeOf } from '../core/lesson.ts';
import { train } from './changes.ts';
import { accuraciesWithin, costOf } from './measures.ts';

/** Places in the dataset's list of classes: shirt; T-shirt, pullover, dress, coat. */
const shirt = 6;
const likeShirts = [0, 2, 3, 4];

/** Validation images of one class by what they were taken for. */
function takenFor(results: LessonResults, label: number): number[] {
  const { labels = [], predicted = [] } = outcomeOf(results, 'fashion', 'training').predictions ?? {};
  const counts = new Array<number>(10).fill(0);
  labels.forEach((own, n) => { if (own === label) counts[predicted[n] ?? 0] = (counts[predicted[n] ?? 0] ?? 0) + 1; });
  return counts;
}

/** Validation images of each class that were taken for another. */
function mistakes(results: LessonResults): number[] {
  return Array.from({ length: 10 }, (_, label) => takenFor(results, label).reduce((sum, count, taken) => (taken === label ? sum : sum + count), 0));
}

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
    because: 'Shirts are missed most of all, and what they are taken for are T-shirts, pullovers, coats and dresses.',
  },
  trials: [{ type: 'training', id: 'fashion', label: 'CNN with batch normalisation', template: 'mnist-cnn-batchnorm', change: train({ dataset: 'fashion-mnist', epochs: 5 }), predictions: true }],
  claims: [
    { text: 'After five epochs it names a little under 90 % of the test images.', check: accuraciesWithin({ fashion: [0.86, 0.9] }) },
    {
      text: 'From the first epoch to the fifth the cost falls by almost half.',
      check: (results) => {
        const ratio = costOf(results, 'fashion', 5) / costOf(results, 'fashion', 1);
        return { holds: ratio > 0.45 && ratio < 0.62, measured: `to ${Math.round(100 * ratio)} % of the first` };
      },
    },
    {
      text: 'No other class is missed as often as shirts; more than a fifth of all mistakes are shirts.',
      check: (results) => {
        const missed = mistakes(results);
        const all = missed.reduce((sum, count) => sum + count, 0);
        const [shirts = NaN, ...others] = [missed[shirt] ?? NaN, ...missed.filter((_, index) => index !== shirt)];
        return { holds: others.length === 9 && others.every((count) => count < shirts) && shirts > all / 5, measured: `${shirts} of ${all} mistakes; the next class ${Math.max(...others)}` };
      },
    },
    {
      text: 'Nine of ten missed shirts are taken for a T-shirt, a pullover, a coat or a dress.',
      check: (results) => {
        const taken = takenFor(results, shirt);
        const alike = likeShirts.reduce((sum, index) => sum + (taken[index] ?? 0), 0);
        const all = mistakes(results)[shirt] ?? NaN;
        return { holds: all > 0 && alike >= 0.9 * all, measured: `${alike} of ${all}` };
      },
    },
  ],
  look: { lens: 'predictions', why: 'The confusion matrix shows what is taken for what; click a cell to see the images.' },
};
