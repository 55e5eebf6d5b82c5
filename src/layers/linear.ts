// Linear: torch.nn.Linear on a list of features.
// https://pytorch.org/docs/stable/generated/torch.nn.Linear.html

import { booleanAttr, intAttr } from '../core/attrs.ts';
import { defineLayer } from '../core/layer-kind.ts';
import { elementCount } from '../core/shape.ts';
import type { WeightSpec } from '../core/weights.ts';
import { expectFeatures } from './shared/input-checks.ts';

export const linear = defineLayer({
  kind: 'Linear',
  category: 'linear',
  idStem: 'fc',
  summary: 'Connects every feature to every output.',
  docs: `y = W·x + b, with a weight matrix of out features × in features and one bias an output. In features is read off the input.

Weights start uniform in ±1/sqrt(in features) unless you choose otherwise. It multiplies in features × out features numbers.

On an image PyTorch would connect only the last axis; here that is a problem, and Flatten is what is usually missing.`,
  icon: 'waypoints',
  keywords: ['dense', 'fully connected', 'fc', 'classifier'],
  attrs: {
    outFeatures: intAttr({ label: 'Out features', help: 'Number of outputs; the number of classes in the last layer.', default: 10, min: 1 }),
    bias: booleanAttr({ label: 'Bias', help: 'Adds a learned number to each output.', default: true }),
  },
  inputs: { type: 'fixed', names: ['in'] },
  outputs: ['out'],
  shorthand: (a) => `${a.outFeatures}${a.bias ? '' : ' · no bias'}`,
  inferShape({ attrs: a, inputs }) {
    const { problem } = expectFeatures('Linear', inputs, 'Flatten turns an image into features.');
    if (!problem) return { shape: [a.outFeatures] };
    return { problems: [{ ...problem, fix: { label: 'Insert Flatten before it', insertBefore: 'Flatten' } }] };
  },
  weights({ attrs: a, inputs: [input = []] }) {
    const fanIn = elementCount(input);
    const tensor = (name: 'weight' | 'bias', shape: readonly number[]): WeightSpec =>
      ({ name, shape, role: 'parameter', init: { type: 'default', part: name, fanIn, fanOut: a.outFeatures } });
    const weight = tensor('weight', [a.outFeatures, fanIn]);
    return a.bias ? [weight, tensor('bias', [a.outFeatures])] : [weight];
  },
  macs: ({ attrs: a, inputs: [input = []] }) => elementCount(input) * a.outFeatures,
  reach: () => ({ type: 'global' }),
  combines: () => 'weighted sum',
  targets: {
    tfjs: {
      lower: ({ attrs: a }, [input], builder) =>
        builder.layer('dense', { units: a.outFeatures, useBias: a.bias }, input, [
          { weight: 'weight', layout: 'OI>IO' },
          ...(a.bias ? [{ weight: 'bias' }] : []),
        ]),
    },
  },
  examples: [
    { title: 'The course’s classifier', inputs: [[512]], expect: { output: [10], parameters: 5130 } },
    { title: 'A hidden layer', attrs: { outFeatures: 100 }, inputs: [[784]], expect: { output: [100], parameters: 78500 } },
    { title: 'Without bias', attrs: { outFeatures: 2, bias: false }, inputs: [[49]], expect: { output: [2], parameters: 98 } },
    { title: 'An image must be flattened first', inputs: [[32, 4, 4]], expect: { problem: 'wrong-rank' } },
  ],
});
