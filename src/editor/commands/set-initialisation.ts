// Chooses how a node's weights start.

import { castDraft } from 'immer';
import type { Initialisation } from '../../core/weights.ts';
import type { DocumentDraft } from '../document-store.ts';

/** Sets a node's own initialisation; `undefined` leaves it to the network's. */
export function setInitialisation(draft: DocumentDraft, id: string, initialisation: Initialisation | undefined): void {
  const node = draft.graph.nodes[id];
  if (!node) return;
  if (initialisation) node.initialisation = castDraft(initialisation);
  else delete node.initialisation;
}
