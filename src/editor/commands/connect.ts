// Wires an output to an input.

import { canConnect } from '../../core/connect.ts';
import { freshEdgeId, type Graph, type PortRef } from '../../core/graph.ts';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import type { Problem } from '../../core/problems.ts';
import type { DocumentDraft } from '../document-store.ts';
import { snapshotOf } from '../snapshot.ts';

/** Adds an edge in place of whatever fed the input; where the core rule forbids it, changes nothing and returns why. */
export function connect(draft: DocumentDraft, layers: LayerRegistry, from: PortRef, to: PortRef): Problem[] {
  // The core indexes graphs by reference, so it must see a snapshot and never the draft that goes on changing.
  const graph: Graph = snapshotOf(draft.graph);
  const problems = canConnect(graph, from, to, layers);
  if (problems.length > 0) return problems;
  for (const [id, edge] of Object.entries(graph.edges)) {
    if (edge.target === to.node && edge.targetPort === to.port) delete draft.graph.edges[id];
  }
  draft.graph.edges[freshEdgeId(draft.graph)] = { source: from.node, sourcePort: from.port, target: to.node, targetPort: to.port };
  return [];
}
