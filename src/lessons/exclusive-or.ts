// Lab 12.2: XOR with one, two and three hidden units.

import type { Lesson, TrainingTrial } from '../core/lesson.ts';
import { setAttrs } from './changes.ts';
import { accuraciesWithin, costOf } from './measures.ts';

const trials = [1, 2, 3].map((units): TrainingTrial => ({
  type: 'training', id: `${units}`, label: `${units} hidden unit${units === 1 ? '' : 's'}`, template: 'labs/xor', change: setAttrs('hidden', { outFeatures: units }),
}));

export const exclusiveOr: Lesson = {
  id: 'exclusive-or',
  number: '12.2',
  title: 'Exclusive or: how many hidden units?',
  text: [
    'Four clouds of points lie at the corners of a square; opposite corners belong together. No straight line separates them, so one unit cannot do it, and neither can one hidden unit, which only says on which side of a line a point lies.',
    'Two hidden units draw two lines, and between them lies the class. Whether gradient descent finds them from where it starts is another matter; a third unit makes it far more likely.',
  ],
  question: {
    text: 'What loss does a single hidden unit end at, summed over the hundred points?',
    options: ['Nearly 0', 'About 20', 'About 69, as if it tossed a coin'],
    answer: 2,
    because: 'It cannot do better than say one half everywhere: 100 · ln 2 = 69.3.',
  },
  trials,
  claims: [
    {
      text: 'One hidden unit stays near 69.3 and is right for no more than three corners of four.',
      check: (results) => {
        const cost = costOf(results, '1', 500);
        return { holds: cost > 40 && cost < 71 && accuraciesWithin({ 1: [0, 0.76] })(results).holds, measured: `cost ${cost.toFixed(1)}, ${accuraciesWithin({ 1: [0, 1] })(results).measured.replace('1 ', 'accuracy ')}` };
      },
    },
    { text: 'Three tell every point.', check: accuraciesWithin({ 3: [0.99, 1] }) },
  ],
  look: { lens: 'decision', why: 'See the boundary move while it trains.' },
};
