// Concat: torch.cat.
// https://pytorch.org/docs/stable/generated/torch.cat.html

import { intAttr } from '../core/attrs.ts';
import { defineLayer } from '../core/layer-kind.ts';
import { clipRegion } from '../core/region.ts';
import { sameShape, type Shape } from '../core/shape.ts';
import { mismatches } from './shared/merge-checks.ts';

export const concat = defineLayer({
  kind: 'Concat',
  category: 'merge',
  idStem: 'cat',
  summary: 'Joins its inputs one behind the other.',
  docs: `Inputs follow each other along one axis in the order of their ports, as in torch.cat; along the other axes their sizes must agree.

Axes are counted as PyTorch counts them, with the batch as 0: 1 joins channels (or features), 2 rows, 3 columns. Joining channels is how DenseNet, Inception and U-Net reuse earlier features.`,
  icon: 'combine',
  keywords: ['concatenate', 'join', 'cat', 'stack', 'dense block'],
  attrs: {
    dim: intAttr({ label: 'Axis', help: '1 joins channels or features, 2 rows, 3 columns.', default: 1, min: 1, max: 3 }),
  },
  inputs: { type: 'variadic', stem: 'in', min: 2 },
  outputs: ['out'],
  shorthand: (a) => `dim ${a.dim}`,
  inferShape({ attrs: { dim }, inputs, ports }) {
    const [first = []] = inputs;
    const axis = dim - 1;
    if (axis >= first.length) {
      return {
        problems: [{
          code: 'dim-out-of-range', attr: 'dim',
          message: `features have one axis, so dim is 1, received ${dim}`,
          fix: { label: 'Set dim to 1', setAttr: 'dim', value: 1 },
        }],
      };
    }
    const others = (shape: Shape) => shape.toSpliced(axis, 1);
    const fits = (a: Shape, b: Shape) => a.length === b.length && sameShape(others(a), others(b));
    const problems = mismatches(`Concat along dim ${dim} expects the other sizes to agree`, inputs, ports, fits);
    if (problems.length > 0) return { problems };
    return { shape: first.with(axis, inputs.reduce((sum, shape) => sum + (shape[axis] ?? 0), 0)) };
  },
  sees({ attrs: { dim }, inputs }, part) {
    let offset = 0;
    return inputs.map((shape) => {
      const [first, end] = part[dim - 1] ?? [0, 1];
      const moved = part.with(dim - 1, [first - offset, end - offset]);
      offset += shape[dim - 1] ?? 0;
      return clipRegion(moved, shape);
    });
  },
  nonNegative: (_, inputs) => inputs.every(Boolean),
  targets: {
    tfjs: {
      // Channels are the last axis in tfjs; rows and columns move one axis forward.
      lower: ({ attrs: { dim } }, inputs, builder) => builder.layer('concatenate', { axis: dim === 1 ? -1 : dim - 1 }, inputs),
    },
  },
  examples: [
    { title: 'Channels of two branches', inputs: [[16, 8, 8], [32, 8, 8]], expect: { output: [48, 8, 8], parameters: 0 } },
    { title: 'Three lists of features', inputs: [[10], [20], [30]], expect: { output: [60], parameters: 0 } },
    { title: 'One image below the other', attrs: { dim: 2 }, inputs: [[3, 4, 8], [3, 6, 8]], expect: { output: [3, 10, 8], parameters: 0 } },
    { title: 'The other sizes must agree', inputs: [[16, 8, 8], [16, 4, 4]], expect: { problem: 'shape-mismatch' } },
    { title: 'Features have no rows', attrs: { dim: 2 }, inputs: [[10], [10]], expect: { problem: 'dim-out-of-range' } },
  ],
});
