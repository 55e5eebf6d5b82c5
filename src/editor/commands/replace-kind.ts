// Puts nodes of another kind in the places of nodes: a ReLU for every Sigmoid.

import { freshNodeId } from '../../core/graph.ts';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import type { DocumentDraft } from '../document-store.ts';

/** Wires, place, group and name stay; attributes and initial values are those of a new node, and so is the id. Nodes that are gone are passed over. */
export function replaceKind(draft: DocumentDraft, layers: LayerRegistry, ids: readonly string[], kind: string): void {
  const { graph, layout } = draft;
  for (const id of ids) {
    const node = graph.nodes[id];
    if (!node || node.kind === kind) continue;
    const fresh = freshNodeId(graph, layers.get(kind)?.idStem ?? kind.toLowerCase());
    graph.nodes[fresh] = { kind, ...(node.name !== undefined && { name: node.name }), ...(node.bypassed && { bypassed: true }) };
    delete graph.nodes[id];
    for (const edge of Object.values(graph.edges)) {
      if (edge.source === id) edge.source = fresh;
      if (edge.target === id) edge.target = fresh;
    }
    for (const group of Object.values(graph.groups ?? {})) {
      if (group.members.includes(id)) group.members = group.members.map((member) => (member === id ? fresh : member));
    }
    const place = layout.nodes[id];
    if (place) layout.nodes[fresh] = place;
    delete layout.nodes[id];
  }
}
