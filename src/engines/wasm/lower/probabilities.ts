// Softmax and Dropout.

import { dropoutSeed, dropoutThreshold } from '../../../core/dropout-mask.ts';
import { elementCount } from '../../../core/shape.ts';
import { images, open, type ProgramBuilder } from '../builder.ts';
import type { Value } from '../memory-layout.ts';
import { imageSize, type Lowering } from './lowering.ts';

/** Over the channels of every pixel, or over the features. */
export const softmax: Lowering = {
  lower(scope) {
    const { channels, pixels } = imageSize(scope.op.outputShape);
    const b = scope.builder;
    const y = scope.output();
    b.call('softmax', { x: scope.inputs[0], y, rows: images(pixels), columns: channels });
    return (dy) => scope.contribute(0, (dx) => b.call('softmaxGradient', { y, dy, dx, rows: images(pixels), columns: channels }));
  },
};

export const dropout: Lowering = {
  lower(scope) {
    const { op, builder: b } = scope;
    const p = op.attrs['p'] as number;
    if (b.mode === 'evaluate' || p === 0) {
      scope.passThrough();
      return undefined;
    }
    const size = elementCount(op.outputShape);
    const seed = dropoutSeed(b.stage.seed, op.id);
    const drop = (x: Value, y: Value) => dropElements(b, x, y, size, seed, p);
    drop(scope.inputs[0], scope.output());
    return (dy) => scope.contribute(0, (dx) => drop(dy, dx));
  },
};

/** The same elements for the same seed and step, forward and backward. */
function dropElements(b: ProgramBuilder, x: Value, y: Value, size: number, seed: number, p: number): void {
  // With p = 1 all are kept, and scaled to nothing.
  const scale = p === 1 ? 0 : 1 / (1 - p);
  b.call('dropout', {
    x, y, first: open('first', size), count: images(size),
    seed, step: b.stage.step, threshold: dropoutThreshold(p), scale,
  });
}
