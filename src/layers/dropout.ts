// Dropout: torch.nn.Dropout.
// https://pytorch.org/docs/stable/generated/torch.nn.Dropout.html

import { floatAttr } from '../core/attrs.ts';
import { defineLayer } from '../core/layer-kind.ts';

export const dropout = defineLayer({
  kind: 'Dropout',
  category: 'regularisation',
  idStem: 'drop',
  summary: 'Sets random elements to zero while training.',
  docs: `In training each element is zero with probability p, and otherwise x / (1 - p), so that the mean stays; which ones is drawn anew for every batch. In evaluation everything passes unchanged.

Keeps units from relying on each other, against overfitting.`,
  icon: 'droplet-off',
  keywords: ['regularization', 'overfitting'],
  attrs: {
    p: floatAttr({ label: 'Probability', help: 'Of an element to be set to zero, from 0 to 1.', default: 0.5, min: 0, max: 1 }),
  },
  inputs: { type: 'fixed', names: ['in'] },
  outputs: ['out'],
  shorthand: (a) => `p ${a.p}`,
  inferShape: ({ inputs: [input = []] }) => ({ shape: input }),
  nonNegative: (_, [input]) => input === true,
  targets: {
    tfjs: {
      limits: ({ attrs: a }) =>
        a.p < 1
          ? []
          : [{
              code: 'tfjs-dropout-all', attr: 'p',
              message: 'tfjs drops nothing where all is to be dropped: it takes p below 1, received 1',
              fix: { label: 'Set p to 0.5', setAttr: 'p', value: 0.5 },
            }],
      lower: ({ attrs: a }, [input], builder) => builder.layer('dropout', { rate: a.p }, input),
    },
  },
  examples: [
    { title: 'Half of the features', inputs: [[300]], expect: { output: [300], parameters: 0 } },
    { title: 'A tenth of an image’s values', attrs: { p: 0.1 }, inputs: [[16, 8, 8]], expect: { output: [16, 8, 8], parameters: 0 } },
    { title: 'Nothing is dropped', attrs: { p: 0 }, inputs: [[10]], expect: { output: [10], parameters: 0 } },
    { title: 'A probability is at most 1', attrs: { p: 1.5 }, inputs: [[10]], expect: { problem: 'attr-invalid' } },
  ],
});
