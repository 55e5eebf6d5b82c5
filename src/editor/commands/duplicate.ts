// Copies nodes beside themselves.

import type { NetworkDocument } from '../../core/document.ts';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import type { DocumentDraft } from '../document-store.ts';
import { snapshotOf } from '../snapshot.ts';
import { cutFragment } from '../fragment.ts';
import { paste } from './paste.ts';

/** Copies nodes and the edges among them, below the originals where nothing lies; returns the copies' ids. */
export function duplicate(draft: DocumentDraft, layers: LayerRegistry, ids: readonly string[]): string[] {
  const document: NetworkDocument = snapshotOf(draft);
  return paste(draft, layers, cutFragment(document, ids));
}
