// Conv2d: windows slid over the padded image as matrix products; depthwise layers have kernels of their own.

import { again, images } from '../builder.ts';
import type { Value } from '../memory-layout.ts';
import { panelOrder, plainOrder, panelWidth } from '../weight-places.ts';
import { convolutionOf, sumBias, type Convolution } from './convolution.ts';
import { lowerDepthwise } from './depthwise.ts';
import type { Lowering, Scope } from './lowering.ts';
import { convolutionWindows, gradientPhases, type GradientPhase } from './windows.ts';
import { lowerWinograd, suitsWinograd } from './winograd.ts';

export const conv2d: Lowering = {
  orders(op) {
    const { input, output, groups, taps, depthwise } = convolutionOf(op);
    const perGroup = input.channels / groups;
    // PyTorch: [output][input][tap]; here rows are [tap][input].
    const row = (i: number) => (i % taps) * perGroup + Math.floor(i / taps);
    if (!depthwise) return { weight: panelOrder(groups, output.channels / groups, taps * perGroup, row) };
    const { floats } = plainOrder([output.channels * taps]);
    return { weight: { floats, place: (i) => (i % taps) * output.channels + Math.floor(i / taps) } };
  },
  lower(scope) {
    const convolution = convolutionOf(scope.op);
    if (convolution.depthwise) return lowerDepthwise(scope, convolution);
    return suitsWinograd(convolution) ? lowerWinograd(scope, convolution) : lowerDense(scope, convolution);
  },
};

/** Windows whose share of the filters' gradient is counted at a time: six floats of each fill a quarter of an L1 cache. */
const chunkWindows = 128;
/** Bytes of an image that fits into that cache with what else there is. */
const smallImage = 8192;

function lowerDense(scope: Scope, convolution: Convolution): (gradient: Value) => void {
  const { op, builder: b, inputs: [x] } = scope;
  const { input, output, window, groups } = convolution;
  const { table, paddedFloats } = convolutionWindows(input, output, window, groups);
  const windows = b.table(table);
  const flops = 2 * op.macs;
  b.call('slideWindows', {
    windows, x, filters: scope.weight('weight'), bias: scope.weight('bias'), y: scope.output(), images: images(), padded: b.scratch(paddedFloats),
  }, flops);
  return (dy) => {
    const gradient = scope.weightGradient('weight');
    if (gradient !== undefined) {
      const small = 4 * input.channels * input.pixels <= smallImage;
      const chunk = small ? output.height : Math.max(1, Math.min(output.height, Math.floor(chunkWindows / output.width)));
      const panels = Math.ceil(output.channels / groups / panelWidth);
      b.call('filterGradient', {
        windows, x: scope.recall(0), dy, gradient, images: images(), chunk, padded: b.scratch(paddedFloats),
        packed: b.scratch(panels * panelWidth * chunk * output.width), again,
      }, flops);
    }
    sumBias(scope, dy, output);
    scope.contribute(0, (dx) => {
      const phases = gradientPhases(input, output, window, groups);
      for (const phase of phases) inputGradient(scope, convolution, phase, dy, dx, flops / phases.length);
    });
  };
}

function inputGradient(scope: Scope, { input, output, groups, taps }: Convolution, phase: GradientPhase, dy: Value, dx: Value, flops: number): void {
  const b = scope.builder;
  const inputs = input.channels / groups;
  const outputs = output.channels / groups;
  const chosen = phase.taps.length;
  const panelFloats = Math.ceil(inputs / panelWidth) * panelWidth * chosen * outputs;
  const filterFloats = Math.ceil(outputs / panelWidth) * panelWidth * taps * inputs;
  const transposed = b.scratch(groups * panelFloats);
  const tapList = b.table(phase.taps);
  for (let group = 0; group < groups; group++) {
    b.call('transposePanels', {
      source: scope.weight('weight') + 4 * group * filterFloats, inputs, outputs, taps, chosen, tapList,
      target: { value: transposed, offset: group * panelFloats },
    });
  }
  b.call('slideWindows', {
    windows: b.table(phase.windows.table), x: dy, filters: transposed, bias: 0, y: { value: dx, offset: phase.start },
    images: images(), padded: b.scratch(phase.windows.paddedFloats),
  }, flops);
}
