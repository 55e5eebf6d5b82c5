// Writes the document's notes.

import type { DocumentDraft } from '../document-store.ts';

/** Replaces the notes; empty notes are taken out. */
export function setNotes(draft: DocumentDraft, notes: string): void {
  if (notes.trim() === '') delete draft.notes;
  else draft.notes = notes;
}
