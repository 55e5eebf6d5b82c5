// Spirals: three arms that wind about each other.

import { floatAttr, intAttr } from '../core/attrs.ts';
import { createRandom } from '../core/random.ts';
import { dataSeed, evenly, pointsDataset, type Point } from './points.ts';

const options = {
  perArm: intAttr({ label: 'Points an arm', help: 'In training and test part alike, arm after arm.', default: 500, min: 2, max: 100_000 }),
  noise: floatAttr({ label: 'Noise', help: 'Standard deviation of the angle, in radians.', default: 0.2, min: 0 }),
  seed: dataSeed(1),
};

/** The angle that an arm runs through, in radians. */
const sweep = 4;

export const spirals = pointsDataset(
  {
    id: 'spirals',
    name: 'Spirals',
    summary: 'Three arms that wind about each other from the middle outwards, each a class.',
    inputShape: [2],
    inputNames: ['x1', 'x2'],
    classNames: ['first arm', 'second arm', 'third arm'],
    options,
    trainingCountBy: { option: 'perArm', times: 3 },
  },
  ({ perArm, noise, seed }) => {
    const part = (name: string): Point[] => {
      const random = createRandom(seed, `spirals ${name}`);
      return [0, 1, 2].flatMap((arm) => {
        const angles = evenly(sweep * arm, sweep * (arm + 1), perArm).map((angle) => random.normal(angle, noise));
        return evenly(0, 1, perArm).map((radius, i) => ({ x: [radius * Math.sin(angles[i] as number), radius * Math.cos(angles[i] as number)], label: arm }));
      });
    };
    return { training: part('training'), test: part('test') };
  },
);
