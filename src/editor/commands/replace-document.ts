// Makes the document another one, as one gesture that can be undone: an earlier version, or what another tab made of
// it.

import { castDraft } from 'immer';
import type { NetworkDocument } from '../../core/document.ts';
import type { DocumentDraft } from '../document-store.ts';

/** Takes everything of the other document, its name included. */
export function replaceDocument(draft: DocumentDraft, document: NetworkDocument): void {
  for (const key of ['notes', 'variants', 'weights'] as const) if (!(key in document)) delete draft[key];
  Object.assign(draft, castDraft(document));
}
