// Output: marks the value that is the network's result. Plans name that value; the node itself is no operation.

import { defineLayer } from '../core/layer-kind.ts';

export const output = defineLayer({
  kind: 'Output',
  category: 'input/output',
  idStem: 'output',
  summary: 'Marks the network’s result.',
  docs: `What is wired here is what the network computes; a network has one Output. Nodes it does not depend on are left out.

For training with cross-entropy it wants one logit a class: a list of as many features as there are classes, without Softmax.`,
  icon: 'log-out',
  keywords: ['result', 'logits', 'prediction', 'sink'],
  attrs: {},
  inputs: { type: 'fixed', names: ['in'] },
  outputs: [],
  shorthand: () => 'result',
  inferShape: ({ inputs: [value = []] }) => ({ shape: value }),
  nonNegative: (_, [value]) => value === true,
  targets: {},
  examples: [
    { title: 'Ten logits', inputs: [[10]], expect: { output: [10], parameters: 0 } },
    { title: 'A single number', inputs: [[1]], expect: { output: [1], parameters: 0 } },
    { title: 'An image', inputs: [[3, 32, 32]], expect: { output: [3, 32, 32], parameters: 0 } },
  ],
});
