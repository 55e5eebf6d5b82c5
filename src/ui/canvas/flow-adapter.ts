// Between the document and React Flow: flow nodes and edges that keep their identity while what they show is
// the same, so that dragging one node of a thousand renders one card.

import type { Edge, Node } from '@xyflow/react';
import type { Analysis } from '../../core/analyze.ts';
import type { Layout } from '../../core/document.ts';
import type { Graph } from '../../core/graph.ts';
import { formatShape } from '../../core/shape.ts';
import { cardHeight, cardWidth } from '../../editor/card.ts';
import { sameValue } from '../../editor/same-value.ts';
import { speakCard, type CardData, type Cards } from './card-data.ts';
import { laneOf } from './wire-path.ts';

export type CardNode = Node<CardData, 'card'>;

export type WireData = {
  readonly label: string;
  /** Stroke width in canvas pixels. */
  readonly width: number;
  readonly faulty: boolean;
  /** Where it runs below its row, past the cards in between. */
  readonly lane?: number;
};
export type WireEdge = Edge<WireData, 'wire'>;

const origin = { x: 0, y: 0 };

/**
 * Flow nodes for the cards. A node being dragged keeps the place under the pointer; every node keeps what
 * React Flow measured of it.
 */
export function reconcileNodes(previous: readonly CardNode[], cards: Cards, layout: Layout, selected: ReadonlySet<string>): CardNode[] {
  const known = new Map(previous.map((node) => [node.id, node]));
  const nodes: CardNode[] = [];
  for (const [id, data] of cards) {
    const before = known.get(id);
    const place = layout.nodes[id] ?? origin;
    const position = before && (before.dragging || sameValue(before.position, place)) ? before.position : place;
    const isSelected = selected.has(id);
    if (before && before.data === data && before.position === position && before.selected === isSelected) nodes.push(before);
    else nodes.push(flowNode(id, data, position, isSelected, before));
  }
  return nodes;
}

function flowNode(id: string, data: CardData, position: CardNode['position'], selected: boolean, before: CardNode | undefined): CardNode {
  const height = cardHeight(Math.max(data.inputs.length, data.outputs.length));
  const size = { width: cardWidth, height };
  return {
    ...before,
    id,
    type: 'card',
    data,
    position,
    selected,
    ...size,
    measured: before?.measured && before.height === height ? before.measured : size,
    ariaRole: 'group',
    ariaLabel: speakCard(data),
  };
}

/** Flow edges for the graph's edges; those that look the same as in `previous` are the same objects. */
export function reconcileWires(
  previous: readonly WireEdge[], graph: Graph, layout: Layout, analysis: Analysis, selected: ReadonlySet<string>,
): WireEdge[] {
  const known = new Map(previous.map((edge) => [edge.id, edge]));
  const faulty = new Set(analysis.problems.flatMap((problem) => problem.site.edge ?? []));
  const wires: WireEdge[] = [];
  for (const [id, edge] of Object.entries(graph.edges)) {
    if (!Object.hasOwn(graph.nodes, edge.source) || !Object.hasOwn(graph.nodes, edge.target)) continue;
    const facts = analysis.nodes[edge.source];
    const lane = laneOf(layout, edge.source, edge.target);
    const label = facts?.outputShape ? formatShape(facts.outputShape) : '';
    const wire: WireEdge = {
      id,
      type: 'wire',
      source: edge.source,
      sourceHandle: edge.sourcePort,
      target: edge.target,
      targetHandle: edge.targetPort,
      selected: selected.has(id),
      data: { label, width: wireWidth(facts?.activationBytes ?? 0), faulty: faulty.has(id), ...(lane !== undefined && { lane }) },
      ariaLabel: `Wire from ${edge.source} to ${edge.target}${label && `, ${label}`}`,
    };
    const before = known.get(id);
    wires.push(before && sameValue(before, wire) ? before : wire);
  }
  return wires;
}

/** Stroke width of a wire that carries so many bytes an example: the log of them, from 1.5 to 4 pixels. */
export function wireWidth(bytes: number): number {
  return Math.min(4, Math.max(1.5, 0.7 * Math.log10(Math.max(bytes, 1)) - 0.9));
}
