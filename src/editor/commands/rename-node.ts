// Gives a node the name that people see.

import type { DocumentDraft } from '../document-store.ts';

/** Names a node; an empty name, or its id, takes the name away. */
export function renameNode(draft: DocumentDraft, id: string, name: string): void {
  const node = draft.graph.nodes[id];
  if (!node) return;
  const trimmed = name.trim();
  if (trimmed === '' || trimmed === id) delete node.name;
  else node.name = trimmed;
}
