// Lab 12.5: dropout in classification.

import type { Lesson } from '../core/lesson.ts';
import { bypassKind } from './changes.ts';
import { accuracyOf, percent, trainingAccuracyOf } from './measures.ts';

export const dropoutClasses: Lesson = {
  id: 'dropout-classes',
  number: '12.5',
  title: 'Dropout in classification',
  text: [
    'A thousand points of a square are told apart by a curve, and then noise moves them, so that near the curve classes are mixed. Two hidden layers of three hundred units can wind their boundary around every stray point.',
    'Dropout leaves out half of the units, another half in every step, and doubles the others. The idea is that no unit can rely on a particular other one to be there. For prediction all units are.',
  ],
  question: {
    text: 'Which network is better on points it has not seen?',
    options: ['The one without dropout, since it uses all its units', 'The one with dropout', 'They are the same'],
    answer: 1,
    because: 'Without dropout the boundary follows the noise of the training points, which is of no use on new ones; with it the boundary stays closer to the curve.',
  },
  trials: [
    { type: 'training', id: 'plain', label: 'Without dropout', template: 'labs/dropout-classes', change: bypassKind('Dropout'), scoreTraining: true },
    { type: 'training', id: 'dropout', label: 'With dropout', template: 'labs/dropout-classes', twinOf: 'plain', scoreTraining: true },
  ],
  claims: [
    {
      text: 'With dropout the network is at least two and a half points better on the validation points.',
      check: (results) => {
        const [plain, dropout] = [accuracyOf(results, 'plain'), accuracyOf(results, 'dropout')];
        return { holds: dropout >= plain + 0.025, measured: `${percent(dropout)} against ${percent(plain)}` };
      },
    },
    {
      text: 'Without it the network knows the training points better, by two points at least: it has learnt their noise.',
      check: (results) => {
        const [plain, dropout] = [trainingAccuracyOf(results, 'plain'), trainingAccuracyOf(results, 'dropout')];
        return { holds: plain >= dropout + 0.02, measured: `${percent(plain)} against ${percent(dropout)}` };
      },
    },
  ],
  look: { lens: 'decision', why: 'Train both, and compare the boundaries.' },
};
