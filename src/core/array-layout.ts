// Whether images in an array have their channels last, which the array alone cannot tell.

import type { ArrayFacts, ArrayLayout } from './own-data.ts';
import type { Shape } from './shape.ts';

/** As it stands, unless bytes of [N, height, width, channels] fit the network's input in no other way. */
export function proposeLayout({ dtype, shape }: Pick<ArrayFacts, 'dtype' | 'shape'>, networkInput: Shape): ArrayLayout {
  const [channels] = networkInput;
  const isImages = dtype === 'uint8' && shape.length === 4 && networkInput.length === 3;
  return isImages && shape[3] === channels && shape[1] !== channels ? 'channelsLast' : 'asTheyStand';
}

/** The shape of one example of an array, channels first where there are three axes. */
export function exampleShape({ shape }: Pick<ArrayFacts, 'shape'>, layout: ArrayLayout): Shape {
  const [a = 1, b = 1, c = 1] = shape.slice(1);
  return layout === 'channelsLast' && shape.length === 4 ? [c, a, b] : shape.slice(1);
}
