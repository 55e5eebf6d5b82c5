// What is exported loads in plain TensorFlow.js, predicts what the engine predicts, and carries its document.

import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, models } from '@tensorflow/tfjs-layers';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { createDocument, type NetworkDocument } from '../../../src/core/document.ts';
import type { NetworkPlan } from '../../../src/core/plan.ts';
import { initialWeights, type WeightSet } from '../../../src/core/weights.ts';
import { createTfjsEngine } from '../../../src/engines/tfjs/engine.ts';
import { exportTfjs, exportTfjsTopology, zipFiles, type ExportedFiles } from '../../../src/interop/tfjs/export.ts';
import { layers } from '../../../src/layers/registry.ts';
import { fixedNetworks, graphOf, planOf, randomBatch } from '../../engines/networks.ts';

const document: NetworkDocument = { ...createDocument('A network for export'), graph: graphOf([['input', 'Input', { shape: [2] }], ['fc', 'Linear']]), notes: 'snake_case_text stays' };

function exported(plan: NetworkPlan, weights: WeightSet): ExportedFiles {
  const result = exportTfjs({ plan, layers, weights, document });
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.files;
}

/** Serves the files to tfjs's own HTTP loader, as a web server would. */
function serve(files: ExportedFiles): tf.io.IOHandler {
  const fetchFunc = async (url: string): Promise<Response> => {
    const name = url.slice('http://host/'.length);
    const body = files[name];
    const type = name.endsWith('.json') ? 'application/json' : 'application/octet-stream';
    return body ? new Response(body.slice(), { headers: { 'content-type': type } }) : new Response(null, { status: 404 });
  };
  return tf.io.http('http://host/model.json', { fetchFunc: fetchFunc as typeof fetch });
}

function bytesOf(view: ArrayBufferView | undefined): Uint8Array {
  return new Uint8Array(view?.buffer ?? new ArrayBuffer(), view?.byteOffset, view?.byteLength);
}

describe('an exported model', () => {
  const engine = createTfjsEngine('wasm', { layers });

  it.for(fixedNetworks)('predicts in plain tfjs what the engine predicts: $name', async ({ plan, config }) => {
    expect(await engine.isAvailable()).toBe(true);
    const session = await engine.open({ plan, config, weights: initialWeights(plan.ops, 2) });
    for (let step = 0; step < 3; step++) await session.trainBatch(randomBatch(plan, 6, step));
    const { inputs, count } = randomBatch(plan, 7, 50);
    const expected = await session.predict(inputs, count);
    const files = unzipSync(zipFiles(exported(plan, await session.readWeights())));
    session.dispose();
    expect(Object.keys(files)).toEqual(['model.json', 'group1-shard1of1.bin']);

    const model = await loadLayersModel(serve(files));
    const found = tf.tidy(() => {
      const given = tf.tensor(inputs, [count, ...plan.inputShape]);
      const channelsLast = plan.inputShape.length === 3 ? tf.transpose(given, [0, 2, 3, 1]) : given;
      return (model.predict(channelsLast) as tf.Tensor).dataSync();
    });
    expect(found.length).toBe(expected.length);
    expect(Math.max(...expected.map((value, i) => Math.abs(value - (found[i] as number))))).toBeLessThanOrEqual(1e-5);
    expect(model.getUserDefinedMetadata()).toEqual({ convloom: { version: 1, document } });
    model.dispose();
  });

  it('splits its weights at 4 MiB as tfjs does, and they load', async () => {
    const plan = planOf([['input', 'Input', { shape: [1200] }], ['fc', 'Linear', { outFeatures: 1100 }]]);
    const weights = initialWeights(plan.ops, 1);
    const files = exported(plan, weights);
    expect(Object.entries(files).slice(1).map(([name, { byteLength }]) => [name, byteLength])).toEqual([
      ['group1-shard1of2.bin', 4194304], ['group1-shard2of2.bin', 4 * (1200 * 1100 + 1100) - 4194304],
    ]);
    const model = await loadLayersModel(serve(files));
    const [kernel, bias] = model.getWeights();
    // As bytes: comparing a million numbers one by one takes seconds.
    const same = (found: ArrayBufferView | undefined, key: string) => Buffer.compare(bytesOf(found), bytesOf(weights[key]?.data)) === 0;
    expect(same(tf.tidy(() => tf.transpose(kernel as tf.Tensor).dataSync()), 'fc.weight')).toBe(true);
    expect(same(bias?.dataSync(), 'fc.bias')).toBe(true);
    model.dispose();
  });

  it('has a manifest of the documented form', () => {
    const plan = planOf([['input', 'Input', { shape: [2] }], ['fc', 'Linear', { outFeatures: 3 }]]);
    const files = exported(plan, initialWeights(plan.ops, 1));
    const json = JSON.parse(new TextDecoder().decode(files['model.json'])) as Record<string, unknown>;
    expect(json).toMatchObject({
      format: 'layers-model',
      weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights: [{ name: 'fc/kernel', shape: [2, 3], dtype: 'float32' }, { name: 'fc/bias', shape: [3], dtype: 'float32' }] }],
    });
    expect(files['group1-shard1of1.bin']?.byteLength).toBe(4 * 9);
  });

  it('is refused with the problem where tfjs cannot be exact', () => {
    const plan = planOf([['input', 'Input', { shape: [1, 9, 9] }], ['conv', 'Conv2d', { stride: 2, dilation: 2 }]]);
    const problems = [{ code: 'tfjs-stride-and-dilation', site: { node: 'conv' } }];
    expect(exportTfjs({ plan, layers, weights: initialWeights(plan.ops, 1), document })).toMatchObject({ problems });
    expect(exportTfjsTopology(plan, layers)).toMatchObject({ problems });
  });
});

describe('an exported architecture', () => {
  it('loads in plain tfjs and starts with weights of tfjs’s own', async () => {
    const { plan } = fixedNetworks[0] as (typeof fixedNetworks)[number];
    const result = exportTfjsTopology(plan, layers);
    if ('problems' in result) throw new Error('no architecture');
    const model = await models.modelFromJSON(JSON.parse(result.json) as never);
    expect(model.outputs[0]?.shape).toEqual([null, 3]);
    const [kernel] = model.getWeights();
    expect(Math.max(...(kernel?.dataSync() ?? []))).toBeGreaterThan(0);
    model.dispose();
  });
});
