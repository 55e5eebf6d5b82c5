// Lab 12.2: XOR with one, two and three hidden units.

import type { Lesson, TrainingTrial } from '../core/lesson.ts';
import { outcomeOf } from '../core/lesson.ts';
import { defaultSgd } from '../core/training-config.ts';
import { all, setAttrs, train } from './changes.ts';
import { costOf, listed, percent, trainingAccuracyOf } from './measures.ts';

/** The corners. */
const corners = [0, 0, 0, 1, 1, 0, 1, 1];

/** The course trains the single unit with a hundredth of the others' rate; here it has both. */
function trial(id: string, label: string, outFeatures: number, learningRate: number): TrainingTrial {
  return {
    type: 'training', id, label, template: 'labs/xor', scoreTraining: true, probe: corners,
    change: all(setAttrs('hidden', { outFeatures }), train({ optimizer: { ...defaultSgd, learningRate } })),
  };
}

export const exclusiveOr: Lesson = {
  id: 'exclusive-or',
  number: '12.2',
  title: 'Exclusive or: how many hidden units?',
  text: [
    'Four clouds of points lie at the corners of a square; opposite corners belong together. No straight line separates them, so one unit cannot do it, and neither can one hidden unit, which only says on which side of a line a point lies.',
    'Two hidden units draw two lines, and between them lies the class. Whether gradient descent finds them from where it starts is another matter: some starts get stuck with three corners right. Three units have more ways to get there.',
    'The points are shown one by one, corner after corner, five hundred times over, at rate 0.1. The single unit is trained at the course’s own rate of 0.001 too, at which five hundred times are not enough to find anything. Two and three units get two starts.',
  ],
  question: {
    text: 'How many of the four corners can a network with one hidden unit get right?',
    options: ['Two', 'Three', 'All four'],
    answer: 1,
    because: 'Its output goes one way across one line, so the corners on either side get the same answer. A line can cut off one corner; then that one and two of the others are right.',
  },
  trials: [
    trial('1', '1 hidden unit, rate 0.1', 1, 0.1),
    trial('1-slow', '1 hidden unit, rate 0.001', 1, 0.001),
    trial('2', '2 hidden units', 2, 0.1),
    { ...trial('2-again', '2 hidden units, another start', 2, 0.1), otherStart: true },
    trial('3', '3 hidden units', 3, 0.1),
    { ...trial('3-again', '3 hidden units, another start', 3, 0.1), otherStart: true },
  ],
  claims: [
    {
      text: 'One hidden unit ends with three corners of four right, and its cost between 40 and 60.',
      check: (results) => {
        const [cost, accuracy] = [costOf(results, '1', 500), trainingAccuracyOf(results, '1')];
        return { holds: accuracy >= 0.74 && accuracy <= 0.76 && cost > 40 && cost < 60, measured: `cost ${cost.toFixed(1)}, accuracy ${percent(accuracy)}` };
      },
    },
    {
      text: 'At rate 0.001 it says about one half at every corner, and its cost ends where that puts it: 100 · ln 2 = 69.3.',
      check: (results) => {
        const [cost, { outputs }] = [costOf(results, '1-slow', 500), outcomeOf(results, '1-slow', 'training')];
        return {
          holds: Math.abs(cost - 69.3) < 1.2 && outputs.length === 4 && outputs.every((output) => Math.abs(output - 0.5) < 0.15),
          measured: `cost ${cost.toFixed(1)}, outputs ${listed(outputs, 2)}`,
        };
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
      text: 'Three tell every point from either start.',
      check: (results) => {
        const ends = ['3', '3-again'].map((id) => trainingAccuracyOf(results, id));
        return { holds: ends.every((accuracy) => accuracy >= 0.99), measured: ends.map(percent).join(' and ') };
      },
    },
  ],
  look: { lens: 'decision', why: 'See the boundary move while it trains.' },
};
