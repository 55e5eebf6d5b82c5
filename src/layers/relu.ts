// ReLU: torch.nn.ReLU.
// https://pytorch.org/docs/stable/generated/torch.nn.ReLU.html

import { defineLayer } from '../core/layer-kind.ts';
import { tfjsActivation } from './shared/tfjs-activation.ts';

export const relu = defineLayer({
  kind: 'ReLU',
  category: 'activation',
  idStem: 'relu',
  summary: 'Sets what is below zero to zero.',
  docs: `y = max(0, x), element by element. The usual activation of convolutional networks: cheap, and its gradient does not fade for positive inputs.

A unit whose input is below zero for every example gets no gradient and stays dead; a lower learning rate or LeakyReLU helps.`,
  icon: 'trending-up',
  keywords: ['rectified linear unit', 'activation'],
  attrs: {},
  inputs: { type: 'fixed', names: ['in'] },
  outputs: ['out'],
  shorthand: () => 'max(0, x)',
  inferShape: ({ inputs: [input = []] }) => ({ shape: input }),
  nonNegative: () => true,
  targets: { tfjs: tfjsActivation('relu') },
  examples: [
    { title: 'On an image', inputs: [[16, 8, 8]], expect: { output: [16, 8, 8], parameters: 0 } },
    { title: 'On features', inputs: [[128]], expect: { output: [128], parameters: 0 } },
    { title: 'On a single number', inputs: [[1]], expect: { output: [1], parameters: 0 } },
  ],
});
