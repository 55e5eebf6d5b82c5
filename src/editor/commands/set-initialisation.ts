// Chooses how a node's weights start.

import { castDraft } from 'immer';
import type { Initialisation } from '../../core/weights.ts';
import type { DocumentDraft } from '../document-store.ts';

/**
 * Sets a node's own initialisation; `undefined` leaves it to the network's. A bias that was given number by number goes with the
 * weights that were.
 */
export function setInitialisation(draft: DocumentDraft, id: string, initialisation: Initialisation | undefined): void {
  const node = draft.graph.nodes[id];
  if (!node) return;
  const { bias, ...weight } = initialisation ?? {};
  const isLeftOver = bias?.scheme === 'values' && weight.weight?.scheme !== 'values';
  if (initialisation) node.initialisation = castDraft(isLeftOver ? weight : initialisation);
  else delete node.initialisation;
}
