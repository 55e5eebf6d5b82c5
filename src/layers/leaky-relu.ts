// LeakyReLU: torch.nn.LeakyReLU.
// https://pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html

import { floatAttr } from '../core/attrs.ts';
import { defineLayer } from '../core/layer-kind.ts';

export const leakyRelu = defineLayer({
  kind: 'LeakyReLU',
  category: 'activation',
  idStem: 'lrelu',
  summary: 'Like ReLU, with a small slope below zero.',
  docs: `y = x for x of at least 0, and negative slope · x below, element by element.

Units that ReLU would leave dead keep a small gradient.`,
  icon: 'trending-up-down',
  keywords: ['leaky', 'rectified linear unit', 'activation'],
  attrs: {
    negativeSlope: floatAttr({ label: 'Negative slope', help: 'Factor for values below zero.', default: 0.01 }),
  },
  inputs: { type: 'fixed', names: ['in'] },
  outputs: ['out'],
  shorthand: (a) => `slope ${a.negativeSlope}`,
  inferShape: ({ inputs: [input = []] }) => ({ shape: input }),
  nonNegative: (a, [input]) => input === true || a.negativeSlope <= 0,
  targets: {
    tfjs: { lower: (op, [input], builder) => builder.layer('leakyReLU', { alpha: op.attrs.negativeSlope }, input) },
  },
  examples: [
    { title: 'On an image', inputs: [[16, 8, 8]], expect: { output: [16, 8, 8], parameters: 0 } },
    { title: 'On features', inputs: [[128]], expect: { output: [128], parameters: 0 } },
    { title: 'A steeper slope, as in DCGAN', attrs: { negativeSlope: 0.2 }, inputs: [[64, 4, 4]], expect: { output: [64, 4, 4], parameters: 0 } },
  ],
});
