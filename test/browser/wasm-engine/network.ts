// What the page trains, and Node beside it.

import type { NodeRow } from '../../engines/networks.ts';

export const rows: readonly NodeRow[] = [
  ['input', 'Input', { shape: [1, 12, 12] }],
  ['conv1', 'Conv2d', { outChannels: 16, kernelSize: 5, padding: 2 }],
  ['bn1', 'BatchNorm2d'],
  ['relu1', 'ReLU'],
  ['pool1', 'MaxPool2d'],
  ['conv2', 'Conv2d', { outChannels: 24, kernelSize: 3, padding: 1 }],
  ['act2', 'GELU'],
  ['depthwise', 'Conv2d', { outChannels: 24, kernelSize: 3, stride: 2, groups: 24 }],
  ['flatten', 'Flatten'],
  ['fc', 'Linear', { outFeatures: 5 }],
];

export const batchSizes = [8, 5, 7, 3, 8, 2, 8, 8];
