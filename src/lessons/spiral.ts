// Lab 12.4: the spiral, shallow and deep.

import type { Lesson } from '../core/lesson.ts';
import { accuraciesWithin, accuracyOf, percent, trainingAccuracyOf } from './measures.ts';

export const spiral: Lesson = {
  id: 'spiral',
  number: '12.4',
  title: 'The spiral: one wide layer or two narrow ones',
  text: [
    'Three arms wind about each other from the middle outwards. The points come in order, arm by arm, so for a while the network sees nothing but the first arm.',
    'One hidden layer of fifty ReLU units is trained at rate 0.1 for a hundred epochs. Two layers of ten are trained at rate 0.01 for a thousand: fewer parameters, smaller steps, more patience.',
  ],
  question: {
    text: 'Which separates the arms better?',
    options: ['Fifty units in one layer', 'Two layers of ten', 'Neither: both stay at a third'],
    answer: 1,
    because: 'Large steps on one arm after the other keep undoing each other; small steps and a second layer that bends what the first has bent follow all three.',
  },
  trials: [
    { type: 'training', id: 'wide', label: 'One layer of 50', template: 'labs/spiral', scoreTraining: true },
    { type: 'training', id: 'deep', label: 'Two layers of 10', template: 'labs/spiral-deep', scoreTraining: true },
  ],
  claims: [
    { text: 'The wide layer ends at about 70 % of the training points, the two narrow ones at 86 % or more.', check: accuraciesWithin({ wide: [0.5, 0.88], deep: [0.86, 1] }, trainingAccuracyOf) },
    {
      text: 'On points that they have not seen they do about as well: the arms were learnt, not the points.',
      check: (results) => {
        const seen = (trial: string) => [trainingAccuracyOf(results, trial), accuracyOf(results, trial)] as const;
        const all = [seen('wide'), seen('deep')];
        return { holds: all.every(([training, validation]) => Math.abs(training - validation) < 0.06), measured: all.map(([training, validation]) => `${percent(training)} seen, ${percent(validation)} not`).join('; ') };
      },
    },
  ],
  look: { lens: 'decision', why: 'See the regions bend around the arms.' },
};
