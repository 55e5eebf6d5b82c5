// Sigmoid: torch.nn.Sigmoid.
// https://pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html

import { defineLayer } from '../core/layer-kind.ts';
import { tfjsActivation } from './shared/tfjs-activation.ts';

export const sigmoid = defineLayer({
  kind: 'Sigmoid',
  category: 'activation',
  idStem: 'sigmoid',
  summary: 'Squeezes every value between 0 and 1.',
  docs: `y = 1 / (1 + exp(-x)), element by element.

Its slope is at most 1/4 and near zero away from the middle, so that gradients fade through many layers of it. Not before the output when training with cross-entropy, which takes logits.`,
  icon: 'spline',
  keywords: ['logistic', 'activation'],
  attrs: {},
  inputs: { type: 'fixed', names: ['in'] },
  outputs: ['out'],
  shorthand: () => '1 / (1 + exp(-x))',
  inferShape: ({ inputs: [input = []] }) => ({ shape: input }),
  nonNegative: () => true,
  targets: { tfjs: tfjsActivation('sigmoid') },
  examples: [
    { title: 'On an image', inputs: [[6, 14, 14]], expect: { output: [6, 14, 14], parameters: 0 } },
    { title: 'On features', inputs: [[100]], expect: { output: [100], parameters: 0 } },
    { title: 'On a single number', inputs: [[1]], expect: { output: [1], parameters: 0 } },
  ],
});
