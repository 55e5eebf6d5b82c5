// Lab 11, the heart of the course: the CNN on MNIST with and without batch normalisation.

import type { Lesson } from '../core/lesson.ts';
import { outcomeOf } from '../core/lesson.ts';
import { accuracyOf, costOf, percent } from './measures.ts';

export const cnnBatchNormalisation: Lesson = {
  id: 'cnn-batch-normalisation',
  number: '11',
  title: 'A CNN on MNIST, with and without batch normalisation',
  text: [
    'Two convolutions of 16 and 32 channels with kernels of 5 × 5, each followed by ReLU and max pooling, and a linear layer on the 512 numbers that are left: 18,378 parameters, on digits of 16 × 16 pixels.',
    'Its twin has batch normalisation after each convolution and on the logits: 116 parameters more. Both see the same 60,000 images in the same order, in batches of 100, ten times over, with plain gradient descent at rate 0.1.',
    'Watch how soon each is good, rather than only how good it becomes.',
  ],
  question: {
    text: 'After ten epochs, how do the two compare on the test digits?',
    options: ['Both read all of them', 'Both are above 98 %; the normalised one got there within three epochs', 'The normalised one is ten points better', 'The plain one is better, since it is simpler'],
    answer: 1,
    because: 'Normalisation above all makes learning faster; in the end the difference is half a point or less.',
  },
  trials: [
    { type: 'training', id: 'plain', label: 'CNN', template: 'mnist-cnn' },
    { type: 'training', id: 'normalised', label: 'CNN with batch normalisation', template: 'mnist-cnn-batchnorm', twinOf: 'plain' },
  ],
  claims: [
    { text: 'After ten epochs the plain network reads 98.3 % of the test digits or more.', check: (results) => ({ holds: accuracyOf(results, 'plain', 10) >= 0.983, measured: percent(accuracyOf(results, 'plain', 10)) }) },
    { text: 'The normalised one reads 98.5 % or more.', check: (results) => ({ holds: accuracyOf(results, 'normalised', 10) >= 0.985, measured: percent(accuracyOf(results, 'normalised', 10)) }) },
    {
      text: 'In the end they are no further apart than seven tenths of a point.',
      check: (results) => {
        const [plain, normalised] = [accuracyOf(results, 'plain', 10), accuracyOf(results, 'normalised', 10)];
        return { holds: Math.abs(normalised - plain) <= 0.007, measured: `${percent(normalised)} against ${percent(plain)}` };
      },
    },
    {
      text: 'The normalised one is above 98 % within three epochs, the plain one after four at the earliest.',
      check: (results) => {
        const first = (trial: string) => outcomeOf(results, trial, 'training').epochs.find(({ validationAccuracy }) => validationAccuracy > 0.98)?.epoch ?? Infinity;
        const [plain, normalised] = [first('plain'), first('normalised')];
        return { holds: normalised <= 3 && plain >= 4, measured: `epoch ${normalised} against epoch ${plain}` };
      },
    },
    {
      text: 'After the first epoch the normalised one is ahead.',
      check: (results) => ({ holds: accuracyOf(results, 'normalised', 1) > accuracyOf(results, 'plain', 1), measured: `${percent(accuracyOf(results, 'normalised', 1))} against ${percent(accuracyOf(results, 'plain', 1))}` }),
    },
    {
      text: 'Its training cost is lower in every epoch.',
      check: (results) => {
        const { epochs } = outcomeOf(results, 'plain', 'training');
        const lower = epochs.filter(({ epoch }) => costOf(results, 'normalised', epoch) < costOf(results, 'plain', epoch)).length;
        return { holds: lower === epochs.length, measured: `lower in ${lower} of ${epochs.length} epochs` };
      },
    },
    {
      text: 'They have 18,378 and 18,494 parameters.',
      check: (results) => {
        const counts = ['plain', 'normalised'].map((trial) => outcomeOf(results, trial, 'training').parameters);
        return { holds: counts[0] === 18_378 && counts[1] === 18_494, measured: counts.map((count) => count.toLocaleString('en-US')).join(' and ') };
      },
    },
  ],
};
