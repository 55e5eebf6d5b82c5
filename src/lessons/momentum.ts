// Lab 5: momentum at a saddle, out of a local minimum, and on the spiral.

import type { DescentTrial, Lesson, TrainingTrial } from '../core/lesson.ts';
import { outcomeOf } from '../core/lesson.ts';
import { defaultSgd } from '../core/training-config.ts';
import { train } from './changes.ts';
import { listed, near, percent, trainingAccuracyOf } from './measures.ts';

/** w³, and 2w⁴ - 9w³ - 21w² + 88w + 48. */
const cubic = [0, 0, 0, 1];
const quartic = [48, 88, -21, -9, 2];

function descent(id: string, label: string, coefficients: readonly number[], start: number, learningRate: number, steps: number, momentum: number): DescentTrial {
  return { type: 'descent', id, label, coefficients, start, learningRate, momentum, steps };
}

const spirals = [0, 0.1, 0.2, 0.4, 0.5].map((momentum): TrainingTrial => ({
  type: 'training', id: `spiral-${momentum}`, label: `Momentum ${momentum} on the spiral`, template: 'labs/spiral', scoreTraining: true, change: train({ optimizer: { ...defaultSgd, learningRate: 0.1, momentum } }),
}));

export const momentum: Lesson = {
  id: 'momentum',
  number: '5',
  title: 'Momentum: keep going where you were going',
  text: [
    'Plain gradient descent looks at the slope under its feet and nothing else. Where the slope fades, on a saddle or a plateau, it slows down until it stands; in a local minimum it stays for good.',
    'With momentum the step is a velocity: each time a share of the last velocity is kept and the slope is added. A ball that rolls has a past, so it crosses flat places and climbs out of shallow hollows. PyTorch writes v ← μ v + gradient, w ← w − η v; at μ = 0.9 a steady slope is followed ten times as fast.',
    'The first four trials have a single weight and no chance in them. w³ is flat at zero without having a minimum there. 2w⁴ − 9w³ − 21w² + 88w + 48 has a minimum of 0 at w = 4 and a better one of −108 at w = −2, with a hill of 113 between. The others train the spiral.',
  ],
  question: {
    text: 'Started at w = 6, where does plain descent on the quartic end, and where with momentum 0.9?',
    options: ['Both at -2', 'Plain at 4, momentum at -2', 'Both at 4', 'Plain at -2, momentum at 4'],
    answer: 1,
    because: 'Plain descent slides into the first hollow at 4. With momentum it arrives there fast enough to roll over the hill at 1.375.',
  },
  trials: [
    descent('cubic', 'Cubic, no momentum', cubic, 4, 0.01, 9, 0),
    descent('cubic-momentum', 'Cubic, momentum 0.9', cubic, 4, 0.01, 9, 0.9),
    descent('quartic', 'Quartic, no momentum', quartic, 6, 0.001, 100, 0),
    descent('quartic-momentum', 'Quartic, momentum 0.9', quartic, 6, 0.001, 100, 0.9),
    ...spirals,
  ],
  claims: [
    {
      text: 'Without momentum the cubic’s weight creeps from 4 to 1.837 in nine steps, slower and slower.',
      check: (results) => {
        const weights = outcomeOf(results, 'cubic', 'descent').path.map(({ weight }) => weight);
        return { holds: near(weights, [4, 3.52, 3.148288, 2.850936, 2.607101, 2.403192, 2.229932, 2.080754, 1.950868, 1.836691], 1e-6), measured: listed(weights, 3) };
      },
    },
    {
      text: 'With momentum it crosses zero at the fifth step and is at -3.086 after nine.',
      check: (results) => {
        const weights = outcomeOf(results, 'cubic-momentum', 'descent').path.map(({ weight }) => weight);
        return { holds: near(weights, [4, 3.52, 2.716288, 1.771601, 0.827225, -0.043242, -0.826719, -1.552352, -2.277715, -3.086182], 1e-6), measured: listed(weights, 3) };
      },
    },
    {
      text: 'After a hundred steps on the quartic, plain descent stands at 4.0000 with cost 0.',
      check: (results) => {
        const end = outcomeOf(results, 'quartic', 'descent').path.at(-1);
        return { holds: near([end?.weight ?? NaN, end?.cost ?? NaN], [4, 0], 1e-5), measured: `weight ${end?.weight.toFixed(4)}, cost ${end?.cost.toFixed(4)}` };
      },
    },
    {
      text: 'With momentum it has found the better minimum: -1.991, where the cost is -107.99.',
      check: (results) => {
        const end = outcomeOf(results, 'quartic-momentum', 'descent').path.at(-1);
        return { holds: near([end?.weight ?? NaN, end?.cost ?? NaN], [-1.991201, -107.993746], 1e-5), measured: `weight ${end?.weight.toFixed(3)}, cost ${end?.cost.toFixed(2)}` };
      },
    },
    {
      text: 'On the spiral, momentum 0.5 ends ten points or more above none, and 0.4 five points or more.',
      check: (results) => {
        const ends = spirals.map(({ id }) => trainingAccuracyOf(results, id));
        const [none = NaN, , , fourTenths = NaN, half = NaN] = ends;
        return {
          holds: half >= none + 0.1 && fourTenths >= none + 0.05,
          measured: spirals.map(({ label }, i) => `${label.replace(' on the spiral', '')}: ${percent(ends[i] ?? NaN)}`).join(', '),
        };
      },
    },
  ],
};
