// Adds a node: on empty canvas, at the end of a wire, or into the middle of one.

import { castDraft } from 'immer';
import type { Attrs } from '../../core/attrs.ts';
import type { Position } from '../../core/document.ts';
import { freshNodeId, type PortRef } from '../../core/graph.ts';
import { inputPortNames, type LayerKind, type LayerRegistry } from '../../core/layer-kind.ts';
import { cardGap, cardWidth, overlaps, snap } from '../card.ts';
import type { DocumentDraft } from '../document-store.ts';
import { connect } from './connect.ts';
import { makeRoom } from './make-room.ts';

export interface NewNode {
  readonly kind: string;
  readonly position: Position;
  readonly attrs?: Attrs;
  /** Splices it into this edge. */
  readonly onEdge?: string;
  /** Wires this output port to the new node's first input. */
  readonly fromOutput?: PortRef;
  /** Wires the new node's output to this input port. */
  readonly toInput?: PortRef;
}

/** Adds a node and returns its id. Throws an Error where the kind is unknown. */
export function addNode(draft: DocumentDraft, layers: LayerRegistry, node: NewNode): string {
  const kind = layers.get(node.kind);
  if (!kind) throw new Error(`there is no layer kind "${node.kind}"; expected one of ${[...layers.keys()].join(', ')}`);
  const id = freshNodeId(draft.graph, kind.idStem);
  draft.graph.nodes[id] = { kind: kind.kind, ...(node.attrs && { attrs: castDraft(node.attrs) }) };
  draft.layout.nodes[id] = snap(node.position);
  if (node.onEdge !== undefined) spliceNode(draft, layers, id, node.onEdge);
  const entry = firstInput(kind, id);
  const exit = firstOutput(kind, id);
  if (node.fromOutput && entry) connect(draft, layers, node.fromOutput, entry);
  if (node.toInput && exit) connect(draft, layers, exit, node.toInput);
  return id;
}

/** Puts an existing node into an edge; false, and nothing changes, where it lacks an input or an output. */
export function spliceNode(draft: DocumentDraft, layers: LayerRegistry, id: string, edgeId: string): boolean {
  const edge = draft.graph.edges[edgeId];
  const kind = layers.get(draft.graph.nodes[id]?.kind ?? '');
  const entry = kind && firstInput(kind, id);
  const exit = kind && firstOutput(kind, id);
  if (!edge || !entry || !exit || edge.source === id || edge.target === id) return false;
  const from = { node: edge.source, port: edge.sourcePort };
  const to = { node: edge.target, port: edge.targetPort };
  delete draft.graph.edges[edgeId];
  connect(draft, layers, from, entry);
  connect(draft, layers, exit, to);
  lineUp(draft, id, from.node);
  makeRoom(draft, id);
  return true;
}

/** A card that came to lie on others goes into its row instead, right of what feeds it. */
function lineUp(draft: DocumentDraft, id: string, source: string): void {
  const places = draft.layout.nodes;
  const own = places[id];
  const before = places[source];
  if (!own || !before) return;
  const covers = Object.entries(places).some(([other, place]) => other !== id && overlaps(own, place));
  if (covers) places[id] = { x: before.x + cardWidth + cardGap, y: before.y };
}

function firstInput(kind: LayerKind, node: string): PortRef | undefined {
  const port = inputPortNames(kind, [])[0];
  return port === undefined ? undefined : { node, port };
}

function firstOutput(kind: LayerKind, node: string): PortRef | undefined {
  const port = kind.outputs[0];
  return port === undefined ? undefined : { node, port };
}
