// Trains the course's network on Digits alone and asks how it reads MNIST's test part.

import { readFileSync } from 'node:fs';
import type { Preprocessing } from '../../src/core/data.ts';
import { parseDocument } from '../../src/core/document-format.ts';
import { createPlan } from '../../src/core/plan.ts';
import { initialWeights } from '../../src/core/weights.ts';
import { digits } from '../../src/datasets/digits.ts';
import { mnist } from '../../src/datasets/mnist.ts';
import { createNodeSources } from '../../src/datasets/node-sources.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { layers } from '../../src/layers/registry.ts';
import { runTraining } from '../../src/training/run-training.ts';
import { projectRoot, sharedDataFolder } from '../support/shared-data.ts';
import { request } from './memory-sources.ts';

const preprocessing: Preprocessing = { shape: [1, 16, 16], resize: 'bilinear', normalize: 'none', mean: 0, std: 1 };

/** Accuracy, 0 to 1, on MNIST's 10,000 test images after each epoch of training on `count` drawn digits. */
export async function readMnistAfterDigits(count: number, epochs: number): Promise<number[]> {
  const parsed = parseDocument(readFileSync(`${projectRoot}templates/mnist-cnn.json`, 'utf8'));
  if (!('document' in parsed)) throw new Error('the template does not parse');
  const compiled = createPlan(parsed.document.graph, layers);
  if (!('plan' in compiled)) throw new Error('the template has problems');
  const config = { ...parsed.document.training, dataset: 'digits', epochs, seed: 0 };

  const sources = createNodeSources([sharedDataFolder]);
  const drawn = await digits.load(request({ sources, preprocessing, limits: { training: count, test: 1 } }));
  const real = await mnist.load(request({ sources, preprocessing, limits: { training: 1 } }));
  const weights = initialWeights(compiled.plan.ops, config.seed);
  const session = await createWasmEngine(createNodeEnvironment()).open({ plan: compiled.plan, config, weights });
  const accuracies: number[] = [];
  for await (const event of runTraining({ session, config, data: { ...drawn, validation: real.validation } })) {
    if (event.type === 'epoch') accuracies.push(event.validation.accuracy);
    if (event.type === 'ended' && event.reason !== 'completed') throw new Error(event.message ?? event.reason);
  }
  session.dispose();
  return accuracies;
}
