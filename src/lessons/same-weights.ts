// Lab 3: hidden units that start alike stay alike.

import type { Lesson } from '../core/lesson.ts';
import { outcomeOf } from '../core/lesson.ts';
import { costOf, listed, near, weightOf } from './measures.ts';

const probe = [-2, 0, 2];

export const sameWeights: Lesson = {
  id: 'same-weights',
  number: '3',
  title: 'The same initial weights: two units that stay one',
  text: [
    'Forty points lie on a line; those near zero are of class 1. One sigmoid can only step up or down. Two can step up and down again, and so draw the bump, if they come to do different things.',
    'Two hidden units with the same weights, those that go in and those that go out, compute the same. Do the data tell them apart?',
    'Both trials see the points one by one, in order, a thousand times over. The first starts all weights at 1 and all biases at 0; the second starts at small random numbers. No chance is left in either, so the numbers come out the same on every machine.',
  ],
  question: {
    text: 'What does training do to two hidden units that start with the same weights?',
    options: ['It separates them, since the points differ', 'It keeps them the same for ever', 'It switches one of them off'],
    answer: 1,
    because: 'Same weights give the same outputs, hence the same gradients, hence the same next weights. Nothing in the procedure can tell the two apart. Random initial weights are there, before all else, to be different.',
  },
  trials: [
    {
      type: 'training', id: 'same', label: 'All weights 1', template: 'labs/bump', probe,
      weights: { 'hidden.weight': [1, 1], 'hidden.bias': [0, 0], 'linear.weight': [1, 1], 'linear.bias': [0] },
    },
    {
      type: 'training', id: 'random', label: 'Small random weights', template: 'labs/bump', probe,
      weights: { 'hidden.weight': [-0.0075, 0.5364], 'hidden.bias': [-0.823, -0.7359], 'linear.weight': [-0.2723, 0.1896], 'linear.bias': [-0.014] },
    },
  ],
  claims: [
    {
      text: 'The two hidden units are still equal to the last bit.',
      check: (results) => {
        const [w1 = NaN, w2 = NaN] = weightOf(results, 'same', 'hidden.weight');
        const [b1 = NaN, b2 = NaN] = weightOf(results, 'same', 'hidden.bias');
        return { holds: w1 === w2 && b1 === b2, measured: `weights ${listed([w1, w2])}; biases ${listed([b1, b2])}` };
      },
    },
    {
      text: 'They end at weight 1.9340 and bias -9.0725; the output at weight -3.3976 and bias -0.6546.',
      check: (results) => {
        const found = ['hidden.weight', 'hidden.bias', 'linear.weight', 'linear.bias'].flatMap((key) => weightOf(results, 'same', key));
        return { holds: near(found, [1.934, 1.934, -9.0725, -9.0725, -3.3976, -3.3976, -0.6546], 6e-5), measured: listed(found) };
      },
    },
    {
      text: 'Its outputs for -2, 0 and 2 are 0.3420, 0.3418 and 0.3337: no bump.',
      check: (results) => {
        const { outputs } = outcomeOf(results, 'same', 'training');
        return { holds: near(outputs, [0.342, 0.3418, 0.3337], 6e-5), measured: listed(outputs) };
      },
    },
    {
      text: 'Its cost, summed over an epoch, goes from 27.53 by 18.69 to 15.02.',
      check: (results) => {
        const costs = [1, 2, 1000].map((epoch) => costOf(results, 'same', epoch));
        return { holds: near(costs, [27.5257, 18.6862, 15.0211], 1e-3), measured: listed(costs, 2) };
      },
    },
    {
      text: 'From different weights the cost falls from 21.84 to 0.15, and the outputs for -2, 0 and 2 are 0.9963, 0.9969 and 0.9963.',
      check: (results) => {
        const { outputs } = outcomeOf(results, 'random', 'training');
        const costs = [1, 1000].map((epoch) => costOf(results, 'random', epoch));
        return { holds: near(costs, [21.8426, 0.1503], 2e-3) && near(outputs, [0.9963, 0.9969, 0.9963], 1e-4), measured: `cost ${listed(costs, 2)}; outputs ${listed(outputs)}` };
      },
    },
  ],
};
