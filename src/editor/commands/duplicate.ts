// Copies nodes beside themselves.

import type { NetworkDocument } from '../../core/document.ts';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import { cardHeight, grid, overlaps } from '../card.ts';
import type { DocumentDraft } from '../document-store.ts';
import { snapshotOf } from '../snapshot.ts';
import { cutFragment } from '../fragment.ts';
import { paste } from './paste.ts';

/** Copies nodes and the edges among them, below the originals where nothing lies; returns the copies' ids. */
export function duplicate(draft: DocumentDraft, layers: LayerRegistry, ids: readonly string[]): string[] {
  const document: NetworkDocument = snapshotOf(draft);
  const fragment = cutFragment(document, ids);
  const taken = Object.values(document.layout.nodes);
  const step = cardHeight(1) + 3 * grid;
  const shifted = (by: number) => Object.entries(fragment.places).map(([id, { x, y }]) => [id, { x, y: y + by }] as const);
  let drop = step;
  while (shifted(drop).some(([, place]) => taken.some((other) => overlaps(place, other)))) drop += step;
  return paste(draft, layers, { ...fragment, places: Object.fromEntries(shifted(drop)) });
}
