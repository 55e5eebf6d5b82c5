// The network's initial weights in a document.

import { expect, test } from 'vitest';
import { createDocument } from '../../src/core/document.ts';
import type { Initialisation, InitScheme } from '../../src/core/weights.ts';
import { setNetworkInitialisation } from '../../src/editor/commands/set-network-initialisation.ts';
import { createDocumentStore } from '../../src/editor/document-store.ts';

const zeros = { scheme: 'zeros' } as const;
const normal = { scheme: 'normal', mean: 0, std: 0.1 } as const;

test.each<[Initialisation | undefined, InitScheme, Initialisation | undefined]>([
  [undefined, normal, { weight: normal }],
  [{ weight: zeros }, normal, { weight: normal }],
  [{ weight: zeros, bias: zeros }, normal, { weight: normal, bias: zeros }],
  [{ weight: zeros }, { scheme: 'default' }, undefined],
  [{ weight: zeros, bias: zeros }, { scheme: 'default' }, { bias: zeros }],
])('%j with weights by %j becomes %j', (before, weight, after) => {
  const document = createDocument();
  const store = createDocumentStore({ ...document, training: { ...document.training, ...(before && { initialisation: before }) } });
  store.edit('Change the initial weights', (draft) => setNetworkInitialisation(draft, weight));
  expect(store.getState().document.training.initialisation).toEqual(after);
  expect('initialisation' in store.getState().document.training).toBe(after !== undefined);
});
