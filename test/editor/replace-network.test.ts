// Another network in place of the one on the canvas: one gesture, undone as one.

import { expect, test } from 'vitest';
import { createDocument, type NetworkDocument } from '../../src/core/document.ts';
import { defaultOptimizers, defaultTraining } from '../../src/core/training-config.ts';
import { replaceNetwork } from '../../src/editor/commands/replace-network.ts';
import { createDocumentStore } from '../../src/editor/document-store.ts';
import { chain } from '../support/graph-builder.ts';

test('takes network and settings, leaves nothing of the old one, and can be undone', () => {
  const old: NetworkDocument = { ...createDocument('Old'), notes: 'mine', weights: { path: 'w', format: 'tfjs' }, graph: chain([4], ['ReLU']) };
  const next = { name: 'New', graph: chain([2], ['Tanh']), layout: { nodes: {} }, training: { ...defaultTraining, optimizer: defaultOptimizers.adam } };
  const documents = createDocumentStore(old);
  documents.edit('Open New', (draft) => replaceNetwork(draft, next));
  expect(documents.getState().document).toEqual({ format: 'convloom', version: 1, ...next });
  documents.undo();
  expect(documents.getState().document).toEqual(old);
});
