// Input: where examples enter, and how they are prepared. Engines feed its value; preparing the examples is the
// work of whoever reads the dataset (core/preprocessing.ts reads these attributes off a plan).

import { choiceAttr, floatAttr, shapeAttr } from '../core/attrs.ts';
import { defineLayer } from '../core/layer-kind.ts';
import { formatShape } from '../core/shape.ts';

export const input = defineLayer({
  kind: 'Input',
  category: 'input/output',
  idStem: 'input',
  summary: 'Where the images enter.',
  docs: `The shape of one example without the batch: channels × height × width, or a number of features. Every other shape in the network follows from it.

Images of another size are resized as PIL does it (bilinear, antialiased), or refused where you choose "none".

Pixels come as numbers from 0 to 1. Normalising subtracts a mean and divides by a standard deviation: those of the training images, or your own.`,
  icon: 'log-in',
  keywords: ['image', 'data', 'source', 'placeholder'],
  attrs: {
    shape: shapeAttr({ label: 'Shape', help: 'Channels, height and width of one example; or a number of features.', default: [1, 28, 28] }),
    resize: choiceAttr({ label: 'Resize', help: 'What happens to images of another size: "bilinear" resizes them, "none" refuses them.', default: 'bilinear', options: ['bilinear', 'none'] }),
    normalize: choiceAttr({ label: 'Normalise', help: '"none" keeps pixels from 0 to 1; "dataset" uses mean and deviation of the training images; "custom" uses yours.', default: 'none', options: ['none', 'dataset', 'custom'] }),
    mean: floatAttr({ label: 'Mean', help: 'Subtracted from every pixel where normalising is custom.', default: 0.5 }),
    std: floatAttr({ label: 'Standard deviation', help: 'Divides every pixel where normalising is custom.', default: 0.5, min: 1e-6 }),
  },
  inputs: { type: 'fixed', names: [] },
  outputs: ['out'],
  shorthand: (a) => [formatShape(a.shape), ...(a.normalize === 'none' ? [] : ['normalised'])].join(' · '),
  inferShape({ attrs: { shape } }) {
    if (shape.length === 1 || shape.length === 3) return { shape };
    return {
      problems: [{
        code: 'input-rank', attr: 'shape',
        message: `shape must be [channels, height, width] or [features], received ${JSON.stringify(shape)}`,
        ...(shape.length === 2 && { fix: { label: 'Make it one channel', setAttr: 'shape', value: [1, ...shape] } }),
      }],
    };
  },
  // No claim on the sign: a dataset may hold anything.
  targets: {},
  examples: [
    { title: 'MNIST', inputs: [], expect: { output: [1, 28, 28], parameters: 0 } },
    { title: 'Colour images', attrs: { shape: [3, 32, 32] }, inputs: [], expect: { output: [3, 32, 32], parameters: 0 } },
    { title: 'A list of features', attrs: { shape: [784] }, inputs: [], expect: { output: [784], parameters: 0 } },
    { title: 'Height and width need a channel count', attrs: { shape: [28, 28] }, inputs: [], expect: { problem: 'input-rank' } },
  ],
});
