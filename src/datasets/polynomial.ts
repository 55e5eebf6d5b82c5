// Polynomial: a square cut by a curve, seen through noise; what overfits without dropout.

import { floatAttr, intAttr } from '../core/attrs.ts';
import { createRandom } from '../core/random.ts';
import { dataSeed, pointsDataset, type Point } from './points.ts';

const options = {
  count: intAttr({ label: 'Points', help: 'In training and test part alike.', default: 1000, min: 2, max: 100_000 }),
  noise: floatAttr({ label: 'Training noise', help: 'Standard deviation; added twice to each coordinate of the training points.', default: 0.2, min: 0 }),
  testNoise: floatAttr({ label: 'Test noise', help: 'Standard deviation; added once to each coordinate of the test points.', default: 0.15, min: 0 }),
  seed: dataSeed(0),
};

/** Above 0 is class 1. */
export function polynomialOf(x: number, y: number): number {
  return -1 + x + 2 * y + x * y - 3 * x ** 2 + y ** 2;
}

export const polynomial = pointsDataset(
  {
    id: 'polynomial',
    name: 'Polynomial',
    summary: 'Points of a square, told apart by the sign of a polynomial before noise moves them; more noise in training than in the test part.',
    inputShape: [2],
    inputNames: ['x1', 'x2'],
    classNames: ['below', 'above'],
    options,
    trainingCountBy: { option: 'count', times: 1 },
  },
  ({ count, noise, testNoise, seed }) => {
    const part = (name: string, noises: readonly number[]): Point[] => {
      const random = createRandom(seed, `polynomial ${name}`);
      return Array.from({ length: count }, () => {
        const clean = [random.unit(), random.unit()] as const;
        const moved = clean.map((value) => noises.reduce((sum, std) => random.normal(sum, std), value));
        return { x: moved, label: Number(polynomialOf(...clean) > 0) };
      });
    };
    return { training: part('training', [noise, noise]), test: part('test', [testNoise]) };
  },
);
