// GELU: torch.nn.GELU.
// https://pytorch.org/docs/stable/generated/torch.nn.GELU.html

import { choiceAttr } from '../core/attrs.ts';
import { defineLayer } from '../core/layer-kind.ts';

export const gelu = defineLayer({
  kind: 'GELU',
  category: 'activation',
  idStem: 'gelu',
  summary: 'A smooth ReLU, weighted by the normal distribution.',
  docs: `y = x · Φ(x), element by element, where Φ(x) = (1 + erf(x / sqrt(2))) / 2 is the probability that a standard normal number is below x.

With approximation "tanh": y = x / 2 · (1 + tanh(sqrt(2 / π) · (x + 0.044715 · x³))).`,
  icon: 'chart-spline',
  keywords: ['gaussian error linear unit', 'activation'],
  attrs: {
    approximate: choiceAttr({ label: 'Approximation', help: '"none" computes the error function, "tanh" a formula close to it.', default: 'none', options: ['none', 'tanh'] }),
  },
  inputs: { type: 'fixed', names: ['in'] },
  outputs: ['out'],
  shorthand: (a) => (a.approximate === 'tanh' ? 'x · Φ(x), by tanh' : 'x · Φ(x)'),
  inferShape: ({ inputs: [input = []] }) => ({ shape: input }),
  nonNegative: (_, [input]) => input === true,
  targets: {
    tfjs: {
      // Its loader turns every "gelu_new" in a model.json into "geluNew", which it then does not know.
      limits: ({ attrs: a }) =>
        a.approximate === 'none'
          ? []
          : [{
              code: 'tfjs-gelu-tanh', attr: 'approximate',
              message: 'tfjs cannot load a saved model with the tanh formula of GELU',
              fix: { label: 'Set approximation to none', setAttr: 'approximate', value: 'none' },
            }],
      lower: (_, [input], builder) => builder.layer('activation', { activation: 'gelu' }, input),
    },
  },
  examples: [
    { title: 'On an image', inputs: [[16, 8, 8]], expect: { output: [16, 8, 8], parameters: 0 } },
    { title: 'On features', inputs: [[128]], expect: { output: [128], parameters: 0 } },
    { title: 'By the tanh formula, as in GPT-2', attrs: { approximate: 'tanh' }, inputs: [[768]], expect: { output: [768], parameters: 0 } },
  ],
});
