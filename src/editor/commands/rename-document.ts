// Names the document.

import type { DocumentDraft } from '../document-store.ts';

/** Names the document; an empty name changes nothing. */
export function renameDocument(draft: DocumentDraft, name: string): void {
  const trimmed = name.trim();
  if (trimmed !== '') draft.name = trimmed;
}
