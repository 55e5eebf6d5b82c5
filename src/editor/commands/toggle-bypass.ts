// Lets nodes pass their input through, or takes them back in.

import type { DocumentDraft } from '../document-store.ts';

/** Bypasses all nodes; where all are bypassed already, none. */
export function toggleBypass(draft: DocumentDraft, ids: readonly string[]): void {
  const nodes = ids.flatMap((id) => draft.graph.nodes[id] ?? []);
  const bypass = !nodes.every((node) => node.bypassed);
  for (const node of nodes) {
    if (bypass) node.bypassed = true;
    else delete node.bypassed;
  }
}
