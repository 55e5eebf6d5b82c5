// Lab 12.6: dropout in regression.

import type { Lesson } from '../core/lesson.ts';
import { outcomeOf } from '../core/lesson.ts';
import { bypassKind } from './changes.ts';
import { epochOf, listed } from './measures.ts';

export const dropoutCurve: Lesson = {
  id: 'dropout-curve',
  number: '12.6',
  title: 'Dropout in regression',
  text: [
    'Forty points lie about y = x², each off by a random amount with standard deviation 1. Nothing can predict that amount, so an honest network ends at a squared error of about 1, on the points it saw and on others alike.',
    'Six hundred units can do better than that on the forty points, by learning their noise.',
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
      text: 'Without dropout the training loss falls to 0.3 to 0.75, while the validation loss rises to one and a half times its lowest or more.',
      check: (results) => {
        const { epochs } = outcomeOf(results, 'plain', 'training');
        const { trainingLoss, validationLoss } = epochOf(results, 'plain');
        const lowest = Math.min(...epochs.map((epoch) => epoch.validationLoss));
        return {
          holds: trainingLoss > 0.3 && trainingLoss < 0.75 && validationLoss >= 1.5 * lowest,
          measured: `training ${trainingLoss.toFixed(2)}, validation ${validationLoss.toFixed(2)}, up from ${lowest.toFixed(2)}`,
        };
      },
    },
    {
      text: 'It goes on rising: over the last three hundred steps it is higher in each hundred than in the one before.',
      check: (results) => {
        const losses = outcomeOf(results, 'plain', 'training').epochs.map(({ validationLoss }) => validationLoss);
        const means = [500, 400, 300].map((end) => losses.slice(end - 100, end).reduce((sum, loss) => sum + loss, 0) / 100);
        return { holds: means.every((mean, i) => i === 0 || mean < (means[i - 1] as number)), measured: listed(means.toReversed(), 2) };
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
  look: { lens: 'decision', why: 'Train both, and compare the curves.' },
};
