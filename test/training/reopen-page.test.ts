// The page's side of exchanging a run's network: freezing reaches it at once, other edits when it is resumed with them.

import { afterEach, expect, test, vi } from 'vitest';
import type { NetworkDocument } from '../../src/core/document.ts';
import { createPage, toyDocument } from './page.ts';

const document: NetworkDocument = {
  ...toyDocument,
  graph: {
    nodes: { input: { kind: 'Input', attrs: { shape: [2] } }, fc1: { kind: 'Linear', attrs: { outFeatures: 4 } }, act: { kind: 'ReLU' }, fc2: { kind: 'Linear', attrs: { outFeatures: 2 } }, output: { kind: 'Output' } },
    edges: {
      e1: { source: 'input', sourcePort: 'out', target: 'fc1', targetPort: 'in' },
      e2: { source: 'fc1', sourcePort: 'out', target: 'act', targetPort: 'in' },
      e3: { source: 'act', sourcePort: 'out', target: 'fc2', targetPort: 'in' },
      e4: { source: 'fc2', sourcePort: 'out', target: 'output', targetPort: 'in' },
    },
  },
  training: { ...toyDocument.training, epochs: 100_000 },
};
const pages: ReturnType<typeof createPage>[] = [];
afterEach(() => { for (const { run } of pages.splice(0)) run.client.dispose(); });

async function startPage() {
  const page = createPage(document);
  pages.push(page);
  page.run.start();
  await vi.waitFor(() => expect(page.run.getState().log.lastBatch).toBeDefined());
  const step = () => page.run.getState().log.lastBatch?.step ?? 0;
  return {
    ...page,
    state: page.run.getState,
    weights: () => page.run.client.call('readWeights', undefined),
    trainsOn: async () => {
      const before = step();
      await vi.waitFor(() => expect(step()).toBeGreaterThan(before + 5), { timeout: 5000 });
    },
    freeze: (frozen: boolean) => page.documents.edit('Freeze', (draft) => {
      const node = draft.graph.nodes['fc1'];
      if (node) node.frozen = frozen;
    }),
    widen: (outFeatures: number) => page.documents.edit('Widen', (draft) => {
      const node = draft.graph.nodes['fc1'];
      if (node) node.attrs = { outFeatures };
    }),
    pause: async () => {
      page.run.toggle();
      await vi.waitFor(() => expect(page.run.getState()).toMatchObject({ status: 'paused', pending: undefined }));
    },
  };
}

test('freezing reaches a run that goes on, and undo thaws it', async () => {
  const page = await startPage();
  page.freeze(true);
  // Answered after the exchange, which was asked for before.
  const before = await page.weights();
  await page.trainsOn();
  const after = await page.weights();
  expect(after['fc1.weight']).toEqual(before['fc1.weight']);
  expect(after['fc2.weight']).not.toEqual(before['fc2.weight']);
  expect(page.state().status).toBe('running');
  page.documents.undo();
  await page.weights();
  await page.trainsOn();
  expect((await page.weights())['fc1.weight']).not.toEqual(before['fc1.weight']);
  expect(page.state().failure).toBeUndefined();
});

test('freezing does not bring other edits along; resuming with the changes does', async () => {
  const page = await startPage();
  page.widen(6);
  page.freeze(true);
  expect((await page.weights())['fc1.weight']?.shape).toEqual([4, 2]);
  expect(page.state().subject?.graph.nodes['fc1']).toMatchObject({ frozen: true, attrs: { outFeatures: 4 } });
  await page.pause();
  page.run.resumeWithChanges();
  await vi.waitFor(() => expect(page.state()).toMatchObject({ status: 'running', pending: undefined }));
  expect((await page.weights())['fc1.weight']?.shape).toEqual([6, 2]);
  await vi.waitFor(() => expect(page.state().log.notices.map(({ message }) => message)).toEqual([expect.stringContaining('fc1.weight: 4×2 became 6×2, starts anew')]));
  await page.trainsOn();
});

test('where the canvas does not fit the run it stays paused and says why; as it was it resumes', async () => {
  const page = await startPage();
  await page.pause();
  page.documents.edit('Other output', (draft) => {
    const node = draft.graph.nodes['fc2'];
    if (node) node.attrs = { outFeatures: 1 };
  });
  page.run.resumeWithChanges();
  await vi.waitFor(() => expect(page.state().failure).toContain('at least 2 features are expected'));
  expect(page.state()).toMatchObject({ status: 'paused', pending: undefined });
  expect(page.state().subject?.graph).toEqual(document.graph);
  page.run.toggle();
  await page.trainsOn();
});
