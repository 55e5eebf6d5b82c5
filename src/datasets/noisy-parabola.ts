// Noisy parabola: few points of a simple curve under much noise; regression that overfits without dropout.

import { floatAttr, intAttr } from '../core/attrs.ts';
import { createRandom } from '../core/random.ts';
import { dataSeed, evenly, pointsDataset, type Point } from './points.ts';

const options = {
  count: intAttr({ label: 'Points', help: 'Evenly from -1 to 1, in training and test part alike, in order.', default: 40, min: 2, max: 100_000 }),
  noise: floatAttr({ label: 'Noise', help: 'Standard deviation of y about x².', default: 1, min: 0 }),
  seed: dataSeed(0),
};

export const noisyParabola = pointsDataset(
  {
    id: 'noisy-parabola',
    name: 'Noisy parabola',
    summary: 'Points of y = x² with noise on y: a number to predict, no classes. The test part has the same x and noise of its own.',
    inputShape: [1],
    inputNames: ['x'],
    classNames: [],
    targetNames: ['y'],
    options,
    trainingCountBy: { option: 'count', times: 1 },
  },
  ({ count, noise, seed }) => {
    const part = (name: string): Point[] => {
      const random = createRandom(seed, `noisy parabola ${name}`);
      return evenly(-1, 1, count).map((x) => ({ x: [x], y: [random.normal(x ** 2, noise)] }));
    };
    return { training: part('training'), test: part('test') };
  },
);
