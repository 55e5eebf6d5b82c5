// What the page of mnist-loading.test.ts runs: loads MNIST as the app's worker does and tells what it got.

import { createBrowserSources } from '../../src/datasets/browser-sources.ts';
import { mnist } from '../../src/datasets/mnist.ts';

export interface Loaded {
  readonly counts: readonly number[];
  /** Pixels 0 to 255 of the first three test images, at the positions asked for. */
  readonly pixels: readonly number[];
  readonly labels: readonly number[];
  readonly kept: readonly string[];
}

async function loadMnist(baseUrl: string, positions: readonly number[]): Promise<Loaded> {
  const preprocessing = { shape: [1, 28, 28], resize: 'none', normalize: 'none', mean: 0, std: 1 } as const;
  const data = await mnist.load({ preprocessing, validation: 'test', seed: 0, sources: createBrowserSources({ baseUrl }), onProgress: () => undefined });
  const inputs = new Float32Array(3 * 784);
  const labels = new Int32Array(3);
  data.validation.readInputs([0, 1, 2], inputs);
  data.validation.readLabels([0, 1, 2], labels);
  const keys = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  return {
    counts: [data.training.count, data.validation.count],
    pixels: positions.map((position) => Math.round((inputs[position] ?? 0) * 255)),
    labels: [...labels],
    kept: keys.flat().map((request) => new URL(request.url).pathname),
  };
}

Object.assign(globalThis, { loadMnist });
