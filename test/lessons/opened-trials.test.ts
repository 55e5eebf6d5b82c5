// What a lab opens on the canvas is what it runs: the document, saved and read again, starts from the same weights, sees the
// same examples and gives the same first losses, bit for bit.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Preprocessing } from '../../src/core/data.ts';
import { parseDocument, serialiseDocument } from '../../src/core/document-format.ts';
import type { NetworkDocument } from '../../src/core/document.ts';
import type { LessonResults, TrainingTrial } from '../../src/core/lesson.ts';
import { createPlan, type NetworkPlan } from '../../src/core/plan.ts';
import { runLesson, type TrialDriver, type TrialNetwork } from '../../src/core/run-lesson.ts';
import { seedOf } from '../../src/core/training-config.ts';
import { isNetworkTrial, trialDocument } from '../../src/core/trial-document.ts';
import { initialWeights } from '../../src/core/weights.ts';
import { createNodeSources } from '../../src/datasets/node-sources.ts';
import { datasets } from '../../src/datasets/registry.ts';
import { createEngines } from '../../src/engines/registry.ts';
import { chooseEngine } from '../../src/engines/select.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { layers } from '../../src/layers/registry.ts';
import { lessons } from '../../src/lessons/registry.ts';
import type { PreparedRun, PrepareRun } from '../../src/training/active-run.ts';
import { createPrepare } from '../../src/training/prepare-run.ts';
import { rememberLast } from '../../src/training/remember.ts';
import { runTraining } from '../../src/training/run-training.ts';
import { sharedData, sharedDataFolder } from '../support/shared-data.ts';

const folder = new URL('../../templates/', import.meta.url);
const steps = 3;
/** Of each part of a dataset; the first losses need no more. */
const limits = { training: 400, test: 20 };
const seed = 2;

async function template(path: string): Promise<NetworkDocument> {
  return read(readFileSync(new URL(`${path}.json`, folder), 'utf8'));
}

function read(text: string): NetworkDocument {
  const parsed = parseDocument(text);
  if ('problems' in parsed) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return parsed.document;
}

function planOf({ graph }: NetworkDocument): NetworkPlan {
  const compiled = createPlan(graph, layers);
  if ('problems' in compiled) throw new Error(compiled.problems[0]?.message);
  return compiled.plan;
}

const engines = createEngines({ layers, wasm: createNodeEnvironment({ threads: 1 }) });

let prepare: PrepareRun;
beforeAll(() => {
  const load = rememberLast(
    async ({ config, preprocessing, signal }: { config: NetworkDocument['training']; preprocessing: Preprocessing; signal: AbortSignal }) => {
      const dataset = datasets.get(config.dataset);
      if (!dataset) throw new Error(`no dataset ${config.dataset}`);
      const data = await dataset.load({
        preprocessing, options: config.datasetOptions, validation: config.validation, seed: seedOf(config, 'order'), signal, limits,
        sources: createNodeSources([sharedDataFolder]), onProgress: () => undefined,
      });
      return { dataset, data, prepareImage: () => new Float32Array() };
    },
    ({ config, preprocessing }) => [config.dataset, config.datasetOptions, config.validation, preprocessing],
  );
  prepare = createPrepare({ loadData: load, chooseEngine: (request) => chooseEngine({ ...request, engines, forced: 'wasm' }) });
});

/** Losses of the first batches; `start` as a lab starts a run, or as Train does. */
async function firstLosses(start: Pick<TrialNetwork, 'plan' | 'config'> & Partial<TrialNetwork>): Promise<{ losses: number[]; prepared: PreparedRun }> {
  const prepared = await prepare({ run: 1, ...start }, () => undefined, new AbortController().signal);
  const losses: number[] = [];
  for await (const event of runTraining(prepared)) {
    if (event.type === 'batch') losses.push(event.loss);
    if (losses.length === steps) break;
  }
  return { losses, prepared };
}

/** Runs a lab for a few steps a trial, and remembers what each trial was. */
async function runFirstSteps(id: string) {
  const lesson = lessons.get(id);
  if (!lesson) throw new Error(`no lab ${id}`);
  const starts = new Map<string, TrialNetwork>();
  const losses = new Map<string, number[]>();
  const driver: TrialDriver = {
    async train(runs) {
      const trained = [];
      for (const { trial, network } of runs) {
        starts.set(trial.id, network);
        const { losses: own, prepared } = await firstLosses(network);
        losses.set(trial.id, own);
        trained.push({ weights: await prepared.session.readWeights(), outputs: new Float32Array() });
        prepared.session.dispose();
      }
      return trained;
    },
    async compute(network, input, at) {
      const { engine } = await chooseEngine({ plan: network.plan, config: network.config, engines, forced: 'wasm', signal: new AbortController().signal });
      const session = await engine.open(network);
      const value = (await session.inspect(input, 1, [at])).get(at)?.data.slice();
      session.dispose();
      return value ?? new Float32Array();
    },
  };
  // The claims need whole runs.
  const { results } = await runLesson({ ...lesson, claims: lesson.claims.map((claim) => ({ ...claim, check: () => ({ holds: true, measured: '' }) })) }, {
    layers, template, driver, seed, tell: () => undefined,
  });
  return { lesson, starts, losses, results };
}

const trained = [...lessons.values()].filter(({ trials }) => trials.some(({ type }) => type === 'training'));
const computed = [...lessons.values()].filter(({ trials }) => trials.some(({ type }) => type === 'computation'));

/** As it opens, through the text of a file. */
async function opened(lesson: (typeof trained)[number], trial: Parameters<typeof trialDocument>[1], results: LessonResults): Promise<NetworkDocument> {
  return read(serialiseDocument(await trialDocument(lesson, trial, { template, seed }, results)));
}

describe('a trial that is trained', () => {
  it.for(trained.map(({ number, id }) => [number, id] as const))('of lab %s, %s, opens with the start of the lab’s own run and its first losses', async ([, id], context) => {
    sharedData(context, 'mnist');
    sharedData(context, 'fashion-mnist');
    const { lesson, starts, losses, results } = await runFirstSteps(id);
    for (const trial of lesson.trials.filter((one): one is TrainingTrial => one.type === 'training')) {
      const document = await opened(lesson, trial, results);
      const [plan, { training: config }] = [planOf(document), document];
      const start = initialWeights(plan.ops, seedOf(config, 'weights'), config.initialisation);
      expect(start, `${trial.id} starts as the lab starts it`).toEqual(starts.get(trial.id)?.weights);
      for (const [key, values] of Object.entries(trial.weights ?? {})) expect(start[key]?.data).toEqual(Float32Array.from(values));
      const { losses: again, prepared } = await firstLosses({ plan, config });
      prepared.session.dispose();
      expect(again, `${trial.id} has the lab’s losses`).toEqual(losses.get(trial.id));
      expect(again.every(Number.isFinite)).toBe(true);
    }
  });

  it('on what digits taught opens with other kernels than the one on random features', async (context) => {
    sharedData(context, 'mnist');
    sharedData(context, 'fashion-mnist');
    const { lesson, results } = await runFirstSteps('fine-tuning');
    const kernels = await Promise.all(['tuned', 'untaught'].map(async (id) => {
      const trial = lesson.trials.find((one) => one.id === id);
      if (trial?.type !== 'training') throw new Error(`no trial ${id}`);
      const { training: config, ...document } = await opened(lesson, trial, results);
      return initialWeights(planOf({ ...document, training: config }).ops, config.seed)['conv1.weight']?.data;
    }));
    const digits = results['digits'];
    expect(kernels[0]).toEqual(digits?.type === 'training' ? digits.weights['conv1.weight']?.data : undefined);
    expect(kernels[1]).not.toEqual(kernels[0]);
  });

  it('from another start opens with that start', async () => {
    const lesson = lessons.get('exclusive-or');
    const trials = lesson?.trials.filter((trial): trial is TrainingTrial => trial.type === 'training' && trial.otherStart === true) ?? [];
    expect(trials.length).toBeGreaterThan(0);
    for (const trial of trials) {
      const { training } = await trialDocument(lesson as NonNullable<typeof lesson>, trial, { template, seed }, {});
      expect(seedOf(training, 'weights')).not.toBe(seed);
      expect(seedOf(training, 'order')).toBe(seed);
    }
  });
});

describe('a trial that is computed', () => {
  it.for(computed.map(({ number, id }) => [number, id] as const))('of lab %s, %s, opens with its input, its kernel and what comes out', async ([, id]) => {
    const { lesson, results } = await runFirstSteps(id);
    for (const trial of lesson.trials) {
      if (trial.type !== 'computation') continue;
      const document = await opened(lesson, trial, results);
      const [plan, { training: config }] = [planOf(document), document];
      const { prepared, losses } = await firstLosses({ plan, config: { ...config, epochs: steps } });
      const input = new Float32Array(trial.input.length);
      prepared.data.validation.readInputs([0], input);
      expect(input, `${trial.id} has its input`).toEqual(Float32Array.from(trial.input));
      const session = await prepared.openBeside(initialWeights(plan.ops, config.seed));
      const value = (await session.inspect(input, 1, [trial.at])).get(trial.at)?.data.slice();
      const outcome = results[trial.id];
      expect(value, `${trial.id} gives what the lab computes`).toEqual(outcome?.type === 'computation' ? outcome.output : undefined);
      // What comes out is what its targets are: there is nothing to learn.
      expect(losses[0]).toBeLessThan(1e-10);
      session.dispose();
      prepared.session.dispose();
    }
  });

  it('never opens on data that do not fit it', async () => {
    for (const lesson of computed) {
      for (const trial of lesson.trials.filter(isNetworkTrial)) {
        const { training } = await trialDocument(lesson, trial, { template, seed }, {});
        expect(training.dataset).toBe('typed');
      }
    }
  });
});
