// Noisy XOR: clouds at the four corners of a square, opposite ones of one class.

import { floatAttr, intAttr } from '../core/attrs.ts';
import { createRandom } from '../core/random.ts';
import { dataSeed, pointsDataset, type Point } from './points.ts';

const options = {
  perCorner: intAttr({ label: 'Points a corner', help: 'In training and test part alike, corner after corner.', default: 25, min: 1, max: 25_000 }),
  noise: floatAttr({ label: 'Noise', help: 'Standard deviation of the distance from the corner along each axis.', default: 0.05, min: 0 }),
  seed: dataSeed(0),
};

const corners = [[0, 0], [0, 1], [1, 0], [1, 1]] as const;

export const noisyXor = pointsDataset(
  {
    id: 'noisy-xor',
    name: 'Noisy XOR',
    summary: 'Clouds of points at the corners of a square; the class is the exclusive or of the two coordinates. No line tells them apart.',
    inputShape: [2],
    inputNames: ['x1', 'x2'],
    classNames: ['0', '1'],
    options,
    trainingCountBy: { option: 'perCorner', times: 4 },
  },
  ({ perCorner, noise, seed }) => {
    const part = (name: string): Point[] => {
      const random = createRandom(seed, `noisy xor ${name}`);
      return corners.flatMap(([a, b]) => Array.from({ length: perCorner }, () => ({ x: [random.normal(a, noise), random.normal(b, noise)], label: a ^ b })));
    };
    return { training: part('training'), test: part('test') };
  },
);
