// The run store with a real client, host and engine: what buttons do, and how the state follows.

import { afterEach, describe, expect, test, vi } from 'vitest';
import { createDocument, type NetworkDocument } from '../../src/core/document.ts';
import { defaultOptimizers, defaultSgd, type TrainingConfig } from '../../src/core/training-config.ts';
import { moveNodes } from '../../src/editor/commands/move-nodes.ts';
import { setTraining } from '../../src/editor/commands/set-training.ts';
import { createDocumentStore } from '../../src/editor/document-store.ts';
import type { EngineSession } from '../../src/engines/engine.ts';
import { nullEngine } from '../../src/engines/null/null-engine.ts';
import { layers } from '../../src/layers/registry.ts';
import { createTrainingClient } from '../../src/training/client.ts';
import { createHost } from '../../src/training/host.ts';
import { createPrepare } from '../../src/training/prepare-run.ts';
import { createRunStore, type RunState, type RunStore } from '../../src/ui/training/run-store.ts';
import { createFakeWorker } from './ports.ts';
import { toyData } from './toy.ts';

const network: NetworkDocument = {
  ...createDocument(),
  graph: {
    nodes: { input: { kind: 'Input', attrs: { shape: [2] } }, linear: { kind: 'Linear', attrs: { outFeatures: 2 } }, output: { kind: 'Output' } },
    edges: {
      e1: { source: 'input', sourcePort: 'out', target: 'linear', targetPort: 'in' },
      e2: { source: 'linear', sourcePort: 'out', target: 'output', targetPort: 'in' },
    },
  },
  training: { ...createDocument().training, dataset: 'clouds', batchSize: 10, epochs: 50_000, optimizer: defaultSgd },
};

const stores: RunStore[] = [];
afterEach(() => { for (const store of stores.splice(0)) store.client.dispose(); });

function setUp(document = network) {
  const documents = createDocumentStore(document);
  const changes: unknown[] = [];
  const watched = (session: EngineSession): EngineSession => ({ ...session, change: (change) => { changes.push(change); session.change(change); } });
  const prepare = createPrepare({
    loadData: async () => ({ dataset: { id: 'clouds', name: 'Clouds', summary: '', inputShape: [2], classNames: ['low', 'high'] }, data: toyData, prepareImage: () => new Float32Array(2) }),
    chooseEngine: async ({ forced }) => ({
      engine: { ...nullEngine, open: async (request) => watched(await nullEngine.open(request)) },
      candidates: [{ id: 'null', name: 'Plain', ...(forced === undefined && { imagesPerSecond: 500 }) }],
    }),
  });
  const ahead: { readonly config: TrainingConfig; readonly engine: string | undefined; readonly signal: AbortSignal }[] = [];
  const workers: ReturnType<typeof createFakeWorker>[] = [];
  const createClient = () => createTrainingClient(() => {
    const fake = createFakeWorker((port) => createHost(port, {
      prepare,
      prepareAhead: ({ config, engine }, signal) => new Promise((_, reject) => {
        ahead.push({ config, engine, signal });
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
      cacheFiles: async () => { throw new Error('a.txt is none of the four files.'); },
      explain: async () => { throw new Error('not part of this test'); },
    }));
    workers.push(fake);
    return fake.worker;
  });
  const store = createRunStore({ layers, documents, createTrainingClient: createClient });
  stores.push(store);
  const until = (condition: (state: RunState) => boolean) => vi.waitFor(() => expect(condition(store.getState())).toBe(true), { timeout: 5000, interval: 5 });
  return { store, documents, changes, ahead, workers, until, step: () => store.getState().log.lastBatch?.step ?? 0 };
}

describe('the primary button', () => {
  test('trains, pauses, resumes, and trains anew after a stop', async () => {
    const { store, until, step } = setUp();
    store.toggle();
    expect(store.getState().status).toBe('running');
    await until(({ log }) => (log.lastBatch?.step ?? 0) > 3);

    store.toggle();
    expect(store.getState()).toMatchObject({ status: 'running', pending: 'pause' });
    await until(({ status, pending }) => status === 'paused' && pending === undefined);
    await new Promise((resolve) => setTimeout(resolve, 120));
    const at = step();

    store.toggle();
    expect(store.getState().status).toBe('running');
    await until(({ log }) => (log.lastBatch?.step ?? 0) > at);

    store.stop();
    store.toggle();
    expect(store.getState().pending).toBe('stop');
    await until(({ status }) => status === 'ended');
    expect(store.getState().log.ended).toMatchObject({ reason: 'stopped' });

    store.toggle();
    expect(store.getState()).toMatchObject({ status: 'running', subject: { number: 2 }, log: { epochs: [] } });
    await until(({ log }) => log.lastBatch !== undefined);
  });

  test('does nothing for a network with errors', () => {
    const { store, workers } = setUp({ ...network, graph: { ...network.graph, edges: {} } });
    store.toggle();
    expect(store.getState().status).toBe('idle');
    expect(workers).toEqual([]);
  });
});

test('a step starts a run of one batch, and each further step adds one', async () => {
  const { store, until, step } = setUp();
  for (const expected of [1, 2, 3]) {
    store.step();
    await until(({ pending, log }) => pending === undefined && log.lastBatch?.step === expected);
    expect(store.getState().status).toBe('paused');
  }
  expect(step()).toBe(3);
});

describe('the document’s settings', () => {
  test('reach the run where they may change live, also by undo; the rest waits for the next run', async () => {
    const { store, documents, changes, until } = setUp();
    store.start();
    await until(({ log }) => log.lastBatch !== undefined);
    documents.edit('Change', (draft) => setTraining(draft, { optimizer: { ...defaultSgd, learningRate: 0.01 } }));
    documents.edit('Change', (draft) => setTraining(draft, { batchSize: 25 }));
    documents.undo();
    documents.undo();
    await vi.waitFor(() => expect(changes).toEqual([{ learningRate: 0.01 }, { learningRate: 0.1 }]));
    expect(store.getState().subject?.config).toEqual(network.training);
  });

  test('reach a run with RMSprop too, whose momentum may change, and leave what it does not have', async () => {
    const { store, documents, changes, until } = setUp({ ...network, training: { ...network.training, optimizer: defaultOptimizers.rmsprop } });
    store.start();
    await until(({ log }) => log.lastBatch !== undefined);
    documents.edit('Change', (draft) => setTraining(draft, { optimizer: { ...defaultOptimizers.rmsprop, learningRate: 0.005, momentum: 0.5 } }));
    documents.edit('Change', (draft) => setTraining(draft, { optimizer: defaultOptimizers.adagrad }));
    await vi.waitFor(() => expect(changes).toEqual([{ learningRate: 0.005, momentum: 0.5 }]));
    expect(store.getState().subject?.config.optimizer).toEqual({ ...defaultOptimizers.rmsprop, learningRate: 0.005, momentum: 0.5 });
  });

  test('of another document do not', async () => {
    const { store, documents, changes, until } = setUp();
    store.start();
    await until(({ log }) => log.lastBatch !== undefined);
    documents.load({ ...network, training: { ...network.training, optimizer: { ...defaultSgd, learningRate: 0.5 } } });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(changes).toEqual([]);
  });
});

test('measurements of engines outlive a run that was forced to one', async () => {
  const { store, until } = setUp();
  store.start();
  await until(({ candidates }) => candidates.length > 0);
  store.stop();
  await until(({ status }) => status === 'ended');
  store.forceEngine('null');
  store.start();
  await until(({ log }) => log.engine !== undefined);
  expect(store.getState().log.engine?.candidates[0]).not.toHaveProperty('imagesPerSecond');
  expect(store.getState().candidates).toEqual([{ id: 'null', name: 'Plain', imagesPerSecond: 500 }]);
});

test('a worker that dies ends the run with its reason; the next run gets another', async () => {
  const { store, until, workers } = setUp();
  store.start();
  await until(({ log }) => log.lastBatch !== undefined);
  workers[0]?.crash('no memory');
  expect(store.getState()).toMatchObject({ status: 'ended', log: { ended: { reason: 'failed', message: expect.stringContaining('no memory') } } });
  store.start();
  await until(({ log }) => log.lastBatch !== undefined);
  expect(store.getState().status).toBe('running');
});

test('files that are not what was asked for are refused in words', async () => {
  const { store } = setUp();
  const outcome = store.keepFiles([{ name: 'a.txt', content: new Blob(['x']) }]);
  expect(store.getState().files).toEqual({ keeping: true });
  expect(await outcome).toEqual({ failure: 'a.txt is none of the four files.' });
  expect(store.getState().files).toEqual({ failure: 'a.txt is none of the four files.' });
});

describe('preparing ahead', () => {
  test('is for the document as it is; an edit of network or training ends it, moving a card does not', async () => {
    const { store, documents, ahead } = setUp();
    store.forceEngine('null');
    store.prepareAhead();
    await vi.waitFor(() => expect(ahead).toHaveLength(1));
    expect(ahead[0]).toMatchObject({ config: network.training, engine: 'null' });
    documents.edit('Move', (draft) => moveNodes(draft, { linear: { x: 1, y: 2 } }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ahead[0]?.signal.aborted).toBe(false);
    documents.edit('Change', (draft) => setTraining(draft, { batchSize: 25 }));
    await vi.waitFor(() => expect(ahead[0]?.signal.aborted).toBe(true));
    expect(store.getState().status).toBe('idle');
    expect(store.getState().failure).toBeUndefined();
  });

  test('happens once at a time, not for a network with errors and not during a run', async () => {
    const { store, ahead, until } = setUp();
    store.prepareAhead();
    store.prepareAhead();
    await vi.waitFor(() => expect(ahead.map(({ signal }) => signal.aborted)).toEqual([true, false]));
    store.start();
    await until(({ log }) => log.lastBatch !== undefined);
    store.prepareAhead();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ahead).toHaveLength(2);

    const broken = setUp({ ...network, graph: { ...network.graph, edges: {} } });
    broken.store.prepareAhead();
    expect(broken.workers).toEqual([]);
  });
});
