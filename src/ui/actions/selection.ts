// What menus and keys do to the selected nodes and wires.

import { nodeLabel } from '../../core/graph.ts';
import { orderNodes } from '../../core/order.ts';
import type { Position } from '../../core/document.ts';
import { tooMuch } from '../../editor/clipboard.ts';
import { disconnect } from '../../editor/commands/disconnect.ts';
import { duplicate } from '../../editor/commands/duplicate.ts';
import { nudgeNodes } from '../../editor/commands/move-nodes.ts';
import { removeNodes, removeNodesAndReconnect } from '../../editor/commands/remove-nodes.ts';
import { toggleBypass } from '../../editor/commands/toggle-bypass.ts';
import { toggleFreeze } from '../../editor/commands/toggle-freeze.ts';
import { cutFragment } from '../../editor/fragment.ts';
import type { AppServices } from '../services.tsx';

/** Selected nodes that exist. */
export function selectedNodes({ documents, session }: AppServices): string[] {
  const { nodes } = documents.getState().document.graph;
  return session.getState().selectedNodes.filter((id) => Object.hasOwn(nodes, id));
}

/** Selected edges that exist. */
export function selectedEdges({ documents, session }: AppServices): string[] {
  const { edges } = documents.getState().document.graph;
  return session.getState().selectedEdges.filter((id) => Object.hasOwn(edges, id));
}

function nameOf(services: AppServices, ids: readonly string[]): string {
  const [only, ...more] = ids;
  return only !== undefined && more.length === 0 ? nodeLabel(services.documents.getState().document.graph, only) : `${ids.length} nodes`;
}

/** Deletes what is selected, by choice closing the gaps that nodes leave. */
export function deleteSelection(services: AppServices, reconnect = false): void {
  const nodes = selectedNodes(services);
  const edges = selectedEdges(services);
  if (nodes.length + edges.length === 0) return;
  const label = nodes.length === 0 ? 'Disconnect' : `Delete ${nameOf(services, nodes)}`;
  services.documents.edit(label, (draft) => {
    disconnect(draft, edges);
    if (reconnect) removeNodesAndReconnect(draft, services.layers, nodes);
    else removeNodes(draft, nodes);
  });
  services.session.select([]);
}

/** Copies the selected nodes beside themselves and selects the copies. */
export function duplicateSelection(services: AppServices): void {
  const nodes = selectedNodes(services);
  if (nodes.length === 0) return;
  const { document } = services.documents.getState();
  const obstacle = tooMuch(document, cutFragment(document, nodes));
  if (obstacle !== undefined) return services.session.notify({ tone: 'error', text: obstacle });
  services.session.select(services.documents.edit(`Duplicate ${nameOf(services, nodes)}`, (draft) => duplicate(draft, services.layers, nodes)));
}

export function bypassSelection(services: AppServices): void {
  const nodes = selectedNodes(services);
  if (nodes.length > 0) services.documents.edit(`Bypass ${nameOf(services, nodes)}`, (draft) => toggleBypass(draft, nodes));
}

export function freezeSelection(services: AppServices): void {
  const nodes = selectedNodes(services);
  if (nodes.length > 0) services.documents.edit(`Freeze ${nameOf(services, nodes)}`, (draft) => toggleFreeze(draft, nodes));
}

/** Moves the selected nodes; a run of nudges is one step of the history. */
export function nudgeSelection(services: AppServices, by: Position): void {
  const nodes = selectedNodes(services);
  if (nodes.length === 0) return;
  services.documents.edit(`Move ${nameOf(services, nodes)}`, (draft) => nudgeNodes(draft, nodes, by), { mergeKey: `nudge ${nodes.join(' ')}` });
}

/** Selects every node; wires go with their nodes. */
export function selectAll({ documents, session }: AppServices): void {
  session.select(Object.keys(documents.getState().document.graph.nodes));
}

/** Selects the node after (or before) the selected one in the network's order; the first where none is. */
export function selectNeighbour(services: AppServices, step: 1 | -1): void {
  const { graph } = services.documents.getState().document;
  const { sorted, unsorted } = orderNodes(graph);
  const ids = [...sorted, ...unsorted];
  if (ids.length === 0) return;
  const at = ids.indexOf(selectedNodes(services)[0] ?? '');
  const next = at < 0 ? ids[step === 1 ? 0 : ids.length - 1] : ids[Math.min(ids.length - 1, Math.max(0, at + step))];
  if (next !== undefined) showNode(services, next);
}

/** Selects a node and brings it into view. */
export function showNode({ session, canvas }: AppServices, id: string): void {
  session.select([id]);
  canvas.current?.reveal(id);
}
