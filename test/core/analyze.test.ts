// The facts of the analysis against published numbers, and its promises on graphs that nobody would draw.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/core/analyze.ts';
import type { AttrValue, Attrs } from '../../src/core/attrs.ts';
import type { EdgeRecord, Graph, NodeRecord } from '../../src/core/graph.ts';
import { createRandom } from '../../src/core/random.ts';
import { layers } from '../../src/layers/registry.ts';
import { chain } from '../support/graph-builder.ts';

describe('facts', () => {
  it('are those that the course prints for its network', () => {
    const conv = (outChannels: number): Attrs => ({ outChannels, kernelSize: 5, padding: 2 });
    const { order, nodes, totals } = analyze(
      chain([1, 16, 16], ['Conv2d', conv(16)], ['ReLU'], ['MaxPool2d'], ['Conv2d', conv(32)], ['ReLU'], ['MaxPool2d'], ['Flatten'], ['Linear']), layers,
    );
    expect(order).toEqual(['input', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'output']);
    expect(order.map((id) => nodes[id]?.outputShape?.join('×'))).toEqual([
      '1×16×16', '16×16×16', '16×16×16', '16×8×8', '32×8×8', '32×8×8', '32×4×4', '512', '10', '10',
    ]);
    expect(order.map((id) => nodes[id]?.parameters)).toEqual([0, 416, 0, 0, 12_832, 0, 0, 0, 5_130, 0]);
    expect(totals.parameters).toBe(18_378);
    expect(nodes['n1']?.macs).toBe(16 * 16 * 16 * 25);
    expect(nodes['n8']?.macs).toBe(5120);
    expect(nodes['n3']?.activationBytes).toBe(4 * 16 * 8 * 8);
  });

  // Araujo, Norris, Sim 2019, table "Receptive fields of popular networks": AlexNet 195 and VGG-16 212.
  it.each([
    ['AlexNet', 195, 32, [[11, 4], [3, 2], [5, 1], [3, 2], [3, 1], [3, 1], [3, 1], [3, 2]]],
    ['VGG-16', 212, 32, [2, 2, 3, 3, 3].flatMap((convs) => [...Array.from({ length: convs }, () => [3, 1]), [2, 2]])],
  ])('give %s a receptive field of %i pixels', (_, size, jump, windows) => {
    const graph = chain([1, 512, 512], ...windows.map(([kernelSize = 1, stride = 1]) => ['Conv2d', { kernelSize, stride, padding: 1, outChannels: 1 }] as const));
    expect(analyze(graph, layers).nodes['output']?.receptiveField).toEqual({ size: [size, size], jump: [jump, jump] });
  });

  it('see everything behind global pooling, and the longer way of two', () => {
    const pooled = analyze(chain([1, 9, 7], ['AdaptiveAvgPool2d', { outputSize: 1 }]), layers);
    expect(pooled.nodes['n1']?.receptiveField?.size).toEqual([9, 7]);
    const dilated = analyze(chain([1, 9, 9], ['Conv2d', { kernelSize: [3, 1], dilation: [2, 1] }]), layers);
    expect(dilated.nodes['n1']?.receptiveField?.size).toEqual([5, 1]);
  });

  it('count frozen parameters as not trainable, and bypassed ones not at all', () => {
    const graph = chain([8], ['Linear', { outFeatures: 8 }], ['BatchNorm1d'], ['Linear', { outFeatures: 2 }]);
    const change = (id: string, node: Partial<NodeRecord>): Graph => ({ ...graph, nodes: { ...graph.nodes, [id]: { ...(graph.nodes[id] as NodeRecord), ...node } } });
    expect(analyze(change('n1', { frozen: true }), layers).totals).toMatchObject({ parameters: 72 + 16 + 18, trainableParameters: 16 + 18 });
    const bypassed = analyze(change('n1', { bypassed: true }), layers);
    expect(bypassed.totals).toMatchObject({ parameters: 16 + 18, trainableParameters: 16 + 18 });
    expect(bypassed.nodes['n1']).toMatchObject({ outputShape: [8], macs: 0 });
  });

  it('prove that nothing is below zero behind a ReLU, as long as nothing subtracts', () => {
    const { nodes } = analyze(chain([2, 8, 8], ['ReLU'], ['MaxPool2d'], ['Dropout'], ['Flatten'], ['Linear'], ['Sigmoid'], ['Tanh']), layers);
    expect(['input', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7'].map((id) => nodes[id]?.nonNegative)).toEqual([false, true, true, true, true, false, true, true]);
  });

  it('are computed once for a graph', () => {
    const graph = chain([8], ['ReLU']);
    expect(analyze(graph, layers)).toBe(analyze(graph, layers));
  });
});

const kinds = [...layers.keys()];
const attrNames = [...new Set([...layers.values()].flatMap((kind) => Object.keys(kind.attrs)))];
const attrValue: fc.Arbitrary<AttrValue> = fc.oneof(
  fc.integer({ min: -2, max: 9 }), fc.double(), fc.boolean(), fc.constant(null), fc.constantFrom('same', 'valid', 'none', '', 'x'), fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 5 }),
  fc.constant(Number.MAX_SAFE_INTEGER),
);
const nodeOf = (kind: fc.Arbitrary<string>): fc.Arbitrary<NodeRecord> =>
  fc.record(
    { kind, attrs: fc.dictionary(fc.constantFrom(...attrNames), attrValue, { maxKeys: 4 }), frozen: fc.boolean(), bypassed: fc.boolean() },
    { requiredKeys: ['kind'] },
  );

/** Any graph: unknown kinds, wild attributes, edges from anywhere to anywhere, cycles and missing ends included. */
const anyGraph: fc.Arbitrary<Graph> = fc.integer({ min: 0, max: 12 }).chain((count) => {
  const ids = Array.from({ length: count }, (_, i) => `n${i}`);
  const end = fc.constantFrom(...ids, 'ghost');
  return fc.record({
    nodes: fc.tuple(...ids.map(() => nodeOf(fc.constantFrom(...kinds, 'Unknown')))).map((nodes) => Object.fromEntries(nodes.map((node, i) => [`n${i}`, node]))),
    edges: fc.array(
      fc.record({ source: end, sourcePort: fc.constantFrom('out', 'side'), target: end, targetPort: fc.constantFrom('in', 'in1', 'in2', 'in7') }), { maxLength: 20 },
    ).map((edges) => Object.fromEntries(edges.map((edge, i) => [`e${i}`, edge]))),
    groups: fc.dictionary(fc.constantFrom('g1', 'g2', 'g3'), fc.record({ name: fc.string(), members: fc.constant([]), repeat: fc.integer({ min: 1, max: 3 }) })),
  });
});

/** A graph without cycles: every node is fed by earlier ones, as many as its kind takes. */
const acyclicGraph: fc.Arbitrary<Graph> = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(), fc.nat()), { minLength: 1, maxLength: 30 }).map((picks) => {
  const random = createRandom(picks.length, 'names');
  // Names in no relation to the order.
  const ids = picks.map((_, i) => `${String.fromCharCode(97 + random.int(26))}${i}`);
  const nodes: Record<string, NodeRecord> = {};
  const edges: Record<string, EdgeRecord> = {};
  picks.forEach(([kind, first, second], i) => {
    nodes[ids[i] as string] = { kind };
    const ports = layers.get(kind)?.inputs.type === 'variadic' ? ['in1', 'in2'] : layers.get(kind)?.inputs.type === 'fixed' && kind !== 'Input' ? ['in'] : [];
    if (i === 0) return;
    ports.forEach((targetPort, port) => {
      edges[`e${i}.${port}`] = { source: ids[(port === 0 ? first : second) % i] as string, sourcePort: 'out', target: ids[i] as string, targetPort };
    });
  });
  return { nodes, edges };
});

/** The same graph with its records written in another order. */
function reordered(graph: Graph, seed: number): Graph {
  const shuffle = <T>(record: Readonly<Record<string, T>>): Record<string, T> => {
    const entries = Object.entries(record);
    const order = createRandom(seed, 'key order').shuffle(entries.map((_, i) => i));
    return Object.fromEntries(order.map((i) => entries[i] as [string, T]));
  };
  return { ...graph, nodes: shuffle(graph.nodes), edges: shuffle(graph.edges), groups: shuffle(graph.groups ?? {}) };
}

describe('on any graph', () => {
  it('the analysis has facts of every node, and problems at places that exist', () => {
    fc.assert(fc.property(anyGraph, (graph) => {
      const { nodes, problems } = analyze(graph, layers);
      expect(Object.keys(nodes).toSorted()).toEqual(Object.keys(graph.nodes).toSorted());
      for (const { site, message } of problems) {
        if (site.node !== undefined) expect(graph.nodes).toHaveProperty(site.node);
        if (site.edge !== undefined) expect(graph.edges).toHaveProperty([site.edge]);
        expect(message).toMatch(/^\S.*[^.!\s]$/);
      }
    }), { numRuns: 500 });
  });

  it('equal graphs have equal analyses, whatever the order of their keys', () => {
    fc.assert(fc.property(anyGraph, fc.nat(), (graph, seed) => {
      expect(analyze(reordered(graph, seed), layers)).toEqual(analyze(graph, layers));
      expect(analyze(structuredClone(graph), layers)).toEqual(analyze(graph, layers));
    }), { numRuns: 300 });
  });

  it('without cycles the order has every node, each behind all that feed it', () => {
    fc.assert(fc.property(acyclicGraph, (graph) => {
      const { order, problems } = analyze(graph, layers);
      expect(order.toSorted()).toEqual(Object.keys(graph.nodes).toSorted());
      for (const { source, target } of Object.values(graph.edges)) expect(order.indexOf(source)).toBeLessThan(order.indexOf(target));
      expect(problems.map((problem) => problem.code)).not.toContain('cycle');
    }), { numRuns: 200 });
  });
});
