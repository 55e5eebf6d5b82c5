// Lab 6: batch normalisation: faster, with larger steps, and without the bias before it.

import type { Lesson } from '../core/lesson.ts';
import { outcomeOf, type LessonResults } from '../core/lesson.ts';
import { all, bypassKind, setAttrs, train } from './changes.ts';
import { accuraciesWithin, accuracyOf, percent } from './measures.ts';

const oneEpoch = train({ epochs: 1, shuffle: false });

/** Mean loss of the last ten batches. */
function lastLoss(results: LessonResults, trial: string): number {
  const last = outcomeOf(results, trial, 'training').losses.slice(-10);
  return last.reduce((sum, loss) => sum + loss, 0) / last.length;
}

export const batchNormalisation: Lesson = {
  id: 'batch-normalisation',
  number: '6',
  title: 'Batch normalisation',
  text: [
    'While a layer learns, what it hands on changes, and the next layer must follow. Batch normalisation takes each channel’s mean and standard deviation over the batch, makes them 0 and 1, and lets two parameters of the channel choose another mean and width if they like. What follows then sees numbers of a known size, and larger steps are safe.',
    'In training the statistics are those of the batch. For prediction there may be no batch, so running averages are kept: each batch moves them by a tenth (PyTorch’s momentum 0.1). The same layer thus computes two different things, which is why a network must be told whether it trains or predicts.',
    'Since the mean is taken away, a constant added just before is taken away too: the bias of a convolution or a linear layer in front of batch normalisation does nothing, and may go.',
    'The first two trials are a sigmoid network of two hidden layers on MNIST with Adam at the large rate 0.1. The last two train the course’s CNN with and without the biases of its convolutions, from the same weights.',
  ],
  question: {
    text: 'A convolution in front of batch normalisation loses its bias. What changes?',
    options: ['It learns more slowly', 'Nothing but the number of parameters', 'Only the predictions change, not the training'],
    answer: 1,
    because: 'Normalising subtracts the channel’s mean, and with it whatever constant was added. The gradient of that bias is zero.',
  },
  trials: [
    { type: 'training', id: 'plain', label: 'Without batch normalisation', template: 'labs/batch-norm-mlp', change: bypassKind('BatchNorm1d') },
    { type: 'training', id: 'normalised', label: 'With batch normalisation', template: 'labs/batch-norm-mlp' },
    { type: 'training', id: 'bias', label: 'CNN with biases', template: 'mnist-cnn-batchnorm', change: oneEpoch },
    { type: 'training', id: 'no-bias', label: 'CNN without biases', template: 'mnist-cnn-batchnorm', change: all(oneEpoch, setAttrs('conv1', { bias: false }), setAttrs('conv2', { bias: false })) },
  ],
  claims: [
    {
      text: 'After five epochs the normalised network reads about 94 % of the test digits, the plain one less than two thirds.',
      check: accuraciesWithin({ plain: [0.1, 0.66], normalised: [0.92, 0.97] }),
    },
    {
      text: 'After one epoch it is above 85 % already.',
      check: (results) => ({ holds: accuracyOf(results, 'normalised', 1) >= 0.85, measured: percent(accuracyOf(results, 'normalised', 1)) }),
    },
    {
      text: 'Its loss ends below 0.3, the plain one’s above 0.8.',
      check: (results) => ({
        holds: lastLoss(results, 'normalised') < 0.3 && lastLoss(results, 'plain') > 0.8,
        measured: `${lastLoss(results, 'normalised').toFixed(2)} and ${lastLoss(results, 'plain').toFixed(2)}`,
      }),
    },
    {
      text: 'Without the biases the first twenty losses are the same to a thousandth, and the network has 48 parameters fewer.',
      check: (results) => {
        const [bias, none] = [outcomeOf(results, 'bias', 'training'), outcomeOf(results, 'no-bias', 'training')];
        const differences = bias.losses.slice(0, 20).map((loss, i) => Math.abs(loss - (none.losses[i] ?? NaN)));
        const largest = Math.max(...differences);
        return { holds: largest < 1e-3 && bias.parameters - none.parameters === 48, measured: `largest difference ${largest.toExponential(1)}; ${bias.parameters} and ${none.parameters} parameters` };
      },
    },
  ],
  look: { lens: 'batch-norm', why: 'See batch and running statistics of a layer side by side, and what switching to prediction does.' },
};
