// Lab 1: three costs on the same logistic regression from the same bad start.

import type { CostSurface, Lesson } from '../core/lesson.ts';
import { outcomeOf, type LessonResults } from '../core/lesson.ts';
import { train } from './changes.ts';
import { near, percent, weightOf } from './measures.ts';

/** The twenty training points; those above 0.2 are of class 1. */
const points = Array.from({ length: 20 }, (_, i) => (2 * i - 20) / 20);
/** As far as the course looks. */
const surface: CostSurface = { weights: ['linear.weight', 'linear.bias'], across: [-15, 20], up: [-13, 13] };
const start = { 'linear.weight': [-5], 'linear.bias': [-10] };

function hits(results: LessonResults, trial: string): number {
  const { outputs } = outcomeOf(results, trial, 'training');
  return points.filter((x, i) => (outputs[i] ?? NaN) > 0.5 === x > 0.2).length / points.length;
}

export const costFunctions: Lesson = {
  id: 'cost-functions',
  number: '1',
  title: 'Costs: why counting mistakes does not teach',
  text: [
    'Logistic regression puts one weight and one bias before a sigmoid and calls what comes out above one half class 1. How good a weight and a bias are is a matter of the cost, and gradient descent knows nothing but the slope of that cost.',
    'Counting the wrong answers is the cost one cares about in the end. But a small step of a weight hardly ever turns an answer, so the count stays the same: the cost is a landscape of flat terraces, its slope is zero on each of them, and descent stays where it is.',
    'The squared difference between the sigmoid’s output and the class does slope, but its slope contains the slope of the sigmoid, which vanishes where the sigmoid is nearly 0 or 1. Cross-entropy takes the logarithm of the probability, whose slope is the steeper the smaller the probability of the truth.',
    'All three trials start at weight -5 and bias -10, where every answer is class 0 with great confidence.',
  ],
  question: {
    text: 'From weight -5 and bias -10, which cost finds the threshold at 0.2 within 100 epochs?',
    options: ['Only the count of mistakes, since that is what is wanted', 'Squared error and cross-entropy', 'Only cross-entropy', 'All three'],
    answer: 2,
    because: 'The count has no slope to follow, and the squared error’s is nearly nothing where the sigmoid is saturated: a start that is confidently wrong is on a plateau. In cross-entropy the slopes of logarithm and sigmoid cancel, so it pulls hardest where the answer is most wrong.',
  },
  trials: [
    { type: 'training', id: 'threshold', label: 'Count of mistakes', template: 'labs/logistic', change: train({ loss: 'threshold' }), weights: start, probe: points, surface },
    { type: 'training', id: 'squares', label: 'Squared error', template: 'labs/logistic', change: train({ loss: 'mse' }), weights: start, probe: points, surface },
    { type: 'training', id: 'cross-entropy', label: 'Cross-entropy', template: 'labs/logistic', change: train({ loss: 'bce' }), weights: start, probe: points, surface },
  ],
  claims: [
    {
      text: 'By the count of mistakes nothing moves: weight and bias are where they started.',
      check: (results) => {
        const [weight = NaN] = weightOf(results, 'threshold', 'linear.weight');
        const [bias = NaN] = weightOf(results, 'threshold', 'linear.bias');
        return { holds: weight === -5 && bias === -10, measured: `weight ${weight}, bias ${bias}` };
      },
    },
    {
      text: 'By squared error the answers stay as they were: all class 0, which is right for 65 % of the points.',
      check: (results) => ({ holds: near([hits(results, 'squares')], [0.65], 1e-9), measured: percent(hits(results, 'squares')) }),
    },
    {
      text: 'By cross-entropy every point is right.',
      check: (results) => ({ holds: hits(results, 'cross-entropy') === 1, measured: percent(hits(results, 'cross-entropy')) }),
    },
  ],
  look: { lens: 'landscape', why: 'Train a trial on the canvas, and its way over the cost grows as it goes.' },
};
