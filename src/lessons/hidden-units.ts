// Lab 12.3: nine hidden units on a line.

import type { Lesson } from '../core/lesson.ts';
import { outcomeOf } from '../core/lesson.ts';
import { accuraciesWithin } from './measures.ts';

export const hiddenUnits: Lesson = {
  id: 'hidden-units',
  number: '12.3',
  title: 'Hidden units on a line',
  text: [
    'On a line a sigmoid unit is a step, up or down, somewhere. Every step up and down again makes a bump, so the two bumps of these data ask for four hidden units at the very least; nine make it easy.',
    'Adam at 0.1 on all hundred points at once, six hundred times.',
  ],
  question: {
    text: 'How many sigmoid units does one bump need?',
    options: ['One', 'Two', 'Three'],
    answer: 1,
    because: 'One to step up, one to step down.',
  },
  trials: [{ type: 'training', id: 'bumps', label: 'Nine hidden units', template: 'labs/two-bumps' }],
  claims: [
    {
      text: 'The cost falls from about 0.7 to a few hundredths.',
      check: (results) => {
        const { losses } = outcomeOf(results, 'bumps', 'training');
        const [first = NaN, last = NaN] = [losses[0], losses.at(-1)];
        return { holds: first > 0.55 && first < 0.9 && last < 0.08, measured: `${first.toFixed(2)} to ${last.toFixed(3)}` };
      },
    },
    { text: 'Points between the training points are told right as well.', check: accuraciesWithin({ bumps: [0.93, 1] }) },
  ],
  look: { lens: 'decision', why: 'See the function that the network draws, and the steps of its units.' },
};
