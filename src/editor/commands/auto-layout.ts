// Arranges the whole network anew.

import type { Graph } from '../../core/graph.ts';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import { arrange } from '../arrange.ts';
import type { DocumentDraft } from '../document-store.ts';
import { snapshotOf } from '../snapshot.ts';

/** Gives every card a new place, in reading order from the input. */
export function autoLayout(draft: DocumentDraft, layers: LayerRegistry): void {
  const graph: Graph = snapshotOf(draft.graph);
  draft.layout.nodes = arrange(graph, layers);
}
