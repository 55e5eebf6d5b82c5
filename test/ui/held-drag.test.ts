// A drag that is held is saved while it is held, and is one step of the history.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createDocument } from '../../src/core/document.ts';
import { addNode } from '../../src/editor/commands/add-node.ts';
import { moveNodes } from '../../src/editor/commands/move-nodes.ts';
import { createDocumentStore, type DocumentDraft } from '../../src/editor/document-store.ts';
import { layers } from '../../src/layers/registry.ts';
import { createHeldDrag } from '../../src/ui/canvas/held-drag.ts';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

function start() {
  const documents = createDocumentStore(createDocument());
  const id = documents.edit('Add', (draft) => addNode(draft, layers, { kind: 'ReLU', position: { x: 0, y: 0 } }));
  const at = (x: number) => (draft: DocumentDraft) => moveNodes(draft, { [id]: { x, y: 0 } });
  const x = () => documents.getState().document.layout.nodes[id]?.x;
  return { documents, at, x, held: createHeldDrag(documents) };
}

it('is where it was held a moment ago, moved on or held still', () => {
  const { held, at, x } = start();
  for (let i = 1; i <= 100; i++) {
    held.move('Move', at(8 * i));
    vi.advanceTimersByTime(16);
  }
  expect(x()).toBeGreaterThanOrEqual(8 * 75);
  vi.advanceTimersByTime(400);
  expect(x()).toBe(800);
});

it('is one step of the history under the name of the drop, and another drag is another', () => {
  const { documents, held, at, x } = start();
  held.move('Move', at(80));
  vi.advanceTimersByTime(400);
  held.drop('Insert', at(160));
  held.move('Move', at(240));
  held.drop('Move', at(320));
  expect(documents.getState().past.map(({ label }) => label)).toEqual(['Add', 'Insert', 'Move']);
  documents.undo();
  expect(x()).toBe(160);
  documents.undo();
  expect(x()).toBe(0);
});

it('is nothing where it ends where it began', () => {
  const { documents, held, at } = start();
  held.move('Move', at(80));
  vi.advanceTimersByTime(400);
  held.drop('Move', at(0));
  expect(documents.getState().past).toHaveLength(1);
});

it('is committed at once where the page goes', () => {
  const { held, at, x } = start();
  held.move('Move', at(80));
  held.commit();
  expect(x()).toBe(80);
});
