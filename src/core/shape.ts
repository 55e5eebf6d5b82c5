// Tensor shapes without the batch axis, channels first: [channels, height, width] or [features].
// Layouts that an engine uses inside are the engine's own affair.

export type Shape = readonly number[];

/** Number of elements of one example of this shape (1 for a scalar, `[]`). */
export function elementCount(shape: Shape): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** The one way a shape is written for people: `16×16×16`, channels × height × width. */
export function formatShape(shape: Shape): string {
  return shape.length === 0 ? 'scalar' : shape.join('×');
}
