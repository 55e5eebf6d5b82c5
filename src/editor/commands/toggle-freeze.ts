// Keeps nodes from learning, or lets them learn again.

import type { DocumentDraft } from '../document-store.ts';

/** Freezes all nodes; where all are frozen already, none. */
export function toggleFreeze(draft: DocumentDraft, ids: readonly string[]): void {
  const nodes = ids.flatMap((id) => draft.graph.nodes[id] ?? []);
  const freeze = !nodes.every((node) => node.frozen);
  for (const node of nodes) {
    if (freeze) node.frozen = true;
    else delete node.frozen;
  }
}
