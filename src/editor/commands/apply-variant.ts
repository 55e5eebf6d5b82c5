// Puts a variant of the network on the canvas in its place, as one gesture that can be undone.

import { castDraft } from 'immer';
import type { NetworkDocument } from '../../core/document.ts';
import type { DocumentDraft } from '../document-store.ts';

/** Takes graph, layout and training settings; the document stays itself, with its name, notes and variants. Weights belong to the network that goes. */
export function applyVariant(draft: DocumentDraft, { graph, layout, training }: Pick<NetworkDocument, 'graph' | 'layout' | 'training'>): void {
  Object.assign(draft, castDraft({ graph, layout, training }));
  delete draft.weights;
}
