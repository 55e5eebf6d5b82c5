// Copied nodes as text: what comes back, and what is refused with which words.

import { describe, expect, it } from 'vitest';
import { createDocument, type NetworkDocument } from '../../src/core/document.ts';
import { serialiseDocument } from '../../src/core/document-format.ts';
import { readClipboardText, writeClipboardText } from '../../src/editor/clipboard.ts';
import { chain } from '../support/graph-builder.ts';

const document: NetworkDocument = {
  ...createDocument('Source'),
  graph: chain([1, 8, 8], ['Conv2d', { kernelSize: [3, 5] }], ['ReLU']),
  layout: { nodes: { n1: { x: 256, y: 8 }, n2: { x: 512, y: 8 } } },
};

describe('the clipboard', () => {
  it('brings back nodes, places, edges and what fed them from outside', () => {
    const read = readClipboardText(writeClipboardText(document, ['n1', 'n2']));
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
    const read = readClipboardText(serialiseDocument(document));
    expect(read && 'fragment' in read && Object.keys(read.fragment.nodes).sort()).toEqual(['input', 'n1', 'n2', 'output']);
  });

  it.each(['', 'hello', '42', 'null', '[]', '{"a":1}', '{"format":"layers-model"}'])('leaves %s alone', (text) => {
    expect(readClipboardText(text)).toBeUndefined();
  });

  it.each([
    ['no document', '{"format":"convloom-nodes"}', 'the copied nodes are damaged: expected a document and its inputs'],
    ['a kind that is no text', writeClipboardText(document, ['n1']).replace('"Conv2d"', '7'), 'graph.nodes.n1.kind: expected text, received 7'],
    ['an outside edge with a broken end', writeClipboardText(document, ['n1']).replace('"sourcePort": "out"', '"sourcePort": 1'), 'graph.edges.e1.sourcePort: expected an id, received 1'],
    ['a reserved name', writeClipboardText(document, ['n1']).replace('"n1"', '"__proto__"'), 'graph.nodes.__proto__: expected another key, received the reserved name "__proto__"'],
  ])('refuses %s', (_, text, message) => {
    const read = readClipboardText(text);
    expect(read && 'problems' in read && read.problems[0]?.message).toBe(message);
  });
});
