// The canvas keeps what did not change: one moved card of a thousand is one new object.

import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/core/analyze.ts';
import type { Layout } from '../../src/core/document.ts';
import type { Graph } from '../../src/core/graph.ts';
import { describeCards, speakCard, type Cards } from '../../src/ui/canvas/card-data.ts';
import { reconcileNodes, reconcileWires, wireWidth, type CardNode } from '../../src/ui/canvas/flow-adapter.ts';
import { layers } from '../../src/layers/registry.ts';
import { chain, createGraphBuilder } from '../support/graph-builder.ts';

const long = chain([4, 8, 8], ...Array.from({ length: 998 }, () => ['ReLU'] as const));
const nothing = new Set<string>();
const nowhere = { nodes: {} };

function cardsOf(graph: Graph, previous?: Cards): Cards {
  const analysis = analyze(graph, layers);
  return describeCards(graph, analysis, analysis.problems, layers, previous);
}

/** How many of `after` are not the very objects of `before`. */
function renewed(before: readonly object[], after: readonly object[]): number {
  const known = new Set(before);
  return after.filter((item) => !known.has(item)).length;
}

describe('nodes of the canvas', () => {
  const cards = cardsOf(long);
  const before = reconcileNodes([], cards, { nodes: {} }, nothing);

  it('are the same objects where nothing changed', () => {
    expect(renewed(before, reconcileNodes(before, cards, { nodes: {} }, nothing))).toBe(0);
  });

  it('change in one place where one card moves or is selected', () => {
    expect(renewed(before, reconcileNodes(before, cards, { nodes: { n500: { x: 8, y: 8 } } }, nothing))).toBe(1);
    expect(renewed(before, reconcileNodes(before, cards, { nodes: {} }, new Set(['n7'])))).toBe(1);
  });

  it('change only where what a card shows changes', () => {
    const renamed: Graph = { ...long, nodes: { ...long.nodes, n3: { kind: 'ReLU', name: 'Third' } } };
    const after = reconcileNodes(before, cardsOf(renamed, cards), { nodes: {} }, nothing);
    expect(after.filter((node) => !before.includes(node)).map(({ id }) => id)).toEqual(['n3']);
  });

  it('keep what React Flow measured, and their place under the pointer while they are dragged', () => {
    const dragged = before.map((node): CardNode => node.id === 'n2'
      ? { ...node, dragging: true, position: { x: 33, y: 44 }, measured: { width: 184, height: 71 } } : node);
    const after = reconcileNodes(dragged, cards, { nodes: { n2: { x: 0, y: 80 } } }, new Set(['n2']));
    expect(after.find(({ id }) => id === 'n2')).toMatchObject({ position: { x: 33, y: 44 }, measured: { width: 184, height: 71 }, selected: true });
  });
});

describe('wires of the canvas', () => {
  it('are the same objects where nothing changed, and carry the shape', () => {
    const analysis = analyze(long, layers);
    const before = reconcileWires([], long, nowhere, analysis, nothing);
    expect(before[0]?.data?.label).toBe('4×8×8');
    expect(renewed(before, reconcileWires(before, { ...long }, nowhere, analysis, nothing))).toBe(0);
    expect(renewed(before, reconcileWires(before, long, nowhere, analysis, new Set(['e9'])))).toBe(1);
  });

  it('leave out what leads to no node', () => {
    const graph: Graph = { ...long, edges: { ...long.edges, ghost: { source: 'n1', sourcePort: 'out', target: 'nobody', targetPort: 'in' } } };
    expect(reconcileWires([], graph, nowhere, analyze(graph, layers), nothing).map(({ id }) => id)).not.toContain('ghost');
  });

  it('run below the cards that lie between their ends, and straight where none does', () => {
    const graph = chain([1, 4, 4], ['ReLU'], ['Tanh']);
    const skip: Graph = { ...graph, edges: { skip: { source: 'input', sourcePort: 'out', target: 'output', targetPort: 'in' } } };
    const laneIn = (nodes: Layout['nodes']) => reconcileWires([], skip, { nodes }, analyze(skip, layers), nothing)[0]?.data?.lane;
    const row = { input: { x: 0, y: 0 }, n1: { x: 256, y: 24 }, output: { x: 512, y: 0 } };
    expect(laneIn(row)).toBe(24 + 72 + 20);
    expect(laneIn({ ...row, n1: { x: 256, y: 200 } })).toBeUndefined();
    expect(laneIn({ ...row, n1: { x: 800, y: 0 } })).toBeUndefined();
  });

  it('grow with the log of what they carry, within limits', () => {
    const widths = [0, 40, 4096, 65_536, 1e6, 1e7, 1e12].map(wireWidth);
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(widths[0]).toBe(1.5);
    expect(widths.at(-1)).toBe(4);
    expect(wireWidth(1e6) - wireWidth(1e5)).toBeCloseTo(wireWidth(1e5) - wireWidth(1e4));
  });
});

describe('a card', () => {
  it('is spoken in one sentence', () => {
    const graph = chain([1, 16, 16], ['Conv2d', { outChannels: 16, kernelSize: 5, padding: 2 }]);
    const card = cardsOf(graph).get('n1');
    expect(card && speakCard(card)).toBe('n1, Conv2d 16 · 5×5 · p2, output 16×16×16, 416 parameters');
  });

  it('offers a free port more than are wired where any number may be', () => {
    const builder = createGraphBuilder();
    builder.add('input', 'Input', { shape: [1, 4, 4] });
    builder.add('a', 'ReLU', undefined, 'input');
    builder.add('b', 'Tanh', undefined, 'input');
    builder.add('sum', 'Add', undefined, 'a', 'b');
    expect(cardsOf(builder.graph()).get('sum')?.inputs).toEqual(['in1', 'in2', 'in3']);
  });

  it('holds the problems of its node', () => {
    const cards = cardsOf(chain([1, 3, 3], ['Conv2d', { kernelSize: 9 }], ['ReLU']));
    expect(cards.get('n1')?.problems.map(({ code }) => code)).toEqual(['kernel-too-large']);
    expect(cards.get('n2')?.problems).toEqual([]);
  });
});
