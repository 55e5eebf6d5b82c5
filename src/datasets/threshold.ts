// Threshold: a line cut in two, for logistic regression with one weight and one bias and for the shape of its costs.

import { floatAttr, intAttr } from '../core/attrs.ts';
import { between, pointsDataset } from './points.ts';

const options = {
  count: intAttr({ label: 'Points', help: 'Evenly from -1 up to, and without, 1, in order.', default: 20, min: 2, max: 100_000 }),
  threshold: floatAttr({ label: 'Threshold', help: 'Points above it are of class 1.', default: 0.2, min: -1, max: 1 }),
};

export const threshold = pointsDataset(
  {
    id: 'threshold',
    name: 'Threshold',
    summary: 'Points on a line in order: 1 above a threshold, otherwise 0. The test part lies half way between them.',
    inputShape: [1],
    inputNames: ['x'],
    classNames: ['0', '1'],
    options,
    trainingCountBy: { option: 'count', times: 1 },
  },
  ({ count, threshold: from }) => {
    // By whole numbers, so that a point meant to be on the threshold is on it.
    const xs = Array.from({ length: count }, (_, i) => (2 * i - count) / count);
    const label = (x: number) => ({ x: [x], label: Number(x > from) });
    return { training: xs.map(label), test: between(xs).map(label) };
  },
);
