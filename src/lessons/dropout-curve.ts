// Lab 12.6: dropout in regression.

import type { Lesson } from '../core/lesson.ts';
import { bypassKind } from './changes.ts';
import { epochOf } from './measures.ts';

export const dropoutCurve: Lesson = {
  id: 'dropout-curve',
  number: '12.6',
  title: 'Dropout in regression',
  text: [
    'Forty points lie about y = x², each off by a random amount with standard deviation 1. Nothing can predict that amount, so an honest network ends at a squared error of about 1, on the points it saw and on others alike.',
    'Six hundred units can do better than that on the forty points: they learn the noise. On other points the same network then errs by more.',
  ],
  question: {
    text: 'Without dropout, what do training and validation loss do over 500 steps?',
    options: ['Both fall', 'Training falls, validation rises', 'Both stay'],
    answer: 1,
    because: 'What training gains by following the noise, validation loses.',
  },
  trials: [
    { type: 'training', id: 'plain', label: 'Without dropout', template: 'labs/dropout-curve', change: bypassKind('Dropout') },
    { type: 'training', id: 'dropout', label: 'With dropout', template: 'labs/dropout-curve', twinOf: 'plain' },
  ],
  claims: [
    {
      text: 'Without dropout the training loss ends well below the validation loss.',
      check: (results) => {
        const { trainingLoss, validationLoss } = epochOf(results, 'plain');
        return { holds: trainingLoss < 0.8 * validationLoss, measured: `training ${trainingLoss.toFixed(2)}, validation ${validationLoss.toFixed(2)}` };
      },
    },
    {
      text: 'With dropout both stay about 1, and the validation loss below that without.',
      check: (results) => {
        const [plain, dropout] = [epochOf(results, 'plain'), epochOf(results, 'dropout')];
        const isHonest = [dropout.trainingLoss, dropout.validationLoss].every((loss) => loss > 0.7 && loss < 1.35);
        return {
          holds: isHonest && dropout.validationLoss < plain.validationLoss,
          measured: `training ${dropout.trainingLoss.toFixed(2)}, validation ${dropout.validationLoss.toFixed(2)} against ${plain.validationLoss.toFixed(2)}`,
        };
      },
    },
  ],
  lossScale: 'log',
  look: { lens: 'decision', why: 'Compare the curves: one follows every point, the other the parabola.' },
};
