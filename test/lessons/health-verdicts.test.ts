// Health and lab 2 say the same of the same networks, on their real gradients: what fades is named, and nothing is held against
// the networks that learn.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnose, type Diagnosis } from '../../src/core/diagnoses.ts';
import { parseDocument } from '../../src/core/document-format.ts';
import type { NetworkDocument } from '../../src/core/document.ts';
import { healthExamples, opHealth, tensorHealth } from '../../src/core/health.ts';
import { createPlan } from '../../src/core/plan.ts';
import { preprocessingOf } from '../../src/core/preprocessing.ts';
import { elementCount } from '../../src/core/shape.ts';
import { isNetworkTrial, trialDocument } from '../../src/core/trial-document.ts';
import { initialWeights } from '../../src/core/weights.ts';
import { mnist } from '../../src/datasets/mnist.ts';
import { createNodeSources } from '../../src/datasets/node-sources.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { layers } from '../../src/layers/registry.ts';
import { lessons } from '../../src/lessons/registry.ts';
import { chosenExamples } from '../../src/training/health.ts';
import { rememberLast } from '../../src/training/remember.ts';
import { request } from '../datasets/memory-sources.ts';
import { sharedData, sharedDataFolder } from '../support/shared-data.ts';

const engine = createWasmEngine(createNodeEnvironment({ threads: 1 }));
const load = rememberLast(
  (preprocessing: ReturnType<typeof preprocessingOf>) => mnist.load(request({ sources: createNodeSources([sharedDataFolder]), preprocessing, limits: { training: 256, test: 16 } })),
  (preprocessing) => [preprocessing],
);

async function template(path: string): Promise<NetworkDocument> {
  const parsed = parseDocument(readFileSync(new URL(`../../templates/${path}.json`, import.meta.url), 'utf8'));
  if ('problems' in parsed) throw new Error(parsed.problems[0]?.message);
  return parsed.document;
}

async function ofLab(id: string, trial: string, seed: number): Promise<NetworkDocument> {
  const lesson = lessons.get(id);
  const found = lesson?.trials.find((one) => one.id === trial);
  if (!lesson || !found || !isNetworkTrial(found)) throw new Error(`no trial ${trial} in lab ${id}`);
  return trialDocument(lesson, found, { template, seed }, {});
}

/** What Health says of the network before it is trained. */
async function verdicts({ graph, training: config }: NetworkDocument): Promise<Diagnosis['code'][]> {
  const compiled = createPlan(graph, layers);
  if ('problems' in compiled) throw new Error(compiled.problems[0]?.message);
  const { plan } = compiled;
  const { training } = await load(preprocessingOf(plan));
  const session = await engine.open({ plan, config, weights: initialWeights(plan.ops, config.seed, config.initialisation) });
  const count = healthExamples(plan, config.batchSize, training.count);
  const indices = chosenExamples(training.count, count, config.seed);
  const [inputs, labels] = [new Float32Array(count * elementCount(training.shape)), new Int32Array(count)];
  training.readInputs(indices, inputs);
  training.readLabels(indices, labels);
  const found = await session.differentiate({ inputs, count, mode: 'train', from: { loss: true, labels }, ops: plan.ops.map(({ id }) => id), weights: true });
  const ops = opHealth(plan, found, count);
  const tensors = tensorHealth(plan, await session.readWeights(), found.weightGradients, undefined);
  session.dispose();
  return diagnose({ step: 0, examples: count, loss: found.loss ?? NaN, ops, tensors, updates: 'unknown' }, plan, config).map(({ code }) => code);
}

describe('Health says', () => {
  it.for([['two-sigmoid', 'fading'], ['five-sigmoid', 'vanishing'], ['ten-sigmoid', 'vanishing']] as const)('of lab 2’s %s that its gradients are %s', async ([trial, code], context) => {
    sharedData(context, 'mnist');
    for (const seed of [0, 1, 2]) expect(await verdicts(await ofLab('vanishing-gradients', trial, seed))).toContain(code);
  });

  it.for(['one-sigmoid', 'one-tanh', 'one-relu', 'two-tanh', 'two-relu', 'five-tanh', 'five-relu'])('nothing against lab 2’s %s', async (trial, context) => {
    sharedData(context, 'mnist');
    for (const seed of [0, 1, 2]) expect(await verdicts(await ofLab('vanishing-gradients', trial, seed))).toEqual([]);
  });

  it.for(['mnist-cnn', 'mnist-cnn-batchnorm', 'lenet5', 'mlp', 'residual'])('nothing against the template %s', async (path, context) => {
    sharedData(context, 'mnist');
    const document = await template(path);
    for (const seed of [0, 1, 2]) expect(await verdicts({ ...document, training: { ...document.training, seed } })).toEqual([]);
  });

  it.for([['initialisation', 'relu-he'], ['initialisation', 'tanh-xavier']] as const)('nothing against %s’s %s', async ([id, trial], context) => {
    sharedData(context, 'mnist');
    expect(await verdicts(await ofLab(id, trial, 0))).toEqual([]);
  });
});
