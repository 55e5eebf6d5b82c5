// What max and average pooling have in common: attributes, windows and PyTorch's limit on the padding.

import { formatIntOrPair, formatPair, nullablePairAttr, pairAttr, toPair, type IntOrPair } from '../../core/attrs.ts';
import { resolvePadding, slideWindow, type Window } from '../../core/conv-arithmetic.ts';
import type { Inference } from '../../core/layer-kind.ts';
import type { Shape } from '../../core/shape.ts';
import { expectImage } from './input-checks.ts';

export const poolingAttrs = {
  kernelSize: pairAttr({ label: 'Kernel size', help: 'Height and width of each window.', default: 2, min: 1 }),
  stride: nullablePairAttr({ label: 'Stride', help: 'Pixels from one window to the next.', default: null, min: 1, nullLabel: 'the kernel size' }),
};

export interface PoolingAttrs {
  readonly kernelSize: IntOrPair;
  readonly stride: IntOrPair | null;
  readonly padding: IntOrPair;
}

/** The window that a pooling slides; a stride of null is the kernel size. */
export function poolingWindow(a: PoolingAttrs): Window {
  const kernel = toPair(a.kernelSize);
  return { kernel, stride: toPair(a.stride ?? a.kernelSize), dilation: [1, 1], pads: resolvePadding(a.padding, kernel) };
}

/** Output shape of a pooling. Problems: `wrong-rank`, `padding-too-large`, `kernel-too-large`. */
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
  const slid = slideWindow(input, poolingWindow(a));
  return 'problem' in slid ? { problems: [slid.problem] } : { shape: [input[0], ...slid.size] };
}

/** "2×2 · s1 · p1": the stride only where it is not the kernel size. */
export function poolingShorthand(a: PoolingAttrs): string {
  const { kernel, stride } = poolingWindow(a);
  return [
    formatPair(kernel),
    ...(formatPair(stride) === formatPair(kernel) ? [] : [`s${formatIntOrPair(stride)}`]),
    ...(formatPair(a.padding) === '0×0' ? [] : [`p${formatIntOrPair(a.padding)}`]),
  ].join(' · ');
}
