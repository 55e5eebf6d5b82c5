// Copies nodes beside themselves.

import { current, isDraft } from 'immer';
import type { NetworkDocument } from '../../core/document.ts';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import { cardHeight, grid } from '../card.ts';
import type { DocumentDraft } from '../document-store.ts';
import { cutFragment } from '../fragment.ts';
import { paste } from './paste.ts';

/** Copies nodes and the edges among them, below the originals; returns the copies' ids. */
export function duplicate(draft: DocumentDraft, layers: LayerRegistry, ids: readonly string[]): string[] {
  const document: NetworkDocument = isDraft(draft) ? current(draft) : draft;
  const fragment = cutFragment(document, ids);
  const tops = Object.values(fragment.places).map((place) => place.y);
  const extent = tops.length === 0 ? 0 : Math.max(...tops) - Math.min(...tops);
  const drop = extent + cardHeight(1) + 3 * grid;
  const places = Object.fromEntries(Object.entries(fragment.places).map(([id, { x, y }]) => [id, { x, y: y + drop }]));
  return paste(draft, layers, { ...fragment, places });
}
