// Exported models in plain tfjs: loaded with `loadLayersModel` as anyone would, on its own WASM backend, by code
// that shares nothing with the project.

import '@tensorflow/tfjs-backend-wasm';
import { io, setBackend, tensor, tidy, transpose, type Tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';

/** File contents by name: "model.json" and the weight files it names. */
export type ModelFiles = Readonly<Record<string, Uint8Array>>;

/** Loads a model from the files of an export. */
export async function loadWithTfjs(files: ModelFiles): Promise<LayersModel> {
  await setBackend('wasm');
  const model = JSON.parse(new TextDecoder().decode(files['model.json'])) as io.ModelJSON;
  const manifest = model.weightsManifest;
  const shards = manifest.flatMap(({ paths }) => paths).map((path) => {
    const shard = files[path];
    if (!shard) throw new Error(`model.json names ${path}, which is not among the files`);
    return shard;
  });
  const weightData = new Uint8Array(shards.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const shard of shards) {
    weightData.set(shard, offset);
    offset += shard.length;
  }
  return loadLayersModel(io.fromMemory({
    modelTopology: model.modelTopology,
    format: model.format,
    weightSpecs: manifest.flatMap(({ weights }) => weights),
    weightData: weightData.buffer,
  }));
}

/** Outputs for images given channels first, one after another; `shape` is of one image. */
export function predictWithTfjs(model: LayersModel, inputs: Float32Array, shape: readonly number[]): Float32Array {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return tidy(() => {
    const batch = tensor(inputs, [inputs.length / size, ...shape]);
    const channelsLast = shape.length === 3 ? transpose(batch, [0, 2, 3, 1]) : batch;
    return (model.predict(channelsLast, { batchSize: 500 }) as Tensor).dataSync() as Float32Array;
  });
}
