// Moves cards. The canvas calls it once, on drop.

import type { Position } from '../../core/document.ts';
import { snap, within } from '../card.ts';
import type { DocumentDraft } from '../document-store.ts';

/** Puts nodes at these places, on the grid; ids that do not exist are passed over. */
export function moveNodes(draft: DocumentDraft, places: Readonly<Record<string, Position>>): void {
  for (const [id, place] of Object.entries(places)) {
    if (Object.hasOwn(draft.graph.nodes, id)) draft.layout.nodes[id] = snap(place);
  }
}

/** Moves nodes by a distance, on or off the grid; the arrow keys do. */
export function nudgeNodes(draft: DocumentDraft, ids: readonly string[], by: Position): void {
  for (const id of ids) {
    const place = draft.layout.nodes[id];
    if (place) draft.layout.nodes[id] = within({ x: place.x + by.x, y: place.y + by.y });
  }
}
