// Sliding windows as the kernels want them: the `Windows` block of kernels/conv.ts, for a convolution and for the
// gradient of its input.

import type { Pair } from '../../../core/attrs.ts';
import type { Window } from '../../../core/conv-arithmetic.ts';
import type { ImageSize } from './lowering.ts';

/** The fields of `Windows` in the order of the kernels, then the byte offsets of the runs. */
interface WindowsBlock {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly top: number;
  readonly left: number;
  readonly paddedHeight: number;
  readonly paddedWidth: number;
  readonly rows: number;
  readonly columns: number;
  readonly rowStep: number;
  readonly columnStep: number;
  readonly groups: number;
  readonly runs: number;
  readonly runLength: number;
  readonly outputs: number;
  readonly outImage: number;
  readonly outRow: number;
  readonly outColumn: number;
  readonly offsets: readonly number[];
}

export interface SlidingWindows {
  readonly table: readonly number[];
  /** Floats of one padded image; 0 where the image is used as it is. */
  readonly paddedFloats: number;
}

function slidingWindows(w: WindowsBlock): SlidingWindows {
  const table = [
    w.height, w.width, w.channels, w.top, w.left, w.paddedHeight, w.paddedWidth, w.rows, w.columns, w.rowStep, w.columnStep,
    w.groups, w.runs, w.runLength, w.outputs, w.outImage, w.outRow, w.outColumn, ...w.offsets,
  ];
  const asItIs = w.top === 0 && w.left === 0 && w.paddedHeight === w.height && w.paddedWidth === w.width;
  return { table, paddedFloats: asItIs ? 0 : w.paddedHeight * w.paddedWidth * w.channels };
}

/** Windows of a convolution of `groups` groups. With `tapByTap`, every kernel element is a run of its own. */
export function convolutionWindows(input: ImageSize, output: ImageSize, window: Window, groups: number, tapByTap = false): SlidingWindows {
  const { kernel, stride, dilation, pads } = window;
  const paddedHeight = input.height + pads.top + pads.bottom;
  const paddedWidth = input.width + pads.left + pads.right;
  const perGroup = input.channels / groups;
  // Neighbouring taps of a kernel row are neighbours in memory too, so they make one run.
  const joined = !tapByTap && groups === 1 && dilation[1] === 1;
  const offsets: number[] = [];
  for (let i = 0; i < kernel[0]; i++) {
    for (let j = 0; j < (joined ? 1 : kernel[1]); j++) {
      offsets.push(4 * (i * dilation[0] * paddedWidth + j * dilation[1]) * input.channels);
    }
  }
  return slidingWindows({
    height: input.height, width: input.width, channels: input.channels,
    top: pads.top, left: pads.left, paddedHeight, paddedWidth,
    rows: output.height, columns: output.width, rowStep: stride[0], columnStep: stride[1],
    groups, runs: offsets.length, runLength: joined ? kernel[1] * input.channels : perGroup, outputs: output.channels / groups,
    outImage: output.pixels * output.channels, outRow: output.width * output.channels, outColumn: output.channels,
    offsets,
  });
}

/** The gradient of some of the input's pixels as a convolution of the output's gradient. */
export interface GradientPhase {
  readonly windows: SlidingWindows;
  /** Kernel elements that reach these pixels, in the order of the windows' runs. */
  readonly taps: readonly number[];
  /** Floats from the image's start to the first of these pixels. */
  readonly start: number;
}

/**
 * The gradient of the input of a strided convolution: for each of the stride's phases, the input pixels that lie alike
 * see the same kernel elements, at steps of one in the output's gradient. With stride 1 there is one phase.
 */
export function gradientPhases(input: ImageSize, output: ImageSize, window: Window, groups: number): GradientPhase[] {
  const phases: GradientPhase[] = [];
  for (let row = 0; row < Math.min(window.stride[0], input.height); row++) {
    for (let column = 0; column < Math.min(window.stride[1], input.width); column++) {
      phases.push(gradientPhase(input, output, window, groups, [row, column]));
    }
  }
  return phases;
}

function gradientPhase(input: ImageSize, output: ImageSize, window: Window, groups: number, phase: Pair): GradientPhase {
  const { kernel, stride, pads } = window;
  const vertical = tapsOfPhase(window, 0, pads.top, phase[0]);
  const horizontal = tapsOfPhase(window, 1, pads.left, phase[1]);
  const rows = Math.ceil((input.height - phase[0]) / stride[0]);
  const columns = Math.ceil((input.width - phase[1]) / stride[1]);
  const reached = vertical.taps.length > 0 && horizontal.taps.length > 0;
  const paddedHeight = reached ? rows + vertical.last - vertical.first : output.height;
  const paddedWidth = reached ? columns + horizontal.last - horizontal.first : output.width;
  const offsets: number[] = [];
  const taps: number[] = [];
  for (const y of vertical.taps) {
    for (const x of horizontal.taps) {
      offsets.push(4 * ((y.offset - vertical.first) * paddedWidth + x.offset - horizontal.first) * output.channels);
      taps.push(y.tap * kernel[1] + x.tap);
    }
  }
  const windows = slidingWindows({
    height: output.height, width: output.width, channels: output.channels,
    top: reached ? -vertical.first : 0, left: reached ? -horizontal.first : 0, paddedHeight, paddedWidth,
    rows, columns, rowStep: reached ? 1 : 0, columnStep: reached ? 1 : 0,
    groups, runs: offsets.length, runLength: output.channels / groups, outputs: input.channels / groups,
    outImage: input.pixels * input.channels, outRow: stride[0] * input.width * input.channels, outColumn: stride[1] * input.channels,
    offsets,
  });
  return { windows, taps, start: (phase[0] * input.width + phase[1]) * input.channels };
}

/**
 * Input pixel `phase + stride·i` and kernel element `tap` meet in output pixel `i + offset`, where
 * stride·offset = phase + pad - dilation·tap has a solution. Offsets ascend.
 */
function tapsOfPhase(window: Window, axis: 0 | 1, pad: number, phase: number): { taps: { tap: number; offset: number }[]; first: number; last: number } {
  const stride = window.stride[axis];
  const taps: { tap: number; offset: number }[] = [];
  for (let tap = window.kernel[axis] - 1; tap >= 0; tap--) {
    const distance = phase + pad - window.dilation[axis] * tap;
    if (distance % stride === 0) taps.push({ tap, offset: distance / stride });
  }
  return { taps, first: taps[0]?.offset ?? 0, last: taps.at(-1)?.offset ?? 0 };
}
