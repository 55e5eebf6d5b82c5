// The inputs of one or two parts as one array, channels first.

import type { ArrayLayout } from '../../core/own-data.ts';
import type { NumpyArray } from './npy.ts';

/** One array of all inputs, channels first; what already is that is not copied. */
export function joinInputs<T extends Uint8Array | Float32Array>(
  pairs: readonly { readonly inputs: NumpyArray }[],
  layout: ArrayLayout,
  type: new (length: number) => T,
): T {
  const [first] = pairs;
  const isLast = layout === 'channelsLast' && first?.inputs.shape.length === 4;
  if (pairs.length === 1 && first?.inputs.values instanceof type && !isLast) return first.inputs.values;
  const out = new type(pairs.reduce((sum, { inputs }) => sum + inputs.values.length, 0));
  let at = 0;
  for (const {
    inputs: { shape, values },
  } of pairs) {
    if (isLast) turnChannels(values, shape, out, at);
    else out.set(values, at);
    at += values.length;
  }
  return out;
}

/** [N, height, width, channels] to [N, channels, height, width]. */
function turnChannels(
  values: ArrayLike<number>,
  [count = 0, height = 1, width = 1, channels = 1]: readonly number[],
  out: Uint8Array | Float32Array,
  at: number,
): void {
  const plane = height * width;
  for (let n = 0; n < count; n++) {
    for (let p = 0; p < plane; p++) {
      for (let c = 0; c < channels; c++)
        out[at + (n * channels + c) * plane + p] = values[(n * plane + p) * channels + c] as number;
    }
  }
}
