// Conv2d of stride 1 with a 3×3 or 5×5 kernel by Winograd's minimal filtering: see kernels/winograd.ts.

import { images } from '../builder.ts';
import { panelWidth } from '../weight-places.ts';
import { sumBias, type Convolution } from './convolution.ts';
import type { Backward, Scope } from './lowering.ts';

/** Outputs of a tile along an axis, rows of a register tile, floats between frequencies: as in the kernels. */
const step = 4;
const tileRows = 6;
const gap = 16;
/** A block's transformed inputs and outputs should stay in a core's second-level cache. */
const blockBytes = 640 * 1024;
const mostBlockImages = 16;
/** The kernels' table of panels has 256 places. */
const mostOutputs = 256 * panelWidth;

/** Whether the kernels can run it, and gain by it: with few channels the transforms cost more than they save. */
export function suitsWinograd({ input, output, window: { kernel, stride, dilation }, groups }: Convolution): boolean {
  const square = kernel[0] === kernel[1] && (kernel[0] === 3 || kernel[0] === 5);
  const dense = groups === 1 && [...stride, ...dilation].every((size) => size === 1);
  return square && dense && input.channels >= 8 && input.channels % 4 === 0 && output.channels % panelWidth === 0 && output.channels <= mostOutputs;
}

export function lowerWinograd(scope: Scope, { input, output, window }: Convolution): Backward {
  const { op, builder: b, inputs: [x] } = scope;
  const r = window.kernel[0];
  const frequencies = (r + step - 1) ** 2;
  const down = Math.ceil(output.height / step);
  const across = Math.ceil(output.width / step);
  const tiles = down * across;
  const channels = Math.ceil(input.channels / panelWidth) * panelWidth;
  const perImage = 4 * frequencies * tiles * (channels + output.channels);
  const block = Math.max(1, Math.min(mostBlockImages, b.stage.imagesPerThread, Math.floor(blockBytes / perImage)));
  const blockTiles = Math.ceil((block * tiles) / tileRows) * tileRows;
  const winograd = b.table([
    input.height, input.width, input.channels, window.pads.top, window.pads.left, output.height, output.width, output.channels, block,
  ]);
  const areas = () => ({
    padded: b.scratch((down * step + r - 1) * (across * step + r - 1) * input.channels),
    u: b.scratch(frequencies * (channels * output.channels + gap)),
    v: b.scratch(frequencies * (blockTiles * channels + gap)),
    m: b.scratch(frequencies * (blockTiles * output.channels + gap)),
  });
  const filters = scope.weight('weight');
  const flops = 2 * op.macs;

  b.call(r === 3 ? 'winograd3' : 'winograd5', { winograd, x, filters, bias: scope.weight('bias'), y: scope.output(), images: images(), ...areas() }, flops);
  return (dy) => {
    sumBias(scope, dy, output);
    const gradient = scope.weightGradient('weight') ?? 0;
    const kernel = r === 3 ? 'winogradGradient3' : 'winogradGradient5';
    const common = { winograd, x, dy, filters, gradient, images: images(), ...areas(), ut: b.scratch(frequencies * (channels * output.channels + gap)) };
    const reached = scope.contribute(0, (dx) => b.call(kernel, { ...common, dx }, gradient === 0 ? flops : 2 * flops));
    if (!reached && gradient !== 0) b.call(kernel, { ...common, dx: 0 }, flops);
  };
}
