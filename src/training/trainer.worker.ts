// The training worker: puts together engines, datasets, the browser and the host. The page knows it by its
// protocol only.

import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import wasmSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import wasmThreadedSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { seedOf } from '../core/training-config.ts';
import { createBrowserSources } from '../datasets/browser-sources.ts';
import { isCifar10File, keepCifar10 } from '../datasets/cifar-10.ts';
import type { DatasetKind } from '../datasets/dataset-kind.ts';
import { keepDroppedFiles } from '../datasets/dropped-files.ts';
import { fashionMnistEdition } from '../datasets/fashion-mnist.ts';
import { loadWithFallback } from '../datasets/load-with-fallback.ts';
import { mnistEdition } from '../datasets/mnist.ts';
import { prepareImage } from '../datasets/preprocessing.ts';
import { datasets } from '../datasets/registry.ts';
import { createEngines } from '../engines/registry.ts';
import { chooseEngine } from '../engines/select.ts';
import { createBrowserEnvironment } from '../engines/wasm/browser-environment.ts';
import { explain } from '../engines/wasm/explain.ts';
import { layers } from '../layers/registry.ts';
import { createHost } from './host.ts';
import { createPrepare, type DataRequest, type LoadedData } from './prepare-run.ts';
import { rememberLast } from './remember.ts';

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
const sources = createBrowserSources({ baseUrl: pageUrl });

/** Needs no network, so it stands in where another cannot be had. */
const fallback = findDataset('digits');

function findDataset(id: string): DatasetKind {
  const dataset = datasets.get(id);
  if (!dataset) throw new Error(`There is no dataset "${id}"; expected one of ${[...datasets.keys()].join(', ')}.`);
  return dataset;
}

async function loadData({ config, preprocessing, onProgress, onNotice, signal }: DataRequest): Promise<LoadedData> {
  const request = { preprocessing, options: config.datasetOptions, validation: config.validation, seed: seedOf(config, 'order'), sources, onProgress, signal };
  const { dataset, data } = await loadWithFallback(findDataset(config.dataset), fallback, request, onNotice);
  return {
    dataset,
    data,
    prepareImage: (pixels, shape) => prepareImage(pixels, shape, preprocessing, data.normalization),
  };
}

const prepare = createPrepare({
  loadData: rememberLast(
    loadData,
    ({ config, preprocessing }) => [config.dataset, config.datasetOptions ?? {}, config.validation, config.validation === 'test' ? 0 : seedOf(config, 'order'), preprocessing],
    ({ dataset }, { config }) => dataset.id === config.dataset,
  ),
  chooseEngine: rememberLast(
    (request) => chooseEngine({ ...request, engines }),
    ({ forced, plan: { ops }, config: { batchSize, loss, optimizer } }) => [forced, batchSize, loss, optimizer.type, ops.map(({ kind, attrs, inputs, outputShape }) => [kind, attrs, inputs, outputShape])],
  ),
});

const port = { postMessage: (message: unknown, transfer: Transferable[] = []) => self.postMessage(message, { transfer }) };
const receive = createHost(port, {
  prepare,
  async cacheFiles({ files }) {
    const dropped = await Promise.all(files.map(async ({ name, content }) => ({ name, bytes: new Uint8Array(await content.arrayBuffer()) })));
    const isCifar10 = dropped.length > 0 && dropped.every(({ name }) => isCifar10File(name));
    return { dataset: isCifar10 ? await keepCifar10(dropped, sources) : await keepDroppedFiles(dropped, [mnistEdition, fashionMnistEdition], sources) };
  },
  async explain(args, signal) {
    if (args.measure && !self.crossOriginIsolated) throw new Error('Kernels cannot be timed here: where a page is not cross-origin isolated, its clock is too coarse.');
    return explain({ ...args, signal }, environment);
  },
});

self.addEventListener('message', ({ data }) => receive(data));
// A rejection that nobody awaits would otherwise pass unseen; reported, it reaches the page as the worker's error.
self.addEventListener('unhandledrejection', ({ reason }) => reportError(reason));
