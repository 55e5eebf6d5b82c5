// The page's run store with a real client, host and null engine on the toy clouds, for tests of what follows it.

import { createDocument, type NetworkDocument } from '../../src/core/document.ts';
import { defaultSgd } from '../../src/core/training-config.ts';
import { createDocumentStore } from '../../src/editor/document-store.ts';
import { nullEngine } from '../../src/engines/null/null-engine.ts';
import { layers } from '../../src/layers/registry.ts';
import type { CheckpointStore } from '../../src/training/checkpoint-store.ts';
import { createTrainingClient } from '../../src/training/client.ts';
import { createHost } from '../../src/training/host.ts';
import { createPrepare } from '../../src/training/prepare-run.ts';
import { createRunStore } from '../../src/ui/training/run-store.ts';
import { createFakeWorker } from './ports.ts';
import { toyData } from './toy.ts';

/** Input, Linear, Output, for points in the plane. */
export const toyDocument: NetworkDocument = {
  ...createDocument('Clouds'),
  graph: {
    nodes: { input: { kind: 'Input', attrs: { shape: [2] } }, linear: { kind: 'Linear', attrs: { outFeatures: 2 } }, output: { kind: 'Output' } },
    edges: {
      e1: { source: 'input', sourcePort: 'out', target: 'linear', targetPort: 'in' },
      e2: { source: 'linear', sourcePort: 'out', target: 'output', targetPort: 'in' },
    },
  },
  training: { ...createDocument().training, dataset: 'clouds', batchSize: 10, epochs: 4, optimizer: defaultSgd },
};

/** A run store on a document, whose worker is a pair of message ports. */
export function createPage(document: NetworkDocument = toyDocument, checkpoints?: CheckpointStore) {
  const documents = createDocumentStore(document);
  const forced: (string | undefined)[] = [];
  const prepare = createPrepare({
    loadData: async () => ({ dataset: { id: 'clouds', name: 'Clouds', summary: '', inputShape: [2], classNames: ['low', 'high'] }, data: toyData, prepareImage: () => new Float32Array(2) }),
    chooseEngine: async ({ forced: id }) => {
      forced.push(id);
      return { engine: nullEngine, candidates: [] };
    },
  });
  const workers: ReturnType<typeof createFakeWorker>[] = [];
  const run = createRunStore({
    layers, documents,
    createTrainingClient: () => createTrainingClient(() => {
      const notHere = async () => { throw new Error('not part of this test'); };
      const fake = createFakeWorker((port) => createHost(port, { prepare, cacheFiles: notHere, explain: notHere, checkpoints, checkpointTimes: { minMs: 0, withinMs: 1e9 } }));
      workers.push(fake);
      return fake.worker;
    }),
  });
  return {
    run, documents, workers,
    /** Ids of engines that were asked for, run by run. */
    forced,
  };
}
