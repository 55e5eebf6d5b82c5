// Variants in a document: kept under names of their own, put on the canvas, forgotten; each one step of undo.

import { expect, test } from 'vitest';
import { createDocument, type Variant } from '../../src/core/document.ts';
import { addVariant, removeVariant } from '../../src/editor/commands/add-variant.ts';
import { applyVariant } from '../../src/editor/commands/apply-variant.ts';
import { createDocumentStore } from '../../src/editor/document-store.ts';

const graphOf = (id: string) => ({ nodes: { [id]: { kind: 'ReLU', attrs: {} } }, edges: {} });
const variantOf = (name: string, id: string): Variant => ({ name, graph: graphOf(id), layout: { nodes: {} } });
const namesOf = (documents: ReturnType<typeof createDocumentStore>) => Object.values(documents.getState().document.variants ?? {}).map(({ name }) => name);

test('are kept once, and under another name where theirs is taken', () => {
  const documents = createDocumentStore(createDocument());
  const add = (variant: Variant) => documents.edit('Add', (draft) => addVariant(draft, variant));
  expect(add(variantOf('Wide', 'a'))).toBe('Wide');
  expect(add(variantOf('Wide', 'b'))).toBe('Wide (2)');
  expect(add(variantOf('Another name', 'a'))).toBe('Wide');
  expect(namesOf(documents)).toEqual(['Wide', 'Wide (2)']);
  documents.undo();
  expect(namesOf(documents)).toEqual(['Wide']);
});

test('beyond a hundred are refused in a sentence, and nothing changes', () => {
  const documents = createDocumentStore(createDocument());
  for (let i = 0; i < 100; i++) documents.edit('Add', (draft) => addVariant(draft, variantOf('Wide', `node${i}`)));
  expect(() => documents.edit('Add', (draft) => addVariant(draft, variantOf('One more', 'other')))).toThrow('The document has 100 variants already; delete one in Compare to keep another.');
  expect(namesOf(documents)).toHaveLength(100);
});

test('on the canvas leave the document its name, notes and variants; forgotten, they are gone', () => {
  const documents = createDocumentStore({ ...createDocument('Mine'), notes: 'kept', weights: { path: 'w.bin', format: 'tfjs' } });
  const before = documents.getState().document;
  documents.edit('Add', (draft) => addVariant(draft, variantOf('Wide', 'a')));
  const training = { ...before.training, epochs: 3 };
  documents.edit('Apply', (draft) => applyVariant(draft, { ...variantOf('Wide', 'a'), training }));
  const { document } = documents.getState();
  expect(document).toMatchObject({ name: 'Mine', notes: 'kept', graph: graphOf('a'), training: { epochs: 3 } });
  expect(document.weights).toBeUndefined();
  expect(namesOf(documents)).toEqual(['Wide']);
  documents.undo();
  expect(documents.getState().document.graph).toEqual(before.graph);
  documents.edit('Delete', (draft) => removeVariant(draft, Object.keys(draft.variants ?? {})[0] ?? ''));
  expect(documents.getState().document).toEqual(before);
});
