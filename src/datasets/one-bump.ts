// One bump: a step up and a step down on a line, the first function a hidden layer is fitted to.

import { floatAttr, intAttr } from '../core/attrs.ts';
import { between, pointsDataset } from './points.ts';

const options = {
  count: intAttr({ label: 'Points', help: 'Whole numbers in order; 40 of them run from -20 to 19.', default: 40, min: 2, max: 100_000 }),
  halfWidth: floatAttr({ label: 'Half width', help: 'The bump is where x is nearer to 0 than this.', default: 4, min: 0 }),
};

export const oneBump = pointsDataset(
  {
    id: 'one-bump',
    name: 'One bump',
    summary: 'Points on a line in order: 1 where x is near 0, otherwise 0. The test part lies half way between them.',
    inputShape: [1],
    inputNames: ['x'],
    classNames: ['0', '1'],
    options,
    trainingCountBy: { option: 'count', times: 1 },
  },
  ({ count, halfWidth }) => {
    const xs = Array.from({ length: count }, (_, i) => i - Math.floor(count / 2));
    const label = (x: number) => ({ x: [x], label: Number(Math.abs(x) < halfWidth) });
    return { training: xs.map(label), test: between(xs).map(label) };
  },
);
