// Typed numbers: a single example that the document carries itself, and what the outputs should be for it.

import { numbersAttr, readNumbers } from '../core/attrs.ts';
import { resolveOptions } from '../core/dataset-options.ts';
import type { DatasetKind } from './dataset-kind.ts';
import { prepareVectors } from './vectors.ts';

const options = {
  numbers: numbersAttr({
    label: 'Numbers', help: 'The example: every number of the input, row after row, channel after channel.', default: '0 1',
  }),
  targets: numbersAttr({ label: 'Targets', help: 'What the outputs should be for it, one number for each.', default: '1' }),
};

export const typed: DatasetKind = {
  id: 'typed',
  name: 'Typed numbers',
  summary: 'One example that you type yourself, of as many numbers as the input takes, and what the outputs should be for it.',
  inputShape: [2],
  classNames: [],
  targetNames: ['target 0'],
  options,
  trainingCount: 1,
  testCount: 1,
  sizedBy: { inputs: 'numbers', targets: 'targets' },
  async load(request) {
    const { numbers, targets } = resolveOptions(options, request.options);
    const inputs = Float32Array.from(readNumbers(numbers) ?? []);
    const wanted = Float32Array.from(readNumbers(targets) ?? []);
    const example = { count: 1, size: inputs.length, inputs, targets: wanted, targetSize: wanted.length };
    return prepareVectors({ training: example, test: example, classNames: [] }, request);
  },
};
