// Two bumps on a line, which need more hidden units than one.

import { intAttr } from '../core/attrs.ts';
import { between, evenly, pointsDataset } from './points.ts';

const options = {
  count: intAttr({ label: 'Points', help: 'Evenly from -20 to 20, in order.', default: 100, min: 2, max: 100_000 }),
};

export const twoBumps = pointsDataset(
  {
    id: 'two-bumps',
    name: 'Two bumps',
    summary: 'Points on a line in order: 1 between -10 and -5 and between 5 and 10, otherwise 0. The test part lies half way between them.',
    inputShape: [1],
    inputNames: ['x'],
    classNames: ['0', '1'],
    options,
    trainingCountBy: { option: 'count', times: 1 },
  },
  ({ count }) => {
    const xs = evenly(-20, 20, count);
    const label = (x: number) => ({ x: [x], label: Number(Math.abs(x) > 5 && Math.abs(x) < 10) });
    return { training: xs.map(label), test: between(xs).map(label) };
  },
);
