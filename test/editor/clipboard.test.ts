// Copied nodes as text: what comes back, and what is refused with which words.

import { describe, expect, it } from 'vitest';
import { createDocument, type NetworkDocument } from '../../src/core/document.ts';
import type { EdgeRecord, Graph } from '../../src/core/graph.ts';
import { maxDocumentCharacters, parseDocument, serialiseDocument } from '../../src/core/document-format.ts';
import { readClipboardText, tooMuch, writeClipboardText } from '../../src/editor/clipboard.ts';
import { layers } from '../../src/layers/registry.ts';
import { chain } from '../support/graph-builder.ts';

const document: NetworkDocument = {
  ...createDocument('Source'),
  graph: chain([1, 8, 8], ['Conv2d', { kernelSize: [3, 5] }], ['ReLU']),
  layout: { nodes: { n1: { x: 256, y: 8 }, n2: { x: 512, y: 8 } } },
};

describe('the clipboard', () => {
  it('brings back nodes, places, edges and what fed them from outside', () => {
    const read = readClipboardText(writeClipboardText(document, ['n1', 'n2']), layers);
    expect(read).toEqual({
      fragment: {
        nodes: { n1: { kind: 'Conv2d', attrs: { kernelSize: [3, 5] } }, n2: { kind: 'ReLU' } },
        edges: expect.arrayContaining([
          { source: 'input', sourcePort: 'out', target: 'n1', targetPort: 'in' },
          { source: 'n1', sourcePort: 'out', target: 'n2', targetPort: 'in' },
        ]),
        places: { n1: { x: 256, y: 8 }, n2: { x: 512, y: 8 } },
      },
    });
  });

  it('takes a whole document', () => {
    const read = readClipboardText(serialiseDocument(document), layers);
    expect(read && 'fragment' in read && Object.keys(read.fragment.nodes).sort()).toEqual(['input', 'n1', 'n2', 'output']);
  });

  it.each(['', 'hello', '42', 'null', '[]', '{"a":1}', '{"format":"layers-model"}'])('leaves %s alone', (text) => {
    expect(readClipboardText(text, layers)).toBeUndefined();
  });

  it.each([
    ['no document', '{"format":"convloom-nodes"}', 'the copied nodes are damaged: expected a document and its inputs'],
    ['a kind that is no text', writeClipboardText(document, ['n1']).replace('"Conv2d"', '7'), 'graph.nodes.n1.kind: expected text, received 7'],
    ['an outside edge with a broken end', writeClipboardText(document, ['n1']).replace('"sourcePort": "out"', '"sourcePort": 1'), 'graph.edges.e1.sourcePort: expected an id, received 1'],
    ['a reserved name', writeClipboardText(document, ['n1']).replace('"n1"', '"__proto__"'), 'graph.nodes.__proto__: expected another key, received the reserved name "__proto__"'],
  ])('refuses %s', (_, text, message) => {
    const read = readClipboardText(text, layers);
    expect(read && 'problems' in read && read.problems[0]?.message).toBe(message);
  });

  const edge = (source: string, target: string, sourcePort = 'out'): EdgeRecord => ({ source, sourcePort, target, targetPort: 'in' });
  const broken = (graph: Partial<Graph>, layout = document.layout): NetworkDocument =>
    ({ ...document, graph: { ...document.graph, ...graph }, layout });
  const { nodes, edges } = document.graph;

  it.each([
    ['a kind that is not known', broken({ nodes: { ...nodes, n1: { kind: 'Telepathy' } } }), 'graph.nodes.n1: n1 is of kind "Telepathy", which'],
    ['an edge from nowhere', broken({ edges: { ...edges, e9: edge('ghost', 'n1') } }), 'graph.edges.e9: edge e9 leads from node "ghost"'],
    ['an edge to nowhere', broken({ edges: { ...edges, e9: edge('n1', 'ghost') } }), 'graph.edges.e9: edge e9 leads to node "ghost"'],
    ['a port that is not there', broken({ edges: { e1: edge('n1', 'n2', 'left') } }), 'graph.edges.e1: n1 (Conv2d) has no output port "left"'],
    ['two edges into one port', broken({ edges: { e1: edge('input', 'n2'), e2: edge('n1', 'n2') } }), 'graph.edges.e2: input port "in" of n2 takes one'],
    ['a cycle', broken({ edges: { e1: edge('n1', 'n2'), e2: edge('n2', 'n1') } }), 'graph.edges.e2: n1 → n2 → n1 is a cycle'],
    ['a node that feeds itself', broken({ edges: { e1: edge('n1', 'n1') } }), 'graph.edges.e1: n1 → n1 is a cycle'],
    ['a place beyond reason', broken({}, { nodes: { n1: { x: 1e300, y: 0 } } }), 'layout.nodes.n1.x: expected a number from -1,000,000 to'],
  ])('refuses %s, copied or as a whole document', (_, faulty, message) => {
    const copied = writeClipboardText(faulty, Object.keys(faulty.graph.nodes));
    // A copy leaves what leads nowhere behind.
    for (const text of [serialiseDocument(faulty), ...(message.includes('ghost') ? [] : [copied])]) {
      const read = readClipboardText(text, layers);
      expect(read && 'problems' in read ? read.problems[0]?.message.slice(0, message.length) : read).toBe(message);
    }
  });

  it('refuses what opening a file refuses, in the same words', () => {
    const texts = [
      serialiseDocument(document).replace('"version": 1', '"version": 2'), serialiseDocument(document).replace('"attrs"', '"atrs"'),
      serialiseDocument(document).slice(0, -40), serialiseDocument(document).replace('"x": 256', '"x": 1e999'),
      `${serialiseDocument(document)}${' '.repeat(maxDocumentCharacters)}`,
    ];
    for (const text of texts) {
      const opened = parseDocument(text);
      expect('problems' in opened).toBe(true);
      expect(readClipboardText(text, layers)).toEqual(opened);
    }
    expect(readClipboardText(`\uFEFF${serialiseDocument(document)}`, layers)).toMatchObject({ fragment: { nodes: document.graph.nodes } });
  });

  it('says what a document cannot take', () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, { kind: 'ReLU' }]));
    const fragment = { nodes: many(6000), edges: [], places: {} };
    expect(tooMuch({ ...document, graph: { nodes: many(4001), edges: {} } }, fragment))
      .toBe('A network has at most 10,000 nodes; with the copies it would have 10,001.');
    expect(tooMuch({ ...document, graph: { nodes: many(4000), edges: {} } }, fragment)).toBeUndefined();
  });
});
