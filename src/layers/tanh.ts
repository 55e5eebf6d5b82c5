// Tanh: torch.nn.Tanh.
// https://pytorch.org/docs/stable/generated/torch.nn.Tanh.html

import { defineLayer } from '../core/layer-kind.ts';
import { tfjsActivation } from './shared/tfjs-activation.ts';

export const tanh = defineLayer({
  kind: 'Tanh',
  category: 'activation',
  idStem: 'tanh',
  summary: 'Squeezes every value between -1 and 1.',
  docs: `y = (exp(x) - exp(-x)) / (exp(x) + exp(-x)), element by element.

Centred on zero, with slope 1 there; the activation of LeNet. Xavier initialisation is made for it.`,
  icon: 'audio-waveform',
  keywords: ['hyperbolic tangent', 'activation'],
  attrs: {},
  inputs: { type: 'fixed', names: ['in'] },
  outputs: ['out'],
  shorthand: () => 'tanh(x)',
  inferShape: ({ inputs: [input = []] }) => ({ shape: input }),
  nonNegative: (_, [input]) => input === true,
  targets: { tfjs: tfjsActivation('tanh') },
  examples: [
    { title: 'On an image', inputs: [[6, 28, 28]], expect: { output: [6, 28, 28], parameters: 0 } },
    { title: 'On features', inputs: [[84]], expect: { output: [84], parameters: 0 } },
    { title: 'On a single number', inputs: [[1]], expect: { output: [1], parameters: 0 } },
  ],
});
