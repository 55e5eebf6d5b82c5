// Lab 2: sigmoid, tanh and ReLU in one, two, five and ten hidden layers.

import type { Lesson, LessonResults, TrainingTrial } from '../core/lesson.ts';
import { outcomeOf } from '../core/lesson.ts';
import { replaceKind } from './changes.ts';
import { accuracyOf, movedShare, percent } from './measures.ts';

const activations = [['sigmoid', 'Sigmoid'], ['tanh', 'Tanh'], ['relu', 'ReLU']] as const;

function trialsOf(depth: 'one' | 'two' | 'five' | 'ten', template: string): TrainingTrial[] {
  return activations.map(([id, kind]) => ({
    type: 'training', id: `${depth}-${id}`, label: `${kind}, ${depth} hidden layer${depth === 'one' ? '' : 's'}`, template, change: replaceKind('Sigmoid', kind), gradients: true,
  }));
}

/** Validation accuracies of sigmoid, tanh and ReLU. */
function accuracies(results: LessonResults, depth: string): [sigmoid: number, tanh: number, relu: number] {
  const of = (activation: string) => accuracyOf(results, `${depth}-${activation}`);
  return [of('sigmoid'), of('tanh'), of('relu')];
}

function told([sigmoid, tanh, relu]: readonly [number, number, number]): string {
  return `sigmoid ${percent(sigmoid)}, tanh ${percent(tanh)}, ReLU ${percent(relu)}`;
}

/** At the start: the gradient in the weights of the first hidden layer, as a share of that in the last layer's. */
function arriving(results: LessonResults, trial: string): number {
  const { gradientsAtStart = {} } = outcomeOf(results, trial, 'training');
  const { 'hidden1.weight': first = NaN, 'linear.weight': last = NaN } = gradientsAtStart;
  return first / last;
}

function small(value: number): string {
  return value.toExponential(1);
}

export const vanishingGradients: Lesson = {
  id: 'vanishing-gradients',
  number: '2',
  title: 'Activations, and gradients that vanish',
  text: [
    'Between two linear layers there must be something that bends, or both would be one. The sigmoid was an early choice: smooth, between 0 and 1. Its slope is a quarter at best, and next to nothing where its input is far from zero.',
    'On its way back the gradient is multiplied at every layer by the slopes of the activations and by the weights. Sigmoids alone shrink it to a sixteenth or less over two layers; weights as small as PyTorch draws them shrink it further. It fades by about the same factor from each layer to the one before, so that depth decides what is left for the first, which sees the image.',
    'Tanh has slope 1 at zero; ReLU has slope 1 wherever it is on. Their gradients fade more slowly, and with these initial weights they fade too: lab 4 is about weights that prevent it.',
    'The trials train MNIST with plain gradient descent at rate 0.01, in batches of 2,000: thirty epochs with one hidden layer of 100 units, ten with two, five and ten of 50.',
  ],
  question: {
    text: 'After ten epochs with two hidden layers, how many test digits does the sigmoid network read?',
    options: ['Nearly as many as the others, about 70 %', 'About half', 'About one in nine: it gives the same answer to every image'],
    answer: 2,
    because: 'Steps of this size hardly move its hidden layers, least of all the first. What the last layer learns meanwhile is how frequent the digits are.',
  },
  trials: [
    ...trialsOf('one', 'labs/one-hidden-layer'), ...trialsOf('two', 'labs/two-hidden-layers'),
    ...trialsOf('five', 'labs/five-hidden-layers'), ...trialsOf('ten', 'labs/ten-hidden-layers'),
  ],
  claims: [
    {
      text: 'With one hidden layer tanh and ReLU read about 87 % of the test digits, and the sigmoid about 60 %, at least fifteen points fewer.',
      check: (results) => {
        const all = accuracies(results, 'one');
        const [sigmoid, tanh, relu] = all;
        return {
          holds: [tanh, relu].every((one) => one >= 0.84 && one <= 0.9 && one >= sigmoid + 0.15) && sigmoid >= 0.5 && sigmoid <= 0.72,
          measured: told(all),
        };
      },
    },
    {
      text: 'With two, the sigmoid network gives nearly every image the same answer, ReLU is at least ten points ahead of it, and tanh ahead of ReLU.',
      check: (results) => {
        const all = accuracies(results, 'two');
        const [sigmoid, tanh, relu] = all;
        return {
          holds: sigmoid <= 0.2 && relu >= sigmoid + 0.1 && tanh > relu && tanh >= 0.5 && tanh <= 0.8 && relu <= 0.68,
          measured: told(all),
        };
      },
    },
    {
      text: 'In those ten epochs the weights of its first layer have moved by less than a fifteenth of their size, and by less than half of what tanh and ReLU have moved theirs.',
      check: (results) => {
        const [sigmoid = NaN, ...others] = activations.map(([id]) => movedShare(results, `two-${id}`, 'hidden1.weight'));
        return {
          holds: sigmoid < 1 / 15 && others.every((other) => sigmoid < other / 2),
          measured: `sigmoid ${percent(sigmoid)}, tanh ${percent(others[0] ?? NaN)}, ReLU ${percent(others[1] ?? NaN)}`,
        };
      },
    },
    {
      text: 'At the start, the gradient in the first layer of the sigmoid network of two layers is less than a third of that with ReLU.',
      check: (results) => {
        const norm = (trial: string) => outcomeOf(results, trial, 'training').gradientsAtStart?.['hidden1.weight'] ?? NaN;
        const [sigmoid, relu] = [norm('two-sigmoid'), norm('two-relu')];
        return { holds: sigmoid < relu / 3, measured: `sigmoid ${small(sigmoid)}, ReLU ${small(relu)}` };
      },
    },
    {
      text: 'Of the gradient in the last layer, less than a thousandth arrives in the first through five layers of sigmoids, and less than a ten-millionth through ten.',
      check: (results) => {
        const [two, five, ten] = ['two', 'five', 'ten'].map((depth) => arriving(results, `${depth}-sigmoid`)) as [number, number, number];
        return {
          holds: five < 1e-3 && ten < 1e-7 && ten > 0 && two > 10 * five,
          measured: `two layers ${small(two)}, five ${small(five)}, ten ${small(ten)}`,
        };
      },
    },
    {
      text: 'Through ten layers of tanh or ReLU at least ten thousand times as much arrives as through ten of sigmoids.',
      check: (results) => {
        const [sigmoid, tanh, relu] = activations.map(([id]) => arriving(results, `ten-${id}`)) as [number, number, number];
        return {
          holds: Math.min(tanh, relu) >= 1e4 * sigmoid,
          measured: `sigmoid ${small(sigmoid)}, tanh ${small(tanh)}, ReLU ${small(relu)}`,
        };
      },
    },
  ],
  look: { lens: 'health', why: 'Open a sigmoid network: Health names what fades before it is trained, and shows the gradients layer by layer while it trains.' },
};
