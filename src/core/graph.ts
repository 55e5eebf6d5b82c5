// The graph of a network: nodes and edges as records by id. Nothing depends on key order.

import type { Attrs } from './attrs.ts';
import type { Initialisation } from './weights.ts';

export interface NodeRecord {
  /** Layer kind, a key of the registry: "Conv2d". */
  readonly kind: string;
  /** Shown instead of the id where given. */
  readonly name?: string;
  /** Only what differs from the defaults need be here. */
  readonly attrs?: Attrs;
  /** Its parameters do not train; a frozen BatchNorm does not move its statistics either. */
  readonly frozen?: boolean;
  /** The node passes its input through unchanged. */
  readonly bypassed?: boolean;
  readonly initialisation?: Initialisation;
}

export interface EdgeRecord {
  readonly source: string;
  readonly sourcePort: string;
  readonly target: string;
  readonly targetPort: string;
}

/** A titled frame around nodes; `repeat` reserves room for repeated blocks. */
export interface GroupRecord {
  readonly name: string;
  readonly members: readonly string[];
  readonly repeat?: number;
}

export interface Graph {
  readonly nodes: Readonly<Record<string, NodeRecord>>;
  readonly edges: Readonly<Record<string, EdgeRecord>>;
  readonly groups?: Readonly<Record<string, GroupRecord>>;
}

export interface PortRef {
  readonly node: string;
  readonly port: string;
}

export interface IncomingEdge {
  readonly id: string;
  readonly edge: EdgeRecord;
}

/** Edges into and out of every node, in a stable order; edges to missing nodes are left out. */
export interface GraphIndex {
  readonly incoming: ReadonlyMap<string, readonly IncomingEdge[]>;
  readonly outgoing: ReadonlyMap<string, readonly IncomingEdge[]>;
  /** Edges one of whose ends does not exist. */
  readonly dangling: readonly string[];
}

const indices = new WeakMap<Graph['edges'], { nodes: Graph['nodes']; index: GraphIndex }>();

/** Index of a graph's edges, memoised by reference; an edit inside a node leaves it as it is. */
export function indexGraph(graph: Graph): GraphIndex {
  const known = indices.get(graph.edges);
  if (known && known.nodes === graph.nodes) return known.index;
  if (known && sameKeys(known.nodes, graph.nodes)) {
    indices.set(graph.edges, { nodes: graph.nodes, index: known.index });
    return known.index;
  }
  const incoming = new Map<string, IncomingEdge[]>();
  const outgoing = new Map<string, IncomingEdge[]>();
  const dangling: string[] = [];
  for (const id of Object.keys(graph.nodes).sort(compareIds)) {
    incoming.set(id, []);
    outgoing.set(id, []);
  }
  for (const id of Object.keys(graph.edges).sort(compareIds)) {
    const edge = graph.edges[id] as EdgeRecord;
    const into = incoming.get(edge.target);
    const from = outgoing.get(edge.source);
    if (!into || !from) {
      dangling.push(id);
      continue;
    }
    into.push({ id, edge });
    from.push({ id, edge });
  }
  const index = { incoming, outgoing, dangling };
  indices.set(graph.edges, { nodes: graph.nodes, index });
  return index;
}

function sameKeys(a: object, b: object): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key));
}

/** Plain code-unit order: the same on every machine, whatever its locale. */
export function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The name people see: the node's own, or its id. */
export function nodeLabel(graph: Graph, id: string): string {
  return graph.nodes[id]?.name ?? id;
}

/** First free id made from a kind: "conv2d1", "conv2d2". */
export function freshNodeId(graph: Graph, stem: string): string {
  for (let n = 1; ; n++) {
    const id = `${stem}${n}`;
    if (!Object.hasOwn(graph.nodes, id)) return id;
  }
}

/** First free edge id. */
export function freshEdgeId(graph: Graph): string {
  for (let n = Object.keys(graph.edges).length + 1; ; n++) {
    const id = `e${n}`;
    if (!Object.hasOwn(graph.edges, id)) return id;
  }
}
