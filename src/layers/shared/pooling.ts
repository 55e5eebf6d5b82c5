// What max and average pooling have in common: attributes, windows and PyTorch's limit on the padding.

import { booleanAttr, formatIntOrPair, formatPair, nullablePairAttr, pairAttr, toPair, type IntOrPair } from '../../core/attrs.ts';
import { ceilPadding, resolvePadding, slideWindow, windowSpans, type Window } from '../../core/conv-arithmetic.ts';
import type { Inference } from '../../core/layer-kind.ts';
import type { Shape } from '../../core/shape.ts';
import { expectImage } from './input-checks.ts';

export const poolingAttrs = {
  kernelSize: pairAttr({ label: 'Kernel size', help: 'Height and width of each window.', default: 2, min: 1 }),
  stride: nullablePairAttr({ label: 'Stride', help: 'Pixels from one window to the next.', default: null, min: 1, nullLabel: 'the kernel size' }),
};

export const ceilModeAttr = booleanAttr({
  label: 'Ceil mode', help: 'Whether a last window that reaches beyond the edge counts too.', default: false,
});

export interface PoolingAttrs {
  readonly kernelSize: IntOrPair;
  readonly stride: IntOrPair | null;
  readonly padding: IntOrPair;
  readonly ceilMode: boolean;
  /** Max pooling alone has one. */
  readonly dilation?: IntOrPair;
}

/** The window that a pooling slides over an image; a stride of null is the kernel size. Ceil mode is padding behind the image. */
export function poolingWindow(a: PoolingAttrs, [, height = 0, width = 0]: Shape = []): Window {
  const kernel = toPair(a.kernelSize);
  const stride = toPair(a.stride ?? a.kernelSize);
  const dilation = toPair(a.dilation ?? 1);
  const pads = resolvePadding(a.padding, kernel);
  if (!a.ceilMode) return { kernel, stride, dilation, pads };
  const bottom = pads.bottom + ceilPadding(height, pads.top, kernel[0], stride[0], dilation[0]);
  const right = pads.right + ceilPadding(width, pads.left, kernel[1], stride[1], dilation[1]);
  return { kernel, stride, dilation, pads: { ...pads, bottom, right } };
}

/** Output shape of a pooling. Problems: `wrong-rank`, `padding-too-large`, `kernel-too-large`, `window-outside`. */
export function inferPooling(kind: string, a: PoolingAttrs, inputs: readonly Shape[]): Inference {
  const { input, problem } = expectImage(kind, inputs);
  if (problem) return { problems: [problem] };
  const kernel = toPair(a.kernelSize);
  const padding = toPair(a.padding);
  const most = [Math.floor(kernel[0] / 2), Math.floor(kernel[1] / 2)] as const;
  if (padding[0] > most[0] || padding[1] > most[1]) {
    return {
      problems: [{
        code: 'padding-too-large', attr: 'padding',
        message: `padding is at most half the kernel, here ${formatPair(most)}, received ${formatPair(padding)}`,
        fix: { label: `Set padding to ${formatIntOrPair(most)}`, setAttr: 'padding', value: most[0] === most[1] ? most[0] : [...most] },
      }],
    };
  }
  const window = poolingWindow(a, input);
  const slid = slideWindow(input, window);
  if ('problem' in slid) return { problems: [slid.problem] };
  const isBlind = ([0, 1] as const).some((axis) => {
    const pad = axis === 0 ? window.pads.top : window.pads.left;
    const spans = windowSpans(input[axis + 1] ?? 0, pad, slid.size[axis], kernel[axis], window.stride[axis], window.dilation[axis]);
    return spans.some(({ count }) => count < 1);
  });
  if (!isBlind) return { shape: [input[0], ...slid.size] };
  return {
    problems: [{
      code: 'window-outside', attr: 'dilation',
      message: `with dilation ${formatPair(window.dilation)} a window of the ${formatPair([input[1], input[2]])} input covers padding alone`,
      fix: { label: 'Set dilation to 1', setAttr: 'dilation', value: 1 },
    }],
  };
}

/** "2×2 · s1 · p1": the stride only where it is not the kernel size. */
export function poolingShorthand(a: PoolingAttrs): string {
  const { kernel, stride, dilation } = poolingWindow(a);
  return [
    formatPair(kernel),
    ...(formatPair(stride) === formatPair(kernel) ? [] : [`s${formatIntOrPair(stride)}`]),
    ...(formatPair(a.padding) === '0×0' ? [] : [`p${formatIntOrPair(a.padding)}`]),
    ...(formatPair(dilation) === '1×1' ? [] : [`d${formatIntOrPair(dilation)}`]),
    ...(a.ceilMode ? ['ceil'] : []),
  ].join(' · ');
}
