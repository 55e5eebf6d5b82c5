// Puts another network in place of the one on the canvas, as one gesture that can be undone.

import { castDraft } from 'immer';
import type { NetworkDocument } from '../../core/document.ts';
import type { DocumentDraft } from '../document-store.ts';

/** Takes name, graph, layout and training settings; notes, variants and weights belong to the network that goes. */
export function replaceNetwork(draft: DocumentDraft, { name, graph, layout, training }: Pick<NetworkDocument, 'name' | 'graph' | 'layout' | 'training'>): void {
  Object.assign(draft, castDraft({ name, graph, layout, training }));
  delete draft.notes;
  delete draft.variants;
  delete draft.weights;
}
