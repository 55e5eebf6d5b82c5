// Lab 12.2: XOR with one, two and three hidden units.

import type { Lesson, TrainingTrial } from '../core/lesson.ts';
import { defaultSgd } from '../core/training-config.ts';
import { all, setAttrs, train } from './changes.ts';
import { accuraciesWithin, accuracyOf, costOf, percent } from './measures.ts';

/** The course trains the single unit with a hundredth of the others' rate. */
const trials = [[1, 0.001], [2, 0.1], [3, 0.1]].map(([units = 1, learningRate = 0.1]): TrainingTrial => ({
  type: 'training', id: `${units}`, label: `${units} hidden unit${units === 1 ? '' : 's'}`, template: 'labs/xor',
  change: all(setAttrs('hidden', { outFeatures: units }), train({ optimizer: { ...defaultSgd, learningRate } })),
}));

export const exclusiveOr: Lesson = {
  id: 'exclusive-or',
  number: '12.2',
  title: 'Exclusive or: how many hidden units?',
  text: [
    'Four clouds of points lie at the corners of a square; opposite corners belong together. No straight line separates them, so one unit cannot do it, and neither can one hidden unit, which only says on which side of a line a point lies.',
    'Two hidden units draw two lines, and between them lies the class. Whether gradient descent finds them from where it starts is another matter; a third unit makes it more likely.',
    'The points are shown one by one, five hundred times over, at rate 0.1; the single unit, which has nothing to find, at 0.001.',
  ],
  question: {
    text: 'What loss does a single hidden unit end at, summed over the hundred points?',
    options: ['Nearly 0', 'About 20', 'About 69, as if it tossed a coin'],
    answer: 2,
    because: 'It says about one half everywhere: 100 · ln 2 = 69.3. With larger steps it can at best be right about three corners of the four.',
  },
  trials,
  claims: [
    {
      text: 'One hidden unit ends near 69.3 and is right no more often than for three corners of four.',
      check: (results) => {
        const [cost, accuracy] = [costOf(results, '1', 500), accuracyOf(results, '1')];
        return { holds: Math.abs(cost - 69.3) < 1.2 && accuracy <= 0.76, measured: `cost ${cost.toFixed(1)}, accuracy ${percent(accuracy)}` };
      },
    },
    { text: 'Two tell every point, and so do three.', check: accuraciesWithin({ 2: [0.99, 1], 3: [0.99, 1] }) },
  ],
  look: { lens: 'decision', why: 'See the boundary move while it trains.' },
};
