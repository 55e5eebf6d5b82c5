// Analysis of a 1,000-node network, which the page runs at every edit: fresh, and after one attribute changed.

import { analyze } from '../../src/core/analyze.ts';
import type { EdgeRecord, Graph, NodeRecord } from '../../src/core/graph.ts';
import { layers } from '../../src/layers/registry.ts';
import { interleave, timeMs, type Bench } from './figure.ts';

/** Residual blocks of Conv2d, BatchNorm2d, ReLU, Conv2d, BatchNorm2d, Add, ReLU until there are `size` nodes. */
function residualNetwork(size: number): Graph {
  const nodes: Record<string, NodeRecord> = { input: { kind: 'Input', attrs: { shape: [16, 32, 32] } } };
  const edges: Record<string, EdgeRecord> = {};
  const connect = (source: string, target: string, targetPort = 'in'): void => {
    edges[`e${Object.keys(edges).length + 1}`] = { source, sourcePort: 'out', target, targetPort };
  };
  let count = 1;
  const add = (kind: string, from: string, attrs?: NodeRecord['attrs']): string => {
    const id = `n${count++}`;
    nodes[id] = { kind, ...(attrs && { attrs }) };
    if (kind === 'Add') connect(from, id, 'in1');
    else connect(from, id);
    return id;
  };
  const conv = { outChannels: 16, kernelSize: 3, padding: 1, bias: false };
  let last = 'input';
  while (count + 7 + 3 <= size) {
    const start = last;
    const inner = add('ReLU', add('BatchNorm2d', add('Conv2d', start, conv)));
    last = add('Add', add('BatchNorm2d', add('Conv2d', inner, conv)));
    connect(start, last, 'in2');
    last = add('ReLU', last);
  }
  while (count + 3 < size) last = add('ReLU', last);
  add('Output', add('Linear', add('Flatten', last), { outFeatures: 10 }));
  return { nodes, edges };
}

const bench: Bench = {
  about: 'one analysis of a 1,000-node residual network; target below 10 ms',
  async run(report) {
    const graph = residualNetwork(1000);
    const nodeCount = Object.keys(graph.nodes).length;
    const problems = analyze(graph, layers).problems.filter(({ severity }) => severity === 'error');
    if (nodeCount !== 1000 || problems.length > 0) throw new Error(`The network to measure has ${nodeCount} nodes and ${problems.length} errors.`);
    let outChannels = 16;
    // The memo is by reference, so each round needs graphs that were never seen.
    const fresh = () => {
      const copy = structuredClone(graph);
      return timeMs(() => analyze(copy, layers));
    };
    const edited = () => {
      outChannels = outChannels === 16 ? 24 : 16;
      const first = { kind: 'Conv2d', attrs: { outChannels, kernelSize: 3, padding: 1 } };
      const edit = { ...graph, nodes: { ...graph.nodes, n1: first } };
      return timeMs(() => analyze(edit, layers));
    };
    await interleave({ fresh, edited }, 20);
    const medians = await interleave({ fresh, edited }, 101);
    report({ name: 'fresh', value: medians.fresh, unit: 'ms' });
    report({ name: 'after an edit', value: medians.edited, unit: 'ms', against: 'fresh', ratio: medians.edited / medians.fresh });
  },
};

export default bench;
