// Places for the cards of a graph: ranks by dagre, from left to right, broken into rows like text where a
// single wire crosses, so that a long chain fits a screen. The page loads this file, and dagre with it, only when it
// arranges something.

import { Graph as DagreGraph, layout as runDagre } from '@dagrejs/dagre';
import type { Layout, Position } from '../core/document.ts';
import { compareIds, indexGraph, type Graph } from '../core/graph.ts';
import { inputPortNames, type LayerRegistry } from '../core/layer-kind.ts';
import { orderNodes } from '../core/order.ts';
import { cardGap, cardHeight, cardWidth, snap, within } from './card.ts';

const rowGap = 72;
const nodeGap = 32;
/** Width by height that a whole network should come near. */
const aspect = 1.9;
/** Networks of no more ranks than this stay one row. */
const shortRow = 5;

/** Top-left corners for all cards, from (0, 0). */
export function arrange(graph: Graph, layers: LayerRegistry): Record<string, Position> {
  const ids = stableOrder(graph);
  const dagre = new DagreGraph();
  dagre.setGraph({ rankdir: 'LR', ranksep: cardGap, nodesep: nodeGap, edgesep: nodeGap });
  dagre.setDefaultEdgeLabel(() => ({}));
  for (const id of ids) dagre.setNode(id, { width: cardWidth, height: heightOf(graph, layers, id) });
  for (const id of Object.keys(graph.edges).sort(compareIds)) {
    const edge = graph.edges[id];
    if (edge && Object.hasOwn(graph.nodes, edge.source) && Object.hasOwn(graph.nodes, edge.target)) dagre.setEdge(edge.source, edge.target);
  }
  runDagre(dagre);
  const boxes = ids.map((id) => {
    const { x = 0, y = 0, height = 0 } = dagre.node(id) as Partial<Record<'x' | 'y' | 'height', number>>;
    return { id, x: x - cardWidth / 2, y: y - height / 2, height };
  });
  return breakIntoRows(graph, boxes);
}

/** The layout with a place for every node: those without one are arranged, below those that have theirs. */
export function placeAll(graph: Graph, layout: Layout, layers: LayerRegistry): Layout {
  const missing = Object.keys(graph.nodes).filter((id) => !Object.hasOwn(layout.nodes, id));
  if (missing.length === 0) return layout;
  const placed = Object.entries(layout.nodes).filter(([id]) => Object.hasOwn(graph.nodes, id)).map(([, place]) => place);
  const top = placed.length === 0 ? 0 : Math.max(...placed.map((place) => place.y)) + cardHeight(1) + rowGap;
  const nodes = Object.fromEntries(missing.map((id) => [id, graph.nodes[id]] as const)) as Graph['nodes'];
  const edges = Object.fromEntries(Object.entries(graph.edges).filter(([, edge]) => edge.source in nodes && edge.target in nodes));
  const places = Object.entries(arrange({ nodes, edges }, layers)).map(([id, { x, y }]) => [id, within({ x, y: y + top })] as const);
  return { ...layout, nodes: { ...layout.nodes, ...Object.fromEntries(places) } };
}

function stableOrder(graph: Graph): string[] {
  const { sorted, unsorted } = orderNodes(graph);
  return [...sorted, ...unsorted];
}

function heightOf(graph: Graph, layers: LayerRegistry, id: string): number {
  const kind = layers.get(graph.nodes[id]?.kind ?? '');
  const used = (indexGraph(graph).incoming.get(id) ?? []).map(({ edge }) => edge.targetPort);
  return cardHeight(kind ? inputPortNames(kind, used).length : used.length);
}

interface Box extends Position {
  readonly id: string;
  readonly height: number;
}

function breakIntoRows(graph: Graph, boxes: readonly Box[]): Record<string, Position> {
  const columns = [...new Set(boxes.map((box) => box.x))].sort((a, b) => a - b);
  const rankOf = new Map(boxes.map((box) => [box.id, columns.indexOf(box.x)]));
  const starts = rowStarts(columns.length, crossings(graph, rankOf, columns.length), rowLength(columns.length, boxes));
  const places: Record<string, Position> = {};
  let top = 0;
  for (const [row, start] of starts.entries()) {
    const end = starts[row + 1] ?? columns.length;
    const members = boxes.filter(({ id }) => (rankOf.get(id) ?? 0) >= start && (rankOf.get(id) ?? 0) < end);
    const highest = Math.min(...members.map((box) => box.y));
    for (const { id, x, y } of members) places[id] = snap({ x: x - (columns[start] ?? 0), y: y - highest + top });
    top += Math.max(...members.map((box) => box.y + box.height)) - highest + rowGap;
  }
  return places;
}

/** Ranks a row should have so that all rows together come near the aspect. */
function rowLength(ranks: number, boxes: readonly Box[]): number {
  if (ranks <= shortRow) return ranks;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) + rowGap;
  const rows = Math.max(1, Math.round(Math.sqrt((ranks * (cardWidth + cardGap)) / (aspect * height))));
  return Math.ceil(ranks / rows);
}

/** For each rank, how many edges come into it or pass it from an earlier one. */
function crossings(graph: Graph, rankOf: ReadonlyMap<string, number>, ranks: number): number[] {
  const counts = new Array<number>(ranks).fill(0);
  for (const edge of Object.values(graph.edges)) {
    const from = rankOf.get(edge.source);
    const to = rankOf.get(edge.target);
    if (from === undefined || to === undefined) continue;
    for (let rank = Math.min(from, to) + 1; rank <= Math.max(from, to); rank++) counts[rank] = (counts[rank] ?? 0) + 1;
  }
  return counts;
}

/** First rank of every row: rows end where one wire crosses, as near below `length` as may be. */
function rowStarts(ranks: number, crossing: readonly number[], length: number): number[] {
  const starts = [0];
  for (;;) {
    const start = starts.at(-1) ?? 0;
    // A last rank alone would make a row of one card.
    if (ranks - start <= length + 1) return starts;
    const breakable = (rank: number) => (crossing[rank] ?? 0) <= 1;
    let next = start + length;
    while (next > start && !breakable(next)) next--;
    if (next === start) {
      next = start + length + 1;
      while (next < ranks && !breakable(next)) next++;
    }
    if (next >= ranks) return starts;
    starts.push(next);
  }
}
