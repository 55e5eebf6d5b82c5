// What pixels a network is to be shown: a digit's frame where it reads digits, its own size where it takes images.

import { elementCount, formatShape, type Shape } from '../../../core/shape.ts';
import { digitPixels, type WantedPixels } from '../../draw/drawing.ts';

/** Or, in a sentence, why nothing can be drawn for it. `stored` is the shape of the dataset's own examples. */
export function wantedPixels(inputShape: Shape, stored: Shape | undefined, classNames: readonly string[]): WantedPixels | { readonly obstacle: string } {
  const isDigits = classNames.length === 10 && classNames.every((name, digit) => name === String(digit));
  if (isDigits && stored?.join() === digitPixels.shape.join()) return digitPixels;
  // A flat input takes the pixels of an image of the dataset as they lie.
  const shape = inputShape.length === 3 ? inputShape : stored && elementCount(stored) === elementCount(inputShape) ? stored : inputShape;
  const [channels = 0, height = 0, width = 0] = shape;
  if (shape.length !== 3 || (channels !== 1 && channels !== 3)) {
    return { obstacle: `The network takes ${formatShape(inputShape)}, which is no picture; expected 1 or 3 channels, height and width.` };
  }
  return { shape: [channels, height, width], framing: 'plain' };
}
