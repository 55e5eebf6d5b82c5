// The training worker: puts together engines, datasets, the browser and the host. The page knows it by its
// protocol only.

import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import wasmSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import wasmThreadedSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { ownPrefix } from '../core/own-data.ts';
import { seedOf } from '../core/training-config.ts';
import { createBrowserSources } from '../datasets/browser-sources.ts';
import { isCifar10File, keepCifar10 } from '../datasets/cifar-10.ts';
import type { DatasetKind, LoadRequest } from '../datasets/dataset-kind.ts';
import { keepDroppedFiles, readDroppedFiles } from '../datasets/dropped-files.ts';
import { fashionMnistEdition } from '../datasets/fashion-mnist.ts';
import { loadWithFallback } from '../datasets/load-with-fallback.ts';
import { mnistEdition } from '../datasets/mnist.ts';
import { createBrowserStorage } from '../datasets/own/browser-storage.ts';
import { ownDataset } from '../datasets/own/own-dataset.ts';
import { listOwn } from '../datasets/own/storage.ts';
import { prepareImage } from '../datasets/preprocessing.ts';
import { datasets } from '../datasets/registry.ts';
import { DataUnavailableError } from '../datasets/sources.ts';
import { createEngines } from '../engines/registry.ts';
import { chooseEngine, type ChooseRequest } from '../engines/select.ts';
import { createBrowserEnvironment } from '../engines/wasm/browser-environment.ts';
import { explain } from '../engines/wasm/explain.ts';
import { layers } from '../layers/registry.ts';
import { createCheckpointBackend } from '../runs/checkpoint-backend.ts';
import { createCheckpointStore } from './checkpoint-store.ts';
import { engineMemory } from './engine-memory.ts';
import { createHost } from './host.ts';
import { createPrepare, createPrepareAhead, type DataRequest, type LoadedData, type PrepareDependencies } from './prepare-run.ts';
import { rememberLast, shareWork } from './remember.ts';

const environment = createBrowserEnvironment();
const engines = createEngines({
  layers,
  wasm: environment,
  tfjsWasmPaths: {
    'tfjs-backend-wasm.wasm': wasmUrl,
    'tfjs-backend-wasm-simd.wasm': wasmSimdUrl,
    'tfjs-backend-wasm-threaded-simd.wasm': wasmThreadedSimdUrl,
  },
  tfjsWasmThreads: navigator.hardwareConcurrency,
});

// The built worker lies in the page's assets folder.
const pageUrl = new URL(import.meta.env.PROD ? '../' : '/', self.location.href).href;
// Convloom's own server isolates its pages; and what is asked offline fails where the browser logs it.
const sources = createBrowserSources({ baseUrl: pageUrl, mayAskAhead: () => self.crossOriginIsolated && navigator.onLine });

const ownStorage = createBrowserStorage();

/** Needs no network, so it stands in where another cannot be had. */
const fallback = findDataset('digits');

function findDataset(id: string): DatasetKind {
  const dataset = datasets.get(id);
  if (!dataset) throw new Error(`There is no dataset "${id}"; expected one of ${[...datasets.keys()].join(', ')}.`);
  return dataset;
}

/** A dataset of the program, or one that the user brought along. */
async function findAnyDataset(id: string): Promise<DatasetKind> {
  if (!id.startsWith(ownPrefix)) return findDataset(id);
  const info = (await listOwn(ownStorage)).find((own) => own.id === id);
  if (!info) throw new Error('This data is not kept in this browser; add the files again, or choose another dataset.');
  return ownDataset(info, ownStorage);
}

const dataKey = ({ config, preprocessing }: DataRequest) =>
  [config.dataset, config.datasetOptions ?? {}, config.validation, config.validation === 'test' ? 0 : seedOf(config, 'order'), preprocessing];

/** What a dataset is asked for. */
const loadRequestOf = ({ config, preprocessing, onProgress, signal }: DataRequest): Omit<LoadRequest, 'sources'> =>
  ({ preprocessing, options: config.datasetOptions, validation: config.validation, seed: seedOf(config, 'order'), onProgress, signal });

/** Data from where it may be had unasked; a run joins where it was asked for ahead. */
const loadNearby = shareWork(
  async (request: DataRequest) => {
    const dataset = await findAnyDataset(request.config.dataset);
    return { dataset, data: await dataset.load({ ...loadRequestOf(request), sources: sources.nearby }) };
  },
  dataKey,
  (first, askers) => ({ ...first, onProgress: (fraction, detail) => { for (const asker of askers) asker.onProgress(fraction, detail); } }),
);

async function loadData(request: DataRequest): Promise<LoadedData> {
  const { dataset, data } = await loadNearby(request).catch(async (error: unknown) => {
    if (request.nearbyOnly === true || !(error instanceof DataUnavailableError)) throw error;
    return loadWithFallback(await findAnyDataset(request.config.dataset), fallback, { ...loadRequestOf(request), sources }, request.onNotice);
  });
  return {
    dataset,
    data,
    normalization: data.normalization,
    prepareImage: (pixels, shape) => prepareImage(pixels, shape, request.preprocessing, data.normalization),
  };
}

const engineKey = ({ forced, plan: { ops }, config: { batchSize, loss, optimizer } }: Omit<ChooseRequest, 'engines'>) =>
  [forced, batchSize, loss, optimizer.type, ops.map(({ kind, attrs, inputs, outputShape }) => [kind, attrs, inputs, outputShape])];

const dependencies: PrepareDependencies = {
  loadData: rememberLast(loadData, dataKey, ({ dataset }, { config }) => dataset.id === config.dataset),
  chooseEngine: rememberLast(shareWork((request) => chooseEngine({ ...request, engines }), engineKey), engineKey),
};

const port = { postMessage: (message: unknown, transfer: Transferable[] = []) => self.postMessage(message, { transfer }) };
const receive = createHost(port, {
  prepare: createPrepare(dependencies),
  prepareAhead: createPrepareAhead(dependencies),
  async cacheFiles({ files }) {
    const dropped = await readDroppedFiles(files);
    const isCifar10 = dropped.length > 0 && dropped.every(({ name }) => isCifar10File(name));
    return { dataset: isCifar10 ? await keepCifar10(dropped, sources) : await keepDroppedFiles(dropped, [mnistEdition, fashionMnistEdition], sources) };
  },
  memory: (args) => engineMemory(engines, args),
  checkpoints: createCheckpointStore(createCheckpointBackend()),
  async explain(args, signal) {
    if (args.measure && !self.crossOriginIsolated) throw new Error('Kernels cannot be timed here: where a page is not cross-origin isolated, its clock is too coarse.');
    return explain({ ...args, signal }, environment);
  },
  async compute({ plan, config, weights, input, op }, signal) {
    const { engine } = await dependencies.chooseEngine({ plan, config, forced: undefined, signal });
    const session = await engine.open({ plan, config, weights });
    try {
      const value = (await session.inspect(input, 1, [op])).get(op);
      if (!value) throw new Error(`The network has no node "${op}".`);
      return { shape: value.shape, data: value.data.slice() };
    } finally {
      session.dispose();
    }
  },
});

self.addEventListener('message', ({ data }) => receive(data));
// A rejection that nobody awaits would otherwise pass unseen; reported, it reaches the page as the worker's error.
self.addEventListener('unhandledrejection', ({ reason }) => reportError(reason));
