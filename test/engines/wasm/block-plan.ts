// A network that runs block by block.

import { planOf } from '../networks.ts';

/** Values of half a MiB an image, so that a block has one image; every kind of kernel that adds up over images. */
export const blockPlan = planOf([
  ['input', 'Input', { shape: [4, 48, 48] }],
  ['wide', 'Conv2d', { outChannels: 48, kernelSize: 1 }],
  ['bn1', 'BatchNorm2d'],
  ['relu1', 'ReLU'],
  ['depthwise', 'Conv2d', { outChannels: 48, kernelSize: 3, padding: 1, groups: 48 }],
  ['bn2', 'BatchNorm2d'],
  ['act2', 'Tanh'],
  ['strided', 'Conv2d', { outChannels: 16, kernelSize: 3, stride: 2, padding: 1 }],
  ['bn3', 'BatchNorm2d'],
  ['relu3', 'ReLU'],
  ['pool3', 'MaxPool2d'],
  ['drop', 'Dropout', { p: 0.2 }],
  ['flatten', 'Flatten'],
  ['fc', 'Linear', { outFeatures: 3 }],
]);
