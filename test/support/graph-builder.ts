// Graphs in a few lines: each call adds a node fed by earlier ones and returns its id.

import type { Attrs } from '../../src/core/attrs.ts';
import type { EdgeRecord, Graph, NodeRecord } from '../../src/core/graph.ts';

export interface GraphBuilder {
  /** Adds a node behind `sources`; one source feeds port `in`, several feed `in1`, `in2`, ... */
  add(id: string, kind: string, attrs?: Attrs, ...sources: readonly string[]): string;
  graph(): Graph;
}

export function createGraphBuilder(): GraphBuilder {
  const nodes: Record<string, NodeRecord> = {};
  const edges: Record<string, EdgeRecord> = {};
  return {
    add(id, kind, attrs, ...sources) {
      if (Object.hasOwn(nodes, id)) throw new Error(`node ${id} is already there`);
      nodes[id] = { kind, ...(attrs && { attrs }) };
      sources.forEach((source, i) => {
        const targetPort = sources.length === 1 ? 'in' : `in${i + 1}`;
        edges[`e${Object.keys(edges).length + 1}`] = { source, sourcePort: 'out', target: id, targetPort };
      });
      return id;
    },
    graph: () => ({ nodes, edges }),
  };
}

/** A chain `input -> layers... -> output`; node ids are `input`, `n1`, `n2`, ..., `output`. */
export function chain(shape: readonly number[], ...layers: readonly (readonly [kind: string, attrs?: Attrs])[]): Graph {
  const builder = createGraphBuilder();
  let last = builder.add('input', 'Input', { shape });
  layers.forEach(([kind, attrs], i) => {
    last = builder.add(`n${i + 1}`, kind, attrs, last);
  });
  builder.add('output', 'Output', undefined, last);
  return builder.graph();
}
