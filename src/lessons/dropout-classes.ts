// Lab 12.5: dropout in classification.

import type { Lesson } from '../core/lesson.ts';
import { bypassKind } from './changes.ts';
import { accuracyOf, percent } from './measures.ts';

export const dropoutClasses: Lesson = {
  id: 'dropout-classes',
  number: '12.5',
  title: 'Dropout in classification',
  text: [
    'A thousand points of a square are told apart by a curve, and then noise moves them, so that near the curve classes are mixed. Two hidden layers of three hundred units can wind their boundary around every stray point; what they have learnt by heart is of no use on new ones.',
    'Dropout leaves out half of the units, another half in every step, and doubles the others. No unit can rely on a particular other one, so none can specialise on a single point. For prediction all units are there.',
  ],
  question: {
    text: 'Which network is better on points it has not seen?',
    options: ['The one without dropout, since it uses all its units', 'The one with dropout', 'They are the same'],
    answer: 1,
    because: 'Without dropout the boundary follows the noise of the training points; with it the boundary stays close to the curve.',
  },
  trials: [
    { type: 'training', id: 'plain', label: 'Without dropout', template: 'labs/dropout-classes', change: bypassKind('Dropout') },
    { type: 'training', id: 'dropout', label: 'With dropout', template: 'labs/dropout-classes', twinOf: 'plain' },
  ],
  claims: [
    {
      text: 'With dropout the network is clearly better on the validation points.',
      check: (results) => {
        const [plain, dropout] = [accuracyOf(results, 'plain'), accuracyOf(results, 'dropout')];
        return { holds: dropout > plain + 0.01, measured: `${percent(dropout)} against ${percent(plain)}` };
      },
    },
  ],
  look: { lens: 'decision', why: 'Compare the boundaries: ragged without dropout, smooth with it.' },
};
