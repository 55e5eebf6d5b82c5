// BatchNorm after every convolution, or none at all: the two sides of a comparison that every course draws.

import { freshEdgeId, freshNodeId, indexGraph, type Graph } from '../../core/graph.ts';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import { cardGap, cardWidth } from '../card.ts';
import type { DocumentDraft } from '../document-store.ts';
import { snapshotOf } from '../snapshot.ts';
import { makeRoom } from './make-room.ts';
import { removeNodesAndReconnect } from './remove-nodes.ts';

const convolution = 'Conv2d';
const batchNorm = 'BatchNorm2d';

/** Puts a BatchNorm2d behind each convolution that has none right behind it; whatever the convolution fed, the BatchNorm feeds. Returns how many. */
export function addBatchNorms(draft: DocumentDraft, layers: LayerRegistry): number {
  const graph: Graph = snapshotOf(draft.graph);
  const { outgoing } = indexGraph(graph);
  const bare = Object.keys(graph.nodes).filter((id) => {
    const next = outgoing.get(id) ?? [];
    return graph.nodes[id]?.kind === convolution && next.length > 0 && !next.some(({ edge }) => graph.nodes[edge.target]?.kind === batchNorm);
  });
  for (const conv of bare) {
    const id = freshNodeId(draft.graph, layers.get(batchNorm)?.idStem ?? 'bn');
    draft.graph.nodes[id] = { kind: batchNorm };
    for (const { id: edge } of outgoing.get(conv) ?? []) {
      const moved = draft.graph.edges[edge];
      if (moved) moved.source = id;
    }
    draft.graph.edges[freshEdgeId(draft.graph)] = { source: conv, sourcePort: 'out', target: id, targetPort: 'in' };
    const place = draft.layout.nodes[conv];
    if (place) {
      draft.layout.nodes[id] = { x: place.x + cardWidth + cardGap, y: place.y };
      makeRoom(draft, id);
    }
  }
  return bare.length;
}

/** Takes every BatchNorm out and closes the gaps. Returns how many. */
export function removeBatchNorms(draft: DocumentDraft, layers: LayerRegistry): number {
  const found = Object.entries(draft.graph.nodes).filter(([, { kind }]) => kind === batchNorm || kind === 'BatchNorm1d').map(([id]) => id);
  removeNodesAndReconnect(draft, layers, found);
  return found.length;
}
