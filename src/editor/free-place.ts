// Where cards can be put without lying on others.

import type { Position } from '../core/document.ts';
import { cardHeight, grid, overlaps } from './card.ts';

/** From one try to the next, downwards. */
const step = cardHeight(1) + 3 * grid;
/** Cards that overlap lie in neighbouring cells of this size. */
const cell = 256;

/** How far down cards at these places must go until none of them lies on a taken place; 0 where none does. */
export function dropUntilFree(places: readonly Position[], taken: readonly Position[]): number {
  const cells = new Map<string, Position[]>();
  const keyOf = (x: number, y: number) => `${Math.floor(x / cell)} ${Math.floor(y / cell)}`;
  for (const place of taken) {
    const key = keyOf(place.x, place.y);
    const others = cells.get(key);
    if (others) others.push(place);
    else cells.set(key, [place]);
  }
  const offsets = [-cell, 0, cell];
  const isTaken = (place: Position) =>
    offsets.some((dx) => offsets.some((dy) => cells.get(keyOf(place.x + dx, place.y + dy))?.some((other) => overlaps(place, other))));
  let drop = 0;
  while (places.some(({ x, y }) => isTaken({ x, y: y + drop }))) drop += step;
  return drop;
}
