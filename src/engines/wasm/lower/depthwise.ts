// Depthwise Conv2d: one filter per channel, on an image that is padded beforehand.

import { images, type ProgramBuilder } from '../builder.ts';
import type { Value } from '../memory-layout.ts';
import { sumBias, type Convolution } from './convolution.ts';
import type { Backward, Scope } from './lowering.ts';
import { convolutionWindows } from './windows.ts';

export function lowerDepthwise(scope: Scope, { input, output, window, groups }: Convolution): Backward {
  const { op, builder: b, inputs: [image] } = scope;
  const { pads } = window;
  const padding = {
    images: images(), height: input.height, width: input.width, channels: input.channels, top: pads.top, left: pads.left,
    paddedHeight: input.height + pads.top + pads.bottom, paddedWidth: input.width + pads.left + pads.right,
  };
  const padded = padding.paddedHeight !== input.height || padding.paddedWidth !== input.width;
  const paddedFloats = padding.paddedHeight * padding.paddedWidth * input.channels;
  const windows = b.table(convolutionWindows(input, output, window, groups, true).table);
  const filters = scope.weight('weight');
  const flops = 2 * op.macs;

  const three = window.kernel[0] === 3 && window.kernel[1] === 3 && input.channels % 4 === 0;

  const x = padded ? pad(b, image, b.value(paddedFloats), padding) : image;
  b.call(three ? 'depthwise3' : 'depthwise', { windows, x, filters, bias: scope.weight('bias'), y: scope.output(), images: images() }, flops);
  return (dy) => {
    const gradient = scope.weightGradient('weight');
    if (gradient !== undefined) b.call(three ? 'depthwiseFilterGradient3' : 'depthwiseFilterGradient', { windows, x, dy, gradient, images: images() }, flops);
    sumBias(scope, dy, output);
    scope.contribute(0, (dx) => {
      const target = padded ? b.value(paddedFloats) : dx;
      b.call(three ? 'depthwiseInputGradient3' : 'depthwiseInputGradient', { windows, dy, filters, dx: target, images: images() }, flops);
      if (padded) b.call('cropImages', { y: target, x: dx, ...padding });
    });
  };
}

function pad(b: ProgramBuilder, x: Value, y: Value, padding: Omit<Parameters<typeof b.call<'padImages'>>[1], 'x' | 'y'>): Value {
  b.call('padImages', { x, y, ...padding });
  return y;
}
