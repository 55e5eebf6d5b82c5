// Depthwise Conv2d: one filter per channel.

import { again, images } from '../builder.ts';
import { sumBias, type Convolution } from './convolution.ts';
import type { Backward, Scope } from './lowering.ts';
import { convolutionWindows, gradientPhases } from './windows.ts';

export function lowerDepthwise(scope: Scope, { input, output, window, groups, taps }: Convolution): Backward {
  const { op, builder: b, inputs: [x] } = scope;
  const { channels } = input;
  const { table, paddedFloats } = convolutionWindows(input, output, window, groups, true);
  const windows = b.table(table);
  /** Where the filters of these taps are: [tap][channel]. */
  const rowsOf = (chosen: readonly number[]) => b.table(chosen.map((tap) => 4 * tap * channels));
  const filters = scope.weight('weight');
  const flops = 2 * op.macs;
  const every = Array.from({ length: taps }, (_, tap) => tap);

  b.call('depthwise', {
    windows, taps: rowsOf(every), x, filters, bias: scope.weight('bias'), y: scope.output(), images: images(), padded: b.scratch(paddedFloats),
  }, flops);
  return (dy) => {
    const gradient = scope.weightGradient('weight');
    if (gradient !== undefined) {
      b.call('depthwiseFilterGradient', { windows, x: scope.recall(0), dy, gradient, images: images(), padded: b.scratch(paddedFloats), again }, flops);
    }
    sumBias(scope, dy, output);
    scope.contribute(0, (dx) => {
      const phases = gradientPhases(input, output, window, groups);
      for (const phase of phases) {
        b.call('depthwise', {
          windows: b.table(phase.windows.table), taps: rowsOf(phase.taps), x: dy, filters, bias: 0, y: { value: dx, offset: phase.start },
          images: images(), padded: b.scratch(phase.windows.paddedFloats),
        }, (flops * phase.taps.length) / taps);
      }
    });
  };
}
