// Where a layer goes that is added by click or key, and what it is wired to.

import { describe, expect, it } from 'vitest';
import { createDocument } from '../../src/core/document.ts';
import type { Graph } from '../../src/core/graph.ts';
import { createDocumentStore } from '../../src/editor/document-store.ts';
import { createSessionStore } from '../../src/editor/session-store.ts';
import { addLayer, freePlace, takesShape } from '../../src/ui/actions/add-layer.ts';
import { searchLayers } from '../../src/ui/search-layers.ts';
import type { AppServices } from '../../src/ui/services.tsx';
import { layers } from '../../src/layers/registry.ts';
import { chain } from '../support/graph-builder.ts';

function page(graph: Graph, selected: readonly string[]) {
  const documents = createDocumentStore({ ...createDocument('Test'), graph });
  const session = createSessionStore({ selectedNodes: selected });
  const services = { layers, documents, session, canvas: { current: undefined } } as unknown as AppServices;
  const wires = () => Object.values(documents.getState().document.graph.edges).map(({ source, target }) => `${source} > ${target}`).sort();
  return { services, documents, session, wires };
}

function kindOf(name: string) {
  const kind = layers.get(name);
  if (!kind) throw new Error(`no kind ${name}`);
  return kind;
}

describe('adding a layer', () => {
  it('puts it into the only wire of the selected node and selects it', () => {
    const { services, session, wires } = page(chain([1, 8, 8], ['ReLU']), ['n1']);
    expect(addLayer(services, 'Tanh')).toBe('tanh1');
    expect(wires()).toEqual(['input > n1', 'n1 > tanh1', 'tanh1 > output']);
    expect(session.getState().selectedNodes).toEqual(['tanh1']);
  });

  it('wires it behind a node without wires', () => {
    const { nodes, edges: { e2: _, ...edges } } = chain([1, 8, 8], ['ReLU']);
    const { services, wires } = page({ nodes, edges }, ['n1']);
    addLayer(services, 'Output');
    expect(wires()).toEqual(['input > n1', 'n1 > output1']);
  });

  it('leaves it unwired where the shape does not fit', () => {
    const { services, wires } = page(chain([1, 8, 8], ['ReLU']), ['n1']);
    addLayer(services, 'BatchNorm1d');
    expect(wires()).toEqual(['input > n1', 'n1 > output']);
  });

  it('leaves it unwired where nothing, or more than one node, is selected', () => {
    for (const selected of [[], ['input', 'n1'], ['gone']]) {
      const { services, wires } = page(chain([1, 8, 8], ['ReLU']), selected);
      addLayer(services, 'Tanh');
      expect(wires()).toEqual(['input > n1', 'n1 > output']);
    }
  });

  it('is one step of the history', () => {
    const { services, documents } = page(chain([1, 8, 8], ['ReLU']), ['n1']);
    const before = documents.getState().document;
    addLayer(services, 'Tanh');
    documents.undo();
    expect(documents.getState().document).toEqual(before);
  });
});

describe('what fits', () => {
  it.each([
    ['Conv2d', [3, 8, 8], true], ['Conv2d', [10], false], ['Linear', [3, 8, 8], false], ['Linear', [10], true],
    ['Input', [10], false], ['Add', [10], true], ['Conv2d', [3, 2, 2], false], ['Output', [3, 8, 8], true],
  ] as const)('%s after %j: %s', (name, shape, fits) => expect(takesShape(kindOf(name), shape)).toBe(fits));

  it('is anything with an input where the shape is not known', () => {
    expect(takesShape(kindOf('Linear'), undefined)).toBe(true);
    expect(takesShape(kindOf('Input'), undefined)).toBe(false);
  });
});

describe('a free place', () => {
  it('is the wanted one, or below what lies there', () => {
    expect(freePlace([], { x: 5, y: 5 })).toEqual({ x: 5, y: 5 });
    expect(freePlace([{ x: 0, y: 0 }, { x: 0, y: 96 }], { x: 8, y: 0 })).toEqual({ x: 8, y: 192 });
  });
});

describe('searching', () => {
  it.each([
    ['conv', 'Conv2d'], ['relu', 'ReLU'], ['batch', 'BatchNorm1d'], ['dense', 'Linear'], ['max pool', 'MaxPool2d'], ['skip', 'Add'],
  ])('%s finds %s first', (query, first) => expect(searchLayers(layers, query)[0]?.kind).toBe(first));

  it('finds nothing by nonsense, and everything by nothing', () => {
    expect(searchLayers(layers, 'xyzzy')).toEqual([]);
    expect(searchLayers(layers, '  ')).toEqual([...layers.values()]);
  });
});
