// Lab 2: sigmoid, tanh and ReLU in one and in two hidden layers.

import type { Lesson, TrainingTrial } from '../core/lesson.ts';
import { outcomeOf } from '../core/lesson.ts';
import { replaceKind } from './changes.ts';
import { accuraciesWithin } from './measures.ts';

const activations = [['sigmoid', 'Sigmoid'], ['tanh', 'Tanh'], ['relu', 'ReLU']] as const;

function trialsOf(depth: 'one' | 'two', template: string): TrainingTrial[] {
  return activations.map(([id, kind]) => ({
    type: 'training', id: `${depth}-${id}`, label: `${kind}, ${depth} hidden layer${depth === 'one' ? '' : 's'}`, template, change: replaceKind('Sigmoid', kind), gradients: true,
  }));
}

export const vanishingGradients: Lesson = {
  id: 'vanishing-gradients',
  number: '2',
  title: 'Activations, and gradients that vanish',
  text: [
    'Between two linear layers there must be something that bends, or both would be one. The sigmoid was the first choice: smooth, between 0 and 1. Its slope is a quarter at best, and next to nothing where its input is far from zero.',
    'Backpropagation multiplies these slopes, one for each layer on the way. After two sigmoids what reaches the first layer is at most a sixteenth of what left the loss, and usually far less. The first layers, which see the image, then hardly learn.',
    'Tanh has slope 1 at zero; ReLU has slope 1 wherever it is on at all. The six trials train MNIST with plain gradient descent at rate 0.01, in batches of 2,000: thirty epochs with one hidden layer of 100 units, ten with two of 50.',
  ],
  question: {
    text: 'After ten epochs with two hidden layers, how many test digits does the sigmoid network read?',
    options: ['Nearly as many as the others, about 70 %', 'About half', 'About one in nine: it gives the same answer to every image'],
    answer: 2,
    because: 'The gradient that reaches its first layer is so small that in ten epochs only the last bias has moved, towards the most frequent digit.',
  },
  trials: [...trialsOf('one', 'labs/one-hidden-layer'), ...trialsOf('two', 'labs/two-hidden-layers')],
  claims: [
    {
      text: 'With one hidden layer tanh and ReLU read about 87 % of the test digits, the sigmoid little above 60 %.',
      check: accuraciesWithin({ 'one-sigmoid': [0.5, 0.74], 'one-tanh': [0.85, 0.9], 'one-relu': [0.84, 0.9] }),
    },
    {
      text: 'With two, the sigmoid network has learnt next to nothing, while tanh leads and ReLU follows.',
      check: accuraciesWithin({ 'two-sigmoid': [0, 0.3], 'two-tanh': [0.52, 0.8], 'two-relu': [0.28, 0.68] }),
    },
    {
      text: 'At the start, the gradient in the first layer of the deeper sigmoid network is less than a third of that with ReLU.',
      check: (results) => {
        const norm = (trial: string) => outcomeOf(results, trial, 'training').gradientsAtStart?.['hidden1.weight'] ?? NaN;
        const [sigmoid, relu] = [norm('two-sigmoid'), norm('two-relu')];
        return { holds: sigmoid < relu / 3, measured: `sigmoid ${sigmoid.toExponential(1)}, ReLU ${relu.toExponential(1)}` };
      },
    },
  ],
  look: { lens: 'health', why: 'Health on the wires shows the gradients layer by layer while a network trains.' },
};
