// Add: `+` of tensors of one shape, as in residual networks.

import { defineLayer } from '../core/layer-kind.ts';
import { sameShape } from '../core/shape.ts';
import { mismatches } from './shared/merge-checks.ts';

export const add = defineLayer({
  kind: 'Add',
  category: 'merge',
  idStem: 'add',
  summary: 'Adds its inputs element by element.',
  docs: `y = x1 + x2 + ..., element by element. All inputs must have the same shape; nothing is broadcast.

It joins a skip connection with the layers it goes around, so that these need learn only a correction (residual learning). Where shapes differ, a 1×1 convolution on the skip brings it to the right channels and stride.`,
  icon: 'circle-plus',
  keywords: ['sum', 'plus', 'residual', 'skip', 'shortcut'],
  attrs: {},
  inputs: { type: 'variadic', stem: 'in', min: 2 },
  outputs: ['out'],
  shorthand: () => 'sum',
  inferShape({ inputs, ports }) {
    const problems = mismatches('Add expects equal shapes', inputs, ports, sameShape);
    return problems.length > 0 ? { problems } : { shape: inputs[0] ?? [] };
  },
  nonNegative: (_, inputs) => inputs.every(Boolean),
  targets: { tfjs: { lower: (_, inputs, builder) => builder.layer('add', {}, inputs) } },
  examples: [
    { title: 'A skip connection', inputs: [[16, 8, 8], [16, 8, 8]], expect: { output: [16, 8, 8], parameters: 0 } },
    { title: 'Three lists of features', inputs: [[64], [64], [64]], expect: { output: [64], parameters: 0 } },
    { title: 'Shapes must agree', inputs: [[16, 8, 8], [16, 4, 4]], expect: { problem: 'shape-mismatch' } },
  ],
});
