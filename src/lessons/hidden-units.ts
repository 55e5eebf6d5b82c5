// Lab 12.3: hidden units on a line: nine, and three that suffice.

import type { Lesson } from '../core/lesson.ts';
import { outcomeOf } from '../core/lesson.ts';
import { setAttrs } from './changes.ts';
import { accuracyOf, percent, trainingAccuracyOf } from './measures.ts';

/** A slope that falls over the whole line, and two steps up on it; as training three units would hardly find it by itself. */
const sawtooth = {
  'hidden.weight': [0.05, 4, 4], 'hidden.bias': [0, 40, -20],
  'linear.weight': [-80, 15, 15], 'linear.bias': [21],
};

const three = {
  type: 'training', template: 'labs/two-bumps', change: setAttrs('hidden', { outFeatures: 3 }), scoreTraining: true,
} as const;

export const hiddenUnits: Lesson = {
  id: 'hidden-units',
  number: '12.3',
  title: 'Hidden units on a line',
  text: [
    'On a line a sigmoid unit is a step, up or down, steep or drawn out. One step up and one down again make a bump, so four units make the two bumps of these data, two for each; nine make them easy to find.',
    'That a network can draw them does not mean that descent finds how. Three hidden units are trained twice: from a random start, and from weights that were thought out.',
    'Adam at 0.1 on all hundred points at once, six hundred times.',
  ],
  question: {
    text: 'How few sigmoid units can draw both bumps?',
    options: ['Two', 'Three', 'Four'],
    answer: 1,
    because: 'Where one step is so wide that it slopes down over the whole line, two steps up on it make the teeth of a saw, and the teeth are the bumps. With two units the output changes sides three times at the most, and two bumps inside the line need four.',
  },
  trials: [
    { type: 'training', id: 'bumps', label: 'Nine hidden units', template: 'labs/two-bumps', scoreTraining: true },
    { ...three, id: 'three', label: 'Three, from given weights', weights: sawtooth },
    { ...three, id: 'three-random', label: 'Three, from a random start' },
  ],
  claims: [
    {
      text: 'With nine units the cost falls from about 0.7 to a few hundredths.',
      check: (results) => {
        const { losses } = outcomeOf(results, 'bumps', 'training');
        const [first = NaN, last = NaN] = [losses[0], losses.at(-1)];
        return { holds: first > 0.55 && first < 0.9 && last < 0.05, measured: `${first.toFixed(2)} to ${last.toFixed(3)}` };
      },
    },
    {
      text: 'They tell every training point, and nearly every point between.',
      check: (results) => {
        const [seen, between] = [trainingAccuracyOf(results, 'bumps'), accuracyOf(results, 'bumps')];
        return { holds: seen === 1 && between >= 0.95, measured: `${percent(seen)} and ${percent(between)}` };
      },
    },
    {
      text: 'Three units can tell every training point as well, from weights near a solution.',
      check: (results) => {
        const { losses } = outcomeOf(results, 'three', 'training');
        const [accuracy, last = NaN] = [trainingAccuracyOf(results, 'three'), losses.at(-1)];
        return { holds: accuracy === 1 && last < 0.1, measured: `${percent(accuracy)}, cost ${last.toFixed(3)}` };
      },
    },
    {
      text: 'From a random start they miss at least a tenth of the points.',
      check: (results) => {
        const accuracy = trainingAccuracyOf(results, 'three-random');
        return { holds: accuracy <= 0.9, measured: percent(accuracy) };
      },
    },
  ],
  look: { lens: 'decision', why: 'See the function that the network draws, and the steps of its units.' },
};
