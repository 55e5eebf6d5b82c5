// Lab 12.2: XOR with one, two and three hidden units.

import type { Lesson, TrainingTrial } from '../core/lesson.ts';
import { defaultSgd } from '../core/training-config.ts';
import { all, setAttrs, train } from './changes.ts';
import { costOf, listed, percent, trainingAccuracyOf } from './measures.ts';

/** The course trains the single unit with a hundredth of the others' rate. */
function trial(id: string, label: string, outFeatures: number, learningRate: number): TrainingTrial {
  return {
    type: 'training', id, label, template: 'labs/xor', scoreTraining: true,
    change: all(setAttrs('hidden', { outFeatures }), train({ optimizer: { ...defaultSgd, learningRate } })),
  };
}

export const exclusiveOr: Lesson = {
  id: 'exclusive-or',
  number: '12.2',
  title: 'Exclusive or: how many hidden units?',
  text: [
    'Four clouds of points lie at the corners of a square; opposite corners belong together. No straight line separates them, so one unit cannot do it, and neither can one hidden unit, which only says on which side of a line a point lies.',
    'Two hidden units draw two lines, and between them lies the class. Whether gradient descent finds them from where it starts is another matter: about one start in four gets stuck with three corners right. A third unit makes that rarer.',
    'The points are shown one by one, corner after corner, five hundred times over, at rate 0.1; the single unit, which has nothing to find, at 0.001. Two units get two starts.',
  ],
  question: {
    text: 'What loss does a single hidden unit end at, summed over the hundred points?',
    options: ['Nearly 0', 'About 20', 'About 69, as if it tossed a coin'],
    answer: 2,
    because: 'It says about one half everywhere: 100 · ln 2 = 69.3. With larger steps it can at best be right about three corners of the four.',
  },
  trials: [
    trial('1', '1 hidden unit', 1, 0.001),
    trial('2', '2 hidden units', 2, 0.1),
    { ...trial('2-again', '2 hidden units, another start', 2, 0.1), otherStart: true },
    trial('3', '3 hidden units', 3, 0.1),
  ],
  claims: [
    {
      text: 'One hidden unit ends near 69.3 and is right no more often than for three corners of four.',
      check: (results) => {
        const [cost, accuracy] = [costOf(results, '1', 500), trainingAccuracyOf(results, '1')];
        return { holds: Math.abs(cost - 69.3) < 1.2 && accuracy <= 0.76, measured: `cost ${cost.toFixed(1)}, accuracy ${percent(accuracy)}` };
      },
    },
    {
      text: 'Two tell every point, from one of two starts at least, and the cost falls from about 61 to almost nothing.',
      check: (results) => {
        const starts = ['2', '2-again'].map((id) => ({ costs: [costOf(results, id, 1), costOf(results, id, 500)], accuracy: trainingAccuracyOf(results, id) }));
        return {
          holds: starts.some(({ costs: [first = NaN, last = NaN], accuracy }) => first > 55 && first < 70 && last < 1 && accuracy >= 0.99),
          measured: starts.map(({ costs, accuracy }) => `cost ${listed(costs, 1)}, accuracy ${percent(accuracy)}`).join('; '),
        };
      },
    },
    {
      text: 'Three tell every point.',
      check: (results) => ({ holds: trainingAccuracyOf(results, '3') >= 0.99, measured: percent(trainingAccuracyOf(results, '3')) }),
    },
  ],
  look: { lens: 'decision', why: 'See the boundary move while it trains.' },
};
