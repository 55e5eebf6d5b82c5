// Arranged cards: on the grid, apart from each other, in reading order, on a screen's proportions.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Graph } from '../../src/core/graph.ts';
import { arrange, placeAll } from '../../src/editor/arrange.ts';
import { cardHeight, cardWidth, grid } from '../../src/editor/card.ts';
import { layers } from '../../src/layers/registry.ts';
import { chain, createGraphBuilder } from '../support/graph-builder.ts';

/** Acyclic graphs: each node is fed by one or two earlier ones, or by none. */
const graphs: fc.Arbitrary<Graph> = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat({ max: 3 })), { minLength: 1, maxLength: 40 }).map((list) => {
  const builder = createGraphBuilder();
  list.forEach(([a, b, how], i) => {
    const sources = i === 0 || how === 0 ? [] : how === 1 ? [`n${a % i}`, `n${b % i}`] : [`n${i - 1}`];
    builder.add(`n${i}`, sources.length === 2 ? 'Add' : 'ReLU', undefined, ...sources);
  });
  return builder.graph();
});

describe('arrange', () => {
  it('places every node on the grid and lets no two cards touch', () => {
    fc.assert(fc.property(graphs, (graph) => {
      const places = Object.entries(arrange(graph, layers));
      expect(places.map(([id]) => id).sort()).toEqual(Object.keys(graph.nodes).sort());
      for (const [, { x, y }] of places) expect([x % grid, y % grid].map(Math.abs)).toEqual([0, 0]);
      for (const [id, a] of places) {
        for (const [other, b] of places) {
          const apart = id === other || Math.abs(a.x - b.x) >= cardWidth || Math.abs(a.y - b.y) >= cardHeight(1);
          expect(apart, `${id} and ${other}`).toBe(true);
        }
      }
    }), { numRuns: 60 });
  });

  it('leads every wire to the right or to a row below', () => {
    fc.assert(fc.property(graphs, (graph) => {
      const places = arrange(graph, layers);
      for (const { source, target } of Object.values(graph.edges)) {
        const from = places[source] ?? { x: 0, y: 0 };
        const to = places[target] ?? { x: 0, y: 0 };
        expect(to.x >= from.x + cardWidth || to.y >= from.y + cardHeight(1), `${source} > ${target}`).toBe(true);
      }
    }), { numRuns: 60 });
  });

  it('gives the same places whatever the order of the keys', () => {
    const graph = chain([1, 8, 8], ['ReLU'], ['Tanh'], ['Sigmoid']);
    const turned: Graph = { nodes: Object.fromEntries(Object.entries(graph.nodes).reverse()), edges: Object.fromEntries(Object.entries(graph.edges).reverse()) };
    expect(arrange(turned, layers)).toEqual(arrange(graph, layers));
  });

  it('breaks a long chain into rows that fit a screen', () => {
    const places = Object.values(arrange(chain([1], ...Array.from({ length: 58 }, () => ['ReLU'] as const)), layers));
    const width = Math.max(...places.map(({ x }) => x)) + cardWidth;
    const height = Math.max(...places.map(({ y }) => y)) + cardHeight(1);
    expect(width / height).toBeGreaterThan(1);
    expect(width / height).toBeLessThan(3);
  });
});

describe('placeAll', () => {
  it('leaves what has a place where it is', () => {
    const graph = chain([1, 8, 8], ['ReLU']);
    const { nodes } = placeAll(graph, { nodes: { n1: { x: 3, y: 5 } } }, layers);
    expect(nodes['n1']).toEqual({ x: 3, y: 5 });
    expect(nodes['input']?.y).toBeGreaterThan(5 + cardHeight(1));
    expect(Object.keys(nodes).sort()).toEqual(['input', 'n1', 'output']);
  });
});
