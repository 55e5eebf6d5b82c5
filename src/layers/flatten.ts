// Flatten: torch.nn.Flatten with its defaults.
// https://pytorch.org/docs/stable/generated/torch.nn.Flatten.html

import { defineLayer } from '../core/layer-kind.ts';
import { elementAt, joinRegions, wholeOf } from '../core/region.ts';
import { elementCount } from '../core/shape.ts';
import { imageOf } from './shared/input-checks.ts';

export const flatten = defineLayer({
  kind: 'Flatten',
  category: 'shape',
  idStem: 'flatten',
  summary: 'Lays an image out as one list of features.',
  docs: `Channel after channel, and row after row within a channel: channels × height × width features. What a Linear layer needs after convolutions.

Features pass unchanged.`,
  icon: 'rows-3',
  keywords: ['reshape', 'vector', 'view'],
  attrs: {},
  inputs: { type: 'fixed', names: ['in'] },
  outputs: ['out'],
  shorthand: () => 'c · h · w',
  inferShape: ({ inputs: [input = []] }) => ({ shape: [elementCount(input)] }),
  // A list of features is taken as a whole: together they see all that the image saw.
  reach: () => ({ type: 'global' }),
  sees({ inputs: [input = []] }, [[first, end] = [0, 1]]) {
    // Features from one channel or row to another take all that lies between; both ends are elements of the image.
    const ends = joinRegions(elementAt(input, first), elementAt(input, end - 1));
    const split = ends.findIndex(([from, to]) => to - from > 1);
    return [split < 0 ? ends : [...ends.slice(0, split + 1), ...wholeOf(input).slice(split + 1)]];
  },
  nonNegative: (_, [input]) => input === true,
  targets: {
    tfjs: {
      lower(op, [input], builder) {
        if (op.inputShapes[0]?.length !== 3) return input;
        const [channels, height, width] = imageOf(op.inputShapes);
        // tfjs has channels last; with one channel or one pixel both orders are the same.
        const ordered = channels > 1 && height * width > 1 ? builder.layer('permute', { dims: [3, 1, 2] }, input) : input;
        return builder.layer('flatten', {}, ordered);
      },
    },
  },
  examples: [
    { title: 'Before the classifier', inputs: [[32, 4, 4]], expect: { output: [512], parameters: 0 } },
    { title: 'After global pooling', inputs: [[512, 1, 1]], expect: { output: [512], parameters: 0 } },
    { title: 'Features pass unchanged', inputs: [[128]], expect: { output: [128], parameters: 0 } },
  ],
});
