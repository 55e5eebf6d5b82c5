// Moves the rest of a row aside for a card that was put into it.

import { cardGap, cardWidth, overlaps, within } from '../card.ts';
import type { DocumentDraft } from '../document-store.ts';

/** Where node `id` covers another card, shifts all cards right of it in its row by one card. */
export function makeRoom(draft: DocumentDraft, id: string): void {
  const places = draft.layout.nodes;
  const own = places[id];
  if (!own) return;
  const others = Object.entries(places).filter(([other]) => other !== id);
  if (!others.some(([, place]) => overlaps(own, place))) return;
  for (const [other, place] of others) {
    const sameRow = overlaps({ x: 0, y: own.y }, { x: 0, y: place.y });
    if (sameRow && place.x + cardWidth / 2 >= own.x) places[other] = within({ x: place.x + cardWidth + cardGap, y: place.y });
  }
}
