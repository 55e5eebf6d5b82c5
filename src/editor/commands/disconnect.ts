// Takes edges out.

import type { DocumentDraft } from '../document-store.ts';

/** Removes edges; ids that do not exist are passed over. */
export function disconnect(draft: DocumentDraft, edges: readonly string[]): void {
  for (const id of edges) delete draft.graph.edges[id];
}
