// What the lowerings of dense and depthwise convolutions share.

import { toPair, type IntOrPair, type Padding } from '../../../core/attrs.ts';
import { resolvePadding, type Window } from '../../../core/conv-arithmetic.ts';
import type { PlanOp } from '../../../core/plan.ts';
import { again, images } from '../builder.ts';
import type { Value } from '../memory-layout.ts';
import { imageSize, type ImageSize, type Scope } from './lowering.ts';

/** What a convolution is, read off its op. */
export interface Convolution {
  readonly input: ImageSize;
  readonly output: ImageSize;
  readonly window: Window;
  readonly groups: number;
  readonly taps: number;
  readonly depthwise: boolean;
}

export function convolutionOf(op: PlanOp): Convolution {
  const kernel = toPair(op.attrs['kernelSize'] as IntOrPair);
  const dilation = toPair(op.attrs['dilation'] as IntOrPair);
  const stride = toPair(op.attrs['stride'] as IntOrPair);
  const pads = resolvePadding(op.attrs['padding'] as Padding, kernel, dilation);
  const input = imageSize(op.inputShapes[0]);
  const output = imageSize(op.outputShape);
  const groups = op.attrs['groups'] as number;
  return {
    input, output, groups, window: { kernel, stride, dilation, pads }, taps: kernel[0] * kernel[1],
    depthwise: groups > 1 && groups === input.channels && groups === output.channels,
  };
}

/** The bias's gradient: the sum of the output's over all pixels. */
export function sumBias(scope: Scope, dy: Value, output: ImageSize): void {
  const sums = scope.weightGradient('bias');
  if (sums !== undefined) scope.builder.call('sumRows', { x: dy, rows: images(output.pixels), columns: output.channels, sums, again });
}
