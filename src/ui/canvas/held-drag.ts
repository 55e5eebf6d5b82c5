// A drag that is held: where the cards are is the document's before they are dropped, so that a page that goes loses
// no more of it than a moment. However long it is held, it is one entry of the history.

import { uniqueId } from '../../core/unique-id.ts';
import type { DocumentDraft, DocumentStore } from '../../editor/document-store.ts';

/** Often enough for autosave. */
const everyMs = 300;

export interface HeldDrag {
  /** The cards are here now, by a change that puts them there. */
  move(label: string, change: (draft: DocumentDraft) => void): void;
  /** Puts them where they were held last. */
  commit(): void;
  /** They are dropped, by a change that ends the entry. */
  drop(label: string, change: (draft: DocumentDraft) => void): void;
}

export function createHeldDrag(documents: DocumentStore): HeldDrag {
  let key: string | undefined;
  let latest: { readonly label: string; readonly change: (draft: DocumentDraft) => void } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const commit = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (latest && key !== undefined) documents.edit(latest.label, latest.change, { mergeKey: key });
    latest = undefined;
  };
  return {
    move(label, change) {
      key ??= uniqueId();
      latest = { label, change };
      timer ??= setTimeout(commit, everyMs);
    },
    commit,
    drop(label, change) {
      key ??= uniqueId();
      latest = { label, change };
      commit();
      documents.seal();
      key = undefined;
    },
  };
}
