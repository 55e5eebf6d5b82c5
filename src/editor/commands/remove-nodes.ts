// Removes nodes with their edges, or closes the gap they leave.

import { indexGraph, type Graph, type PortRef } from '../../core/graph.ts';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import type { DocumentDraft } from '../document-store.ts';
import { snapshotOf } from '../snapshot.ts';
import { connect } from './connect.ts';

/** Removes nodes, their edges and their places in layout and groups. */
export function removeNodes(draft: DocumentDraft, ids: readonly string[]): void {
  const gone = new Set(ids);
  // Read from a snapshot: a draft makes something of every edge it is asked for.
  const { edges }: Graph = snapshotOf(draft.graph);
  for (const [id, edge] of Object.entries(edges)) {
    if (gone.has(edge.source) || gone.has(edge.target)) delete draft.graph.edges[id];
  }
  for (const group of Object.values(draft.graph.groups ?? {})) {
    if (group.members.some((member) => gone.has(member))) group.members = group.members.filter((member) => !gone.has(member));
  }
  for (const id of gone) {
    delete draft.graph.nodes[id];
    delete draft.layout.nodes[id];
  }
}

/** As `removeNodes`, and what fed a removed node's first input now feeds what it fed. */
export function removeNodesAndReconnect(draft: DocumentDraft, layers: LayerRegistry, ids: readonly string[]): void {
  const graph: Graph = snapshotOf(draft.graph);
  const gone = new Set(ids.filter((id) => Object.hasOwn(graph.nodes, id)));
  const bridges: { from: PortRef; to: PortRef }[] = [];
  for (const id of gone) {
    const from = survivingSource(graph, id, gone);
    if (!from) continue;
    for (const { edge } of indexGraph(graph).outgoing.get(id) ?? []) {
      if (!gone.has(edge.target)) bridges.push({ from, to: { node: edge.target, port: edge.targetPort } });
    }
  }
  removeNodes(draft, ids);
  for (const { from, to } of bridges) connect(draft, layers, from, to);
}

/** Follows first inputs upstream past the nodes that go. */
function survivingSource(graph: Graph, start: string, gone: ReadonlySet<string>): PortRef | undefined {
  const seen = new Set<string>();
  for (let id = start; !seen.has(id);) {
    seen.add(id);
    const edges = indexGraph(graph).incoming.get(id) ?? [];
    const first = [...edges].sort((a, b) => a.edge.targetPort.localeCompare(b.edge.targetPort, 'en', { numeric: true }))[0]?.edge;
    if (!first) return undefined;
    if (!gone.has(first.source)) return { node: first.source, port: first.sourcePort };
    id = first.source;
  }
  return undefined;
}
