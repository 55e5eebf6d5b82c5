// Any sequence of commands: undone to the exact beginning, redone to the exact end, and always a document that
// can be saved and read again.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canConnect } from '../../src/core/connect.ts';
import { createDocument, type NetworkDocument } from '../../src/core/document.ts';
import { parseDocument, serialiseDocument } from '../../src/core/document-format.ts';
import { addNode, spliceNode } from '../../src/editor/commands/add-node.ts';
import { applyFix } from '../../src/editor/commands/apply-fix.ts';
import { autoLayout } from '../../src/editor/commands/auto-layout.ts';
import { connect } from '../../src/editor/commands/connect.ts';
import { disconnect } from '../../src/editor/commands/disconnect.ts';
import { duplicate } from '../../src/editor/commands/duplicate.ts';
import { moveNodes, nudgeNodes } from '../../src/editor/commands/move-nodes.ts';
import { paste } from '../../src/editor/commands/paste.ts';
import { removeNodes, removeNodesAndReconnect } from '../../src/editor/commands/remove-nodes.ts';
import { renameDocument } from '../../src/editor/commands/rename-document.ts';
import { renameNode } from '../../src/editor/commands/rename-node.ts';
import { setAttr } from '../../src/editor/commands/set-attr.ts';
import { setInitialisation } from '../../src/editor/commands/set-initialisation.ts';
import { setNotes } from '../../src/editor/commands/set-notes.ts';
import { setTraining } from '../../src/editor/commands/set-training.ts';
import { toggleBypass } from '../../src/editor/commands/toggle-bypass.ts';
import { toggleFreeze } from '../../src/editor/commands/toggle-freeze.ts';
import { readClipboardText, writeClipboardText } from '../../src/editor/clipboard.ts';
import { createDocumentStore, type DocumentDraft, type DocumentStore } from '../../src/editor/document-store.ts';
import { analyze } from '../../src/core/analyze.ts';
import { layers } from '../../src/layers/registry.ts';
import { chain } from '../support/graph-builder.ts';

const start: NetworkDocument = {
  ...createDocument('Start'),
  graph: chain([1, 12, 12], ['Conv2d', { outChannels: 4 }], ['ReLU'], ['MaxPool2d', { kernelSize: 2 }], ['Flatten'], ['Linear', { outFeatures: 10 }]),
  layout: { nodes: { input: { x: 0, y: 0 }, n1: { x: 256, y: 0 } } },
};

/** A gesture, chosen by numbers that pick among whatever nodes and edges there are by then. */
interface Gesture {
  readonly verb: number;
  readonly a: number;
  readonly b: number;
  readonly merge: boolean;
}

const gesture: fc.Arbitrary<Gesture> = fc.record({ verb: fc.nat(), a: fc.nat(), b: fc.nat(), merge: fc.boolean() });
const gestures = fc.array(gesture, { minLength: 1, maxLength: 40 });
const kinds = [...layers.keys()];

function pick<T>(list: readonly T[], number: number): T | undefined {
  return list[number % Math.max(1, list.length)];
}

type Verb = (draft: DocumentDraft, document: NetworkDocument, a: number, b: number) => void;

const nodesOf = ({ graph }: NetworkDocument) => Object.keys(graph.nodes);
const edgesOf = ({ graph }: NetworkDocument) => Object.keys(graph.edges);
const node = (document: NetworkDocument, number: number) => pick(nodesOf(document), number) ?? 'none';
const edge = (document: NetworkDocument, number: number) => pick(edgesOf(document), number) ?? 'none';
const several = (document: NetworkDocument, a: number, b: number) => nodesOf(document).filter((_, i) => (a + i * b) % 3 === 0);
const outOf = (id: string) => ({ node: id, port: 'out' });

const verbs: readonly Verb[] = [
  (draft, _, a, b) => addNode(draft, layers, { kind: pick(kinds, a) ?? 'ReLU', position: { x: a % 999, y: b % 999 } }),
  (draft, document, a, b) => addNode(draft, layers, { kind: pick(kinds, a) ?? 'ReLU', position: { x: 0, y: 0 }, onEdge: edge(document, b) }),
  (draft, document, a, b) => addNode(draft, layers, { kind: pick(kinds, a) ?? 'ReLU', position: { x: 5, y: 7 }, fromOutput: outOf(node(document, b)) }),
  (draft, document, a, b) => addNode(draft, layers, { kind: 'ReLU', position: { x: a % 500, y: 0 }, toInput: { node: node(document, b), port: 'in' } }),
  (draft, document, a, b) => void spliceNode(draft, layers, node(document, a), edge(document, b)),
  (draft, document, a, b) => connect(draft, layers, outOf(node(document, a)), { node: node(document, b), port: b % 2 ? 'in' : 'in1' }),
  (draft, document, a) => disconnect(draft, [edge(document, a)]),
  (draft, document, a, b) => removeNodes(draft, several(document, a, b)),
  (draft, document, a, b) => removeNodesAndReconnect(draft, layers, several(document, a, b)),
  (draft, document, a, b) => moveNodes(draft, { [node(document, a)]: { x: b % 700, y: a % 700 } }),
  (draft, document, a, b) => nudgeNodes(draft, several(document, a, b), { x: 8, y: -8 }),
  (draft, document, a, b) => setAttr(draft, layers, node(document, a), 'kernelSize', b % 2 ? (b % 7) : [b % 5, a % 5]),
  (draft, document, a, b) => setAttr(draft, layers, node(document, a), 'outChannels', b % 3 ? b % 64 : 16),
  (draft, document, a, b) => renameNode(draft, node(document, a), b % 3 ? `name ${b % 4}` : '  '),
  (draft, _, a) => renameDocument(draft, a % 2 ? `Network ${a % 3}` : ''),
  (draft, _, a) => setNotes(draft, a % 2 ? `note ${a % 3}` : ''),
  (draft, document, a, b) => toggleBypass(draft, several(document, a, b)),
  (draft, document, a, b) => toggleFreeze(draft, several(document, a, b)),
  (draft, document, a, b) => duplicate(draft, layers, several(document, a, b)),
  (draft, document, a, b) => {
    const copied = readClipboardText(writeClipboardText(document, several(document, a, b)), layers);
    if (copied && 'fragment' in copied) paste(draft, layers, copied.fragment, { keepInputs: a % 2 === 0, at: { x: b % 300, y: a % 300 } });
  },
  (draft) => autoLayout(draft, layers),
  (draft, _, a, b) => setTraining(draft, { seed: a % 5, epochs: 1 + (b % 3) }),
  (draft, document, a, b) => setInitialisation(draft, node(document, a), b % 2 ? { weight: { scheme: 'zeros' } } : undefined),
  (draft, document, a) => {
    const fix = pick(analyze(document.graph, layers).problems.flatMap((problem) => problem.fix ?? []), a);
    if (fix) applyFix(draft, layers, fix.action);
  },
];

function perform(store: DocumentStore, { verb, a, b, merge }: Gesture): void {
  const { document } = store.getState();
  store.edit(`gesture ${verb % verbs.length}`, (draft) => pick(verbs, verb)?.(draft, document, a, b), merge ? { mergeKey: `key ${verb % verbs.length}` } : {});
}

function steps(store: DocumentStore): number {
  return store.getState().past.length;
}

describe('any sequence of gestures', () => {
  it('is undone to the exact beginning and redone to the exact end', () => {
    fc.assert(fc.property(gestures, (list) => {
      const store = createDocumentStore(start);
      for (const one of list) perform(store, one);
      const end = store.getState().document;
      const count = steps(store);
      for (let i = 0; i < count; i++) store.undo();
      expect(store.getState().document).toEqual(start);
      expect(store.getState().future).toHaveLength(count);
      for (let i = 0; i < count; i++) store.redo();
      expect(store.getState().document).toEqual(end);
      expect(steps(store)).toBe(count);
    }), { numRuns: 150 });
  });

  it('leaves a document that reads back as it was written', () => {
    fc.assert(fc.property(gestures, (list) => {
      const store = createDocumentStore(start);
      for (const one of list) perform(store, one);
      const { document } = store.getState();
      expect(parseDocument(serialiseDocument(document))).toEqual({ document });
    }), { numRuns: 100 });
  });

  it('leaves every edge between nodes that exist, one to an input, and no place without a node', () => {
    fc.assert(fc.property(gestures, (list) => {
      const store = createDocumentStore(start);
      for (const one of list) perform(store, one);
      const { graph, layout } = store.getState().document;
      const inputs = Object.values(graph.edges).map(({ target, targetPort }) => `${target} ${targetPort}`);
      expect(new Set(inputs).size).toBe(inputs.length);
      for (const { source, target } of Object.values(graph.edges)) {
        expect(graph.nodes).toHaveProperty([source]);
        expect(graph.nodes).toHaveProperty([target]);
      }
      expect(Object.keys(layout.nodes).filter((id) => !(id in graph.nodes))).toEqual([]);
      expect(analyze(graph, layers).problems.filter(({ code }) => code === 'cycle')).toEqual([]);
    }), { numRuns: 100 });
  });

  it('records a step exactly when the document comes out different', () => {
    fc.assert(fc.property(gestures, (list) => {
      const store = createDocumentStore(start);
      for (const one of list) {
        const before = { document: store.getState().document, text: serialiseDocument(store.getState().document), steps: steps(store) };
        perform(store, { ...one, merge: false });
        const changed = serialiseDocument(store.getState().document) !== before.text;
        expect(steps(store)).toBe(before.steps + (changed ? 1 : 0));
        if (!changed) expect(store.getState().document).toBe(before.document);
      }
    }), { numRuns: 60 });
  });

  it('connects by the core rule alone', () => {
    fc.assert(fc.property(gestures, fc.nat(), fc.nat(), (list, a, b) => {
      const store = createDocumentStore(start);
      for (const one of list) perform(store, one);
      const { document } = store.getState();
      const from = outOf(node(document, a));
      const to = { node: node(document, b), port: 'in' };
      const allowed = canConnect(document.graph, from, to, layers);
      const answer = store.edit('Connect', (draft) => connect(draft, layers, from, to));
      expect(answer).toEqual(allowed);
      expect(store.getState().document === document).toBe(allowed.length > 0);
    }), { numRuns: 60 });
  });
});
