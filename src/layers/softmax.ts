// Softmax: torch.nn.Softmax(dim=1).
// https://pytorch.org/docs/stable/generated/torch.nn.Softmax.html

import { defineLayer } from '../core/layer-kind.ts';

export const softmax = defineLayer({
  kind: 'Softmax',
  category: 'activation',
  idStem: 'softmax',
  summary: 'Turns numbers into probabilities that sum to 1.',
  docs: `y_i = exp(x_i) / Σ_j exp(x_j), over the features; for an image over the channels, at every pixel on its own (dim=1).

Not before the output when training with cross-entropy: that takes logits and contains the softmax.`,
  icon: 'percent',
  keywords: ['probability', 'classifier', 'activation'],
  attrs: {},
  inputs: { type: 'fixed', names: ['in'] },
  outputs: ['out'],
  shorthand: () => 'sums to 1',
  inferShape: ({ inputs: [input = []] }) => ({ shape: input }),
  sees: ({ inputs: [input = []] }, [, ...pixels]) => [[[0, input[0] ?? 1], ...pixels]],
  nonNegative: () => true,
  targets: { tfjs: { lower: (_, [input], builder) => builder.layer('softmax', { axis: -1 }, input) } },
  examples: [
    { title: 'Ten class probabilities', inputs: [[10]], expect: { output: [10], parameters: 0 } },
    { title: 'Over the channels of an image', inputs: [[21, 32, 32]], expect: { output: [21, 32, 32], parameters: 0 } },
    { title: 'Two classes', inputs: [[2]], expect: { output: [2], parameters: 0 } },
  ],
});
