// Lab 6: batch normalisation: faster, with larger steps, two kinds of statistics, and without the bias before it.

import type { Lesson } from '../core/lesson.ts';
import { outcomeOf, type LessonResults } from '../core/lesson.ts';
import { defaultAdam } from '../core/training-config.ts';
import { all, bypassKind, setAttrs, train } from './changes.ts';
import { accuracyOf, epochOf, percent, weightOf } from './measures.ts';

const mlp = 'labs/batch-norm-mlp';
const smallSteps = train({ optimizer: { ...defaultAdam, learningRate: 0.01 } });
/** Running statistics that never move from where they start: mean 0, variance 1. */
const withoutRunning = all(setAttrs('bn1', { momentum: 0 }), setAttrs('bn2', { momentum: 0 }), train({ epochs: 1 }));
const oneEpoch = train({ epochs: 1 });
const withoutBiases = all(oneEpoch, setAttrs('conv1', { bias: false }), setAttrs('conv2', { bias: false }));

/** Mean loss of the last ten batches. */
function lastLoss(results: LessonResults, trial: string): number {
  const last = outcomeOf(results, trial, 'training').losses.slice(-10);
  return last.reduce((sum, loss) => sum + loss, 0) / last.length;
}

/** The greatest difference between the first `count` losses of two trials. */
function lossDifference(results: LessonResults, a: string, b: string, count: number): number {
  const [first, second] = [outcomeOf(results, a, 'training').losses, outcomeOf(results, b, 'training').losses];
  return Math.max(...first.slice(0, count).map((loss, i) => Math.abs(loss - (second[i] ?? NaN))));
}

export const batchNormalisation: Lesson = {
  id: 'batch-normalisation',
  number: '6',
  title: 'Batch normalisation',
  text: [
    'Batch normalisation takes each channel’s mean and standard deviation over the batch, makes them 0 and 1, and lets two parameters of the channel choose another mean and width if they like. What follows then sees numbers of a known size.',
    'That it helps is easily measured; why it does is disputed. Its authors (Ioffe and Szegedy, 2015) said that while a layer learns, what it hands on changes, and that normalising spares the next layer to follow: less “internal covariate shift”. Santurkar and others (2018) found that normalised networks have as much of that shift, and train as well where more is put in on purpose; they see the gain in a loss that is smoother, so that larger steps stay good.',
    'In training the statistics are those of the batch. For prediction there may be no batch, so running averages are kept: each batch moves them by a tenth (PyTorch’s momentum 0.1). The same layer thus computes two different things, which is why a network must be told whether it trains or predicts. The fourth trial never moves them: it trains like its neighbour, and predicts with statistics that fit nothing.',
    'Convolutions and linear layers have a bias of their own, a constant added to each channel. Is it of use just before batch normalisation?',
    'The first four trials are a sigmoid network of two hidden layers on MNIST with Adam, at the large rate 0.1 but for one. As in the course, its batch normalisation stands behind the sigmoid and not before it: it normalises what the next layer receives. The last two train the course’s CNN with and without the biases of its convolutions, from the same weights, on the same batches.',
  ],
  question: {
    text: 'A convolution in front of batch normalisation loses its bias. What changes?',
    options: ['It learns more slowly', 'Nothing but the number of parameters', 'Only the predictions change, not the training'],
    answer: 1,
    because: 'Normalising subtracts the channel’s mean, and with it whatever constant was added just before. The gradient of that bias is zero. Only rounding tells the two networks apart; it grows, as any small difference does in training, so later losses differ by a little and neither is better.',
  },
  trials: [
    { type: 'training', id: 'plain', label: 'Without batch normalisation', template: mlp, change: bypassKind('BatchNorm1d') },
    { type: 'training', id: 'normalised', label: 'With batch normalisation', template: mlp, twinOf: 'plain' },
    { type: 'training', id: 'small-steps', label: 'Without, rate 0.01', template: mlp, change: all(bypassKind('BatchNorm1d'), smallSteps) },
    { type: 'training', id: 'not-running', label: 'With, running statistics that stay', template: mlp, change: withoutRunning },
    { type: 'training', id: 'bias', label: 'CNN with biases', template: 'mnist-cnn-batchnorm', change: oneEpoch },
    { type: 'training', id: 'no-bias', label: 'CNN without biases', template: 'mnist-cnn-batchnorm', change: withoutBiases, twinOf: 'bias' },
  ],
  claims: [
    {
      text: 'It is faster: after one epoch it is above 85 %, and twenty points or more ahead of the plain network.',
      check: (results) => {
        const [plain, normalised] = [accuracyOf(results, 'plain', 1), accuracyOf(results, 'normalised', 1)];
        return { holds: normalised >= 0.85 && normalised >= plain + 0.2, measured: `${percent(normalised)} against ${percent(plain)}` };
      },
    },
    {
      text: 'After five epochs it reads about 94 % of the test digits; the plain one reads fewer, how many fewer is a matter of luck.',
      check: (results) => {
        const [plain, normalised] = [accuracyOf(results, 'plain'), accuracyOf(results, 'normalised')];
        return { holds: normalised >= 0.92 && normalised <= 0.97 && plain < normalised, measured: `${percent(normalised)} against ${percent(plain)}` };
      },
    },
    {
      text: 'Its loss ends below 0.3, and below the plain one’s.',
      check: (results) => {
        const [plain, normalised] = [lastLoss(results, 'plain'), lastLoss(results, 'normalised')];
        return { holds: normalised < 0.3 && normalised < plain, measured: `${normalised.toFixed(2)} and ${plain.toFixed(2)}` };
      },
    },
    {
      text: 'It bears larger steps: at a tenth of the rate the plain network is above 80 % after one epoch too.',
      check: (results) => {
        const [small, large] = [accuracyOf(results, 'small-steps', 1), accuracyOf(results, 'plain', 1)];
        return { holds: small >= 0.8 && large < 0.75, measured: `${percent(small)} at 0.01, ${percent(large)} at 0.1` };
      },
    },
    {
      text: 'Statistics of the batch train, running ones predict: where those stay, the losses of the first epoch are the same to the last bit, and yet fewer than half as many digits are read.',
      check: (results) => {
        const difference = lossDifference(results, 'not-running', 'normalised', outcomeOf(results, 'not-running', 'training').losses.length);
        const [stays, runs] = [epochOf(results, 'not-running', 1).validationAccuracy, accuracyOf(results, 'normalised', 1)];
        return { holds: difference === 0 && stays < runs / 2, measured: `largest difference ${difference}; ${percent(stays)} against ${percent(runs)}` };
      },
    },
    {
      text: 'The biases before batch normalisation get no gradient: after 600 steps they are where they started.',
      check: (results) => {
        const moved = ['conv1.bias', 'conv2.bias'].flatMap((key) => {
          const start = outcomeOf(results, 'bias', 'training').initialWeights[key]?.data ?? [];
          return weightOf(results, 'bias', key).map((value, i) => Math.abs(value - (start[i] ?? NaN)));
        });
        const most = Math.max(...moved);
        return { holds: moved.length === 48 && most < 1e-4, measured: `moved by ${most.toExponential(1)} at most` };
      },
    },
    {
      text: 'Without them the first five losses are the same to two millionths, as many test digits are read after the epoch to half a point, and the network has 48 parameters fewer.',
      check: (results) => {
        const [bias, none] = [outcomeOf(results, 'bias', 'training'), outcomeOf(results, 'no-bias', 'training')];
        const largest = lossDifference(results, 'bias', 'no-bias', 5);
        const [with_, without] = [accuracyOf(results, 'bias'), accuracyOf(results, 'no-bias')];
        return {
          holds: largest < 2e-6 && Math.abs(with_ - without) <= 0.005 && bias.parameters - none.parameters === 48,
          measured: `largest difference ${largest.toExponential(1)}; ${percent(with_)} and ${percent(without)}; ${bias.parameters} and ${none.parameters} parameters`,
        };
      },
    },
  ],
  look: {
    lens: 'batch-norm', select: 'conv1',
    why: 'Open the CNN with biases, and see what the inspector of conv1 has to say of its bias. The lens shows batch and running statistics of a layer side by side, and what switching to prediction does.',
  },
};
