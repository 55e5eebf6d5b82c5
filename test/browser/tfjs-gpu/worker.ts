// Runs the tfjs engine on a GPU backend, as the training worker does, and tells what came out.

import * as tf from '@tensorflow/tfjs-core';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { defaultTraining } from '../../../src/core/training-config.ts';
import { initialWeights } from '../../../src/core/weights.ts';
import type { EngineSession } from '../../../src/engines/engine.ts';
import { createTfjsEngine, type TfjsBackend } from '../../../src/engines/tfjs/engine.ts';
import { layers } from '../../../src/layers/registry.ts';
import { fixedNetworks, planOf, randomBatch, type ConformanceNetwork } from '../../engines/networks.ts';

export interface Question {
  readonly backend: TfjsBackend;
  readonly what: 'is it there' | 'train' | 'saturate' | 'lose it';
}

export interface Answer {
  /** Without leave to use an imitated GPU, and with it. */
  readonly available?: readonly [real: boolean, imitated: boolean];
  /**
   * For each network, losses of some steps and then a prediction; where sigmoids saturate, losses at each of
   * `saturating`.
   */
  readonly numbers?: readonly (readonly number[])[];
  /** What training and predicting say after the loss, and then the loss of a new session. */
  readonly afterLoss?: readonly (string | number)[];
}

// Few, because an imitated GPU takes a second for each handful of shaders: between them they have most kinds.
const networks = fixedNetworks.filter(({ name }) => /^(batch norms|depthwise)/.test(name));
const small = fixedNetworks.find(({ name }) => name.startsWith('a multilayer')) as ConformanceNetwork;
const sizes = [5, 3];

function open(backend: TfjsBackend, { plan, config }: ConformanceNetwork): Promise<EngineSession> {
  return createTfjsEngine(backend, { layers, softwareGpu: true }).open({ plan, config, weights: initialWeights(plan.ops, 7) });
}

async function train(backend: TfjsBackend, network: ConformanceNetwork): Promise<number[]> {
  const session = await open(backend, network);
  const losses: number[] = [];
  for (const [step, size] of sizes.entries()) losses.push((await session.trainBatch(randomBatch(network.plan, size, step))).loss);
  const { inputs, count } = randomBatch(network.plan, 3, 9);
  const prediction = await session.predict(inputs, count);
  session.dispose();
  return [...losses, ...prediction];
}

/** Logits of examples that are of class 1. */
const saturating = [-1e4, -105, -80, -20, 0, 17, 1e4];

/** Losses of a sigmoid's outputs, and of the logits themselves. */
async function saturate(backend: TfjsBackend): Promise<number[][]> {
  const found: number[][] = [];
  for (const [kind, loss] of [['Sigmoid', 'bce'], ['Flatten', 'bceWithLogits']] as const) {
    const plan = planOf([['input', 'Input', { shape: [1] }], ['op', kind]]);
    const session = await open(backend, { name: loss, plan, config: { ...defaultTraining, loss } });
    const losses: number[] = [];
    for (const logit of saturating) {
      const label = { labels: Int32Array.of(1), targets: Float32Array.of(1) };
      losses.push((await session.evaluateBatch({ count: 1, inputs: Float32Array.of(logit), ...label })).loss);
    }
    found.push(losses);
    session.dispose();
  }
  return found;
}

async function lose(backend: TfjsBackend): Promise<(string | number)[]> {
  const session = await open(backend, small);
  const batch = randomBatch(small.plan, 5, 0);
  await session.trainBatch(batch);
  if (backend === 'webgl') (tf.backend() as MathBackendWebGL).getGPGPUContext().gl.getExtension('WEBGL_lose_context')?.loseContext();
  else (tf.backend() as WebGPUBackend).device.destroy();
  const complaint = (work: Promise<unknown>) => work.then(() => 'went on', (error: unknown) => (error instanceof Error ? error.message : String(error)));
  const said = [await complaint(session.trainBatch(batch)), await complaint(session.predict(batch.inputs, 1)), await complaint(session.readWeights())];
  session.dispose();
  const again = await open(backend, small);
  const { loss } = await again.trainBatch(batch);
  again.dispose();
  return [...said, loss];
}

async function answer({ backend, what }: Question): Promise<Answer> {
  switch (what) {
    case 'is it there': {
      const real = await createTfjsEngine(backend, { layers }).isAvailable();
      return { available: [real, await createTfjsEngine(backend, { layers, softwareGpu: true }).isAvailable()] };
    }
    case 'train': {
      const numbers: number[][] = [];
      for (const network of networks) numbers.push(await train(backend, network));
      return { numbers };
    }
    case 'saturate': return { numbers: await saturate(backend) };
    case 'lose it': return { afterLoss: await lose(backend) };
  }
}

self.addEventListener('message', ({ data }: MessageEvent<Question>) => {
  answer(data).then((found) => self.postMessage(found), (error: unknown) => self.postMessage({ error: String(error) }));
});
