// Lab 13: the final project, clothes instead of digits.

import type { Lesson, LessonResults } from '../core/lesson.ts';
import { outcomeOf } from '../core/lesson.ts';
import { train } from './changes.ts';
import { accuraciesWithin, costOf } from './measures.ts';

/** Places in the dataset's list of classes: T-shirt, pullover, dress, coat, shirt. */
const tops = [0, 2, 3, 4, 6];
const shirt = 6;
const everything = Array.from({ length: 10 }, (_, label) => label);

/** Validation images by their class, and by what they were taken for. */
function confusion(results: LessonResults): number[][] {
  const { labels = [], predicted = [] } = outcomeOf(results, 'fashion', 'training').predictions ?? {};
  const counts = everything.map(() => everything.map(() => 0));
  labels.forEach((label, n) => {
    const row = counts[label];
    const taken = predicted[n] ?? NaN;
    if (row && row[taken] !== undefined) row[taken] += 1;
  });
  return counts;
}

/** Images of these classes that were taken for another of them. */
function mistakesAmong(counts: readonly (readonly number[])[], classes: readonly number[]): number {
  const pairs = classes.flatMap((label) => classes.filter((taken) => taken !== label).map((taken) => [label, taken] as const));
  return pairs.reduce((sum, [label, taken]) => sum + (counts[label]?.[taken] ?? 0), 0);
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
    because: 'Most mistakes take one piece for the upper body for another: T-shirts, pullovers, dresses, coats and shirts.',
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
      text: 'Two thirds of the mistakes or more take one of T-shirts, pullovers, dresses, coats and shirts for another of them.',
      check: (results) => {
        const counts = confusion(results);
        const [all, alike] = [mistakesAmong(counts, everything), mistakesAmong(counts, tops)];
        return { holds: all > 0 && alike >= (2 / 3) * all, measured: `${alike} of ${all}` };
      },
    },
    {
      text: 'Shirts are missed at least one and a half times as often as the average class.',
      check: (results) => {
        const counts = confusion(results);
        const all = mistakesAmong(counts, everything);
        const shirts = (counts[shirt] ?? []).reduce((sum, count, taken) => (taken === shirt ? sum : sum + count), 0);
        return { holds: all > 0 && shirts >= 1.5 * (all / 10), measured: `${shirts} of ${all}` };
      },
    },
  ],
  look: { lens: 'predictions', why: 'The confusion matrix shows what is taken for what; click a cell to see the images.' },
};
