// A piece of a network: what is copied, pasted and duplicated.

import type { NetworkDocument, Position } from '../core/document.ts';
import { compareIds, type EdgeRecord, type NodeRecord } from '../core/graph.ts';

export interface Fragment {
  readonly nodes: Readonly<Record<string, NodeRecord>>;
  /** All edges into its nodes; those from outside keep the id of their source. */
  readonly edges: readonly EdgeRecord[];
  /** Nodes without one stand in a row when it is pasted. */
  readonly places: Readonly<Record<string, Position>>;
}

/** The named nodes with the edges that lead into them; ids that do not exist are passed over. */
export function cutFragment({ graph, layout }: NetworkDocument, ids: readonly string[]): Fragment {
  const nodes: Record<string, NodeRecord> = {};
  const places: Record<string, Position> = {};
  for (const id of ids) {
    const node = graph.nodes[id];
    if (!node) continue;
    nodes[id] = node;
    const place = layout.nodes[id];
    if (place) places[id] = place;
  }
  const edges = Object.keys(graph.edges).sort(compareIds).flatMap((id) => {
    const edge = graph.edges[id];
    return edge && Object.hasOwn(nodes, edge.target) ? [edge] : [];
  });
  return { nodes, edges, places };
}
