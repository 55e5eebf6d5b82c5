// Puts a fragment of a network into the document under fresh ids.

import { castDraft } from 'immer';
import type { Layout, Position } from '../../core/document.ts';
import { freshEdgeId, freshNodeId, type Graph } from '../../core/graph.ts';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import { cardGap, cardHeight, cardWidth, snap } from '../card.ts';
import type { DocumentDraft } from '../document-store.ts';
import { dropUntilFree } from '../free-place.ts';
import { snapshotOf } from '../snapshot.ts';
import type { Fragment } from '../fragment.ts';
import { connect } from './connect.ts';

export interface PasteOptions {
  /** Where the middle of the fragment comes to lie; without it, every node lies where it says. On other cards it goes below them. */
  readonly at?: Position;
  /** Wires inputs that came from outside the fragment to the same outside nodes, where they still are. */
  readonly keepInputs?: boolean;
}

/** Adds the fragment's nodes and edges, on no other card, and returns the new nodes' ids. */
export function paste(draft: DocumentDraft, layers: LayerRegistry, fragment: Fragment, options: PasteOptions = {}): string[] {
  const places = placesOf(fragment);
  const fresh = new Map<string, string>();
  // Asking the draft of a thousand nodes for every new id would take a second.
  const before: Graph = snapshotOf(draft.graph);
  const layout: Layout = snapshotOf(draft.layout);
  const shift = freeShift(Object.values(places), offset(Object.values(places), options.at), Object.values(layout.nodes));
  const graph = { nodes: { ...before.nodes }, edges: { ...before.edges } };
  for (const [id, node] of Object.entries(fragment.nodes)) {
    const newId = freshNodeId(graph, layers.get(node.kind)?.idStem ?? id.replace(/\d+$/, ''));
    fresh.set(id, newId);
    graph.nodes[newId] = node;
    draft.graph.nodes[newId] = castDraft(node);
    const place = places[id] ?? { x: 0, y: 0 };
    draft.layout.nodes[newId] = snap({ x: place.x + shift.x, y: place.y + shift.y });
  }
  for (const edge of fragment.edges) {
    const source = fresh.get(edge.source);
    const target = fresh.get(edge.target);
    if (source === undefined || target === undefined) continue;
    const id = freshEdgeId(graph);
    graph.edges[id] = { ...edge, source, target };
    draft.graph.edges[id] = { ...edge, source, target };
  }
  for (const edge of options.keepInputs ? fragment.edges : []) {
    const target = fresh.get(edge.target);
    if (target !== undefined && !fresh.has(edge.source)) connect(draft, layers, { node: edge.source, port: edge.sourcePort }, { node: target, port: edge.targetPort });
  }
  return [...fresh.values()];
}

/** The shift, and further down where cards lie there already. */
function freeShift(places: readonly Position[], { x, y }: Position, taken: readonly Position[]): Position {
  const shifted = places.map((place) => snap({ x: place.x + x, y: place.y + y }));
  return { x, y: y + dropUntilFree(shifted, taken) };
}

/** Nodes that came without a place stand in a row below the others. */
function placesOf({ nodes, places }: Fragment): Layout['nodes'] {
  const known = Object.values(places);
  const y = known.length === 0 ? 0 : Math.max(...known.map((place) => place.y)) + cardHeight(1) + cardGap;
  const missing = Object.keys(nodes).filter((id) => !Object.hasOwn(places, id));
  return { ...places, ...Object.fromEntries(missing.map((id, i) => [id, { x: i * (cardWidth + cardGap), y }])) };
}

function offset(places: readonly Position[], at: Position | undefined): Position {
  if (!at || places.length === 0) return { x: 0, y: 0 };
  const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  return { x: at.x - middle(places.map((place) => place.x)), y: at.y - middle(places.map((place) => place.y)) };
}
