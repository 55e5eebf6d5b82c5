// Lab 4: where weights start, in deep networks of tanh and of ReLU.

import type { Lesson, SpreadTrial, TrainingTrial } from '../core/lesson.ts';
import { outcomeOf, type LessonResults } from '../core/lesson.ts';
import type { InitScheme } from '../core/weights.ts';
import { initialise } from './changes.ts';
import { inOrder, listed } from './measures.ts';

const uniform: InitScheme = { scheme: 'uniform', low: 0, high: 1 };

function trial(id: string, label: string, template: string, weight: InitScheme): TrainingTrial {
  return { type: 'training', id, label, template, change: initialise({ weight }) };
}

const fanIns = [10, 100, 1000];

function sums(id: string, label: string, weight: InitScheme): SpreadTrial {
  return { type: 'spread', id, label, weight, fanIns };
}

/** Deviations of the sums by fan-in. */
function deviations(results: LessonResults, trial: string): number[] {
  return outcomeOf(results, trial, 'spread').spreads.map(({ deviation }) => deviation);
}

export const initialisation: Lesson = {
  id: 'initialisation',
  number: '4',
  title: 'Initialisation: start wide enough, and no wider',
  text: [
    'A unit adds up as many products as it has inputs. If its weights are drawn with the same width whatever their number, the sum grows with the fan-in: for independent inputs of mean 0 and variance 1, its variance is the number of inputs times the mean square of a weight, which is the variance of a weight where weights have mean 0. After a few layers everything is saturated, or astronomically large. If the weights are too narrow instead, the signal fades from layer to layer, and the gradient with it.',
    'So the width must shrink as the fan-in grows: weights of mean 0 and variance 1/fan-in keep the variance of the sums. Xavier’s rule takes the mean of fan-in and fan-out, so that gradients keep their size on the way back too, and suits tanh, which is nearly straight around zero. ReLU throws half of its inputs away, so He’s rule takes twice the variance.',
    'PyTorch’s default for a linear layer, uniform between ±1/√fan-in, has a third of that variance: fine for a few layers, too narrow for many. Weights uniform between 0 and 1 are the bad example: of the same width everywhere, and all positive, so that their mean square is 1/3 and not their variance of 1/12; inputs that are positive too, such as pixels, add up to a sum that grows as the fan-in itself. The first four trials draw weights and a thousand examples for 10, 100 and 1,000 inputs of mean 0 and variance 1, and measure how wide the sums are.',
  ],
  question: {
    text: 'With three hidden layers of ReLU and weights uniform between 0 and 1, about how large is the first loss?',
    options: ['About 2.3, as always with ten classes', 'A few dozen', 'About a million'],
    answer: 2,
    because: 'Every layer multiplies the signal by about half its fan-in: 784 pixels, most of them dark, make some 50 of it, and the next layers 50, 100 and 50 times that. Ten outputs of some ten million each differ by about a million.',
  },
  trials: [
    sums('sums-uniform', 'Width of the sums, uniform from 0 to 1', uniform),
    sums('sums-default', 'Width of the sums, PyTorch’s default', { scheme: 'default' }),
    sums('sums-xavier', 'Width of the sums, Xavier', { scheme: 'xavierUniform' }),
    sums('sums-he', 'Width of the sums, He', { scheme: 'heUniform' }),
    trial('tanh-xavier', 'Tanh, Xavier', 'labs/deep-tanh', { scheme: 'xavierUniform' }),
    trial('tanh-default', 'Tanh, PyTorch’s default', 'labs/deep-tanh', { scheme: 'default' }),
    trial('tanh-uniform', 'Tanh, uniform from 0 to 1', 'labs/deep-tanh', uniform),
    trial('relu-he', 'ReLU, He', 'labs/deep-relu', { scheme: 'heUniform' }),
    trial('relu-default', 'ReLU, PyTorch’s default', 'labs/deep-relu', { scheme: 'default' }),
    trial('relu-uniform', 'ReLU, uniform from 0 to 1', 'labs/deep-relu', uniform),
  ],
  claims: [
    {
      text: 'From 10 to 100 to 1,000 inputs, sums with weights uniform from 0 to 1 get √10 times as wide each time.',
      check: (results) => {
        const [few = NaN, some = NaN, many = NaN] = deviations(results, 'sums-uniform');
        return { holds: [some / few, many / some].every((ratio) => Math.abs(ratio - Math.sqrt(10)) < 0.3), measured: listed([few, some, many], 2) };
      },
    },
    {
      text: 'With a variance that goes as 1/fan-in they stay as wide whatever the fan-in: about 0.58 by the default, 1 by Xavier, 1.41 by He.',
      check: (results) => {
        const schemes = [['default', Math.sqrt(1 / 3)], ['xavier', 1], ['he', Math.SQRT2]] as const;
        return {
          holds: schemes.every(([id, expected]) => deviations(results, `sums-${id}`).every((deviation) => Math.abs(deviation / expected - 1) < 0.05)),
          measured: schemes.map(([id]) => `${id} ${listed(deviations(results, `sums-${id}`), 2)}`).join('; '),
        };
      },
    },
    {
      text: 'Five hidden layers of tanh, 15 epochs: Xavier learns, the default lags far behind, uniform weights learn next to nothing.',
      check: inOrder({ 'tanh-xavier': [0.47, 0.7], 'tanh-default': [0.12, 0.36], 'tanh-uniform': [0, 0.15] }, { 'tanh-xavier': 0.15, 'tanh-default': 0.02 }),
    },
    {
      text: 'Three hidden layers of ReLU, 30 epochs: He reads about nine digits of ten, the default between four and seven, uniform weights no more than guessing would.',
      check: inOrder({ 'relu-he': [0.89, 0.93], 'relu-default': [0.36, 0.68], 'relu-uniform': [0, 0.15] }, { 'relu-he': 0.2, 'relu-default': 0.2 }),
    },
    {
      text: 'The first loss with ReLU and uniform weights is about a million; with the other two it is about 2.3.',
      check: (results) => {
        const [uniformly = NaN, ...others] = ['relu-uniform', 'relu-he', 'relu-default'].map((id) => outcomeOf(results, id, 'training').losses[0] ?? NaN);
        return {
          holds: uniformly > 3e5 && uniformly < 5e6 && others.every((loss) => Math.abs(loss - 2.35) < 0.2),
          measured: `${uniformly.toExponential(2)}; He ${others[0]?.toFixed(2)}, default ${others[1]?.toFixed(2)}`,
        };
      },
    },
  ],
};
