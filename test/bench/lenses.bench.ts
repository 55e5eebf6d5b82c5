// What each lens costs training: the same run with nobody looking and with one lens open after another, asking what the page asks, at
// its rate, through the worker's own host; in Node, on our own engine with one thread.

import type { ExampleSet } from '../../src/core/data.ts';
import { createPlan } from '../../src/core/plan.ts';
import { createRandom } from '../../src/core/random.ts';
import { elementCount } from '../../src/core/shape.ts';
import { defaultTraining } from '../../src/core/training-config.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { layers } from '../../src/layers/registry.ts';
import { createTrainingClient } from '../../src/training/client.ts';
import { createHost } from '../../src/training/host.ts';
import { createPrepare } from '../../src/training/prepare-run.ts';
import { createPace, waitOf } from '../../src/ui/lenses/use-paced-answer.ts';
import { createFakeWorker } from '../training/ports.ts';
import { interleave, type Bench } from './figure.ts';
import { benchLenses, type BenchNetwork, type LensQuestion } from './lens-questions.ts';
import { workload, type Workload } from './training/networks.ts';

const rounds = 3;
const seconds = 8;
const examples = 10_000;
/** Of the part that Predictions asks about: few, since after it training rests thirty times as long as it took. */
const validated = 1000;
const nobody = 'nobody looks';
const engine = createWasmEngine(createNodeEnvironment({ threads: 1 }));

const networks: Readonly<Record<string, () => Workload>> = {
  CNN_batch: () => workload('CNN_batch'),
  BIG: () => workload('BIG'),
  // The one that Decision has something to draw of.
  'two inputs': pointsNetwork,
};

const bench: Bench = {
  about: 'images per second of processor time of a run, without and with one lens open at the default rate; each at least 0.95',
  options: { name: 'lens', known: Object.keys(benchLenses) },
  async run(report, chosen) {
    for (const [network, make] of Object.entries(networks)) {
      const work = make();
      const suited = Object.entries(benchLenses).filter(([id, { suits }]) => suits(work) && (chosen.length === 0 || chosen.includes(id)));
      if (suited.length === 0) continue;
      const candidates = Object.fromEntries(suited.map(([id, { questions }]) => [id, () => speed(work, questions)]));
      const found = await interleave<string>({ [nobody]: () => speed(work, []), ...candidates }, rounds);
      const alone = found[nobody] ?? NaN;
      report({ name: `${network}, ${nobody}`, value: alone, unit: 'images/s' });
      for (const [id] of suited) report({ name: `${network}, ${id} is open`, value: found[id] ?? NaN, unit: 'images/s', against: nobody, ratio: (found[id] ?? NaN) / alone });
    }
  },
};

export default bench;

/** Images per second of processor time, which other work on the machine leaves alone, over some seconds of a run. */
async function speed({ plan, config }: Workload, questions: readonly LensQuestion[]): Promise<number> {
  const size = elementCount(plan.inputShape);
  const random = createRandom(1, 'lenses');
  const pixels = Float32Array.from({ length: 16 * size }, () => random.normal());
  const classNames = Array.from({ length: elementCount(plan.outputShape) }, (_, i) => String(i));
  const exampleAt = (index: number) => pixels.subarray((index % 16) * size, (index % 16 + 1) * size);
  const training: ExampleSet = {
    count: examples, shape: plan.inputShape,
    readInputs: (indices, out) => { for (let i = 0; i < indices.length; i++) out.set(exampleAt(indices[i] ?? 0), i * size); },
    readLabels: (indices, out) => { for (let i = 0; i < indices.length; i++) out[i] = (indices[i] ?? 0) % classNames.length; },
  };
  const prepare = createPrepare({
    loadData: async () => ({
      dataset: { id: 'noise', name: 'Noise', summary: '', inputShape: plan.inputShape, classNames },
      data: { training, validation: { ...training, count: validated }, classNames }, prepareImage: () => pixels.slice(0, size),
    }),
    chooseEngine: async () => ({ engine, candidates: [] }),
  });
  const never = (): never => { throw new Error('not part of this benchmark'); };
  const client = createTrainingClient(() => createFakeWorker((port) => createHost(port, { prepare, cacheFiles: never, explain: never })).worker);
  let images = 0;
  client.subscribe((_, events) => { for (const { type } of events) if (type === 'batch') images += config.batchSize; });
  await client.start({ plan, config: { ...config, epochs: 10_000, validation: 'test' } }).started;
  // The engine's first steps run on baseline code.
  while (images < 10 * config.batchSize) await wait(50);
  const data = { dataset: 'noise', classNames, trainingCount: examples, validationCount: validated };
  const network: BenchNetwork = { client, name: 'run', plan, config, data, version: 1 };
  const [before, spent] = [images, cpuSeconds()];
  const untilMs = performance.now() + 1000 * seconds;
  await Promise.all([wait(1000 * seconds), ...questions.map((question) => lookAgain(question, network, exampleAt(0), untilMs))]);
  const result = (images - before) / (cpuSeconds() - spent);
  await client.call('dispose', undefined);
  client.dispose();
  return result;
}

/**
 * Asks again and again, as a lens does: once a second at most, since there is nothing new more often, and at its pace. Ends behind a
 * rest, so that a question that takes a while has what it costs.
 */
async function lookAgain({ share, ask }: LensQuestion, network: BenchNetwork, input: Float32Array, untilMs: number): Promise<void> {
  const { signal } = new AbortController();
  const pace = createPace(share);
  while (performance.now() < untilMs) {
    const beganMs = performance.now();
    await ask(network, input, signal);
    pace.endedMs = performance.now();
    pace.tookMs = pace.endedMs - beganMs;
    await wait(Math.max(1000 - pace.tookMs, waitOf(pace, pace.endedMs)));
  }
}

function pointsNetwork(): Workload {
  const compiled = createPlan({
    nodes: { input: { kind: 'Input', attrs: { shape: [2] } }, fc1: { kind: 'Linear', attrs: { outFeatures: 50 } }, relu: { kind: 'ReLU' }, fc2: { kind: 'Linear', attrs: { outFeatures: 3 } }, output: { kind: 'Output' } },
    edges: Object.fromEntries([['input', 'fc1'], ['fc1', 'relu'], ['relu', 'fc2'], ['fc2', 'output']].map(([source = '', target = ''], i) => [`e${i}`, { source, sourcePort: 'out', target, targetPort: 'in' }])),
  }, layers);
  if ('problems' in compiled) throw new Error(compiled.problems.map(({ message }) => message).join('; '));
  return { plan: compiled.plan, config: { ...defaultTraining, batchSize: 32 } };
}

/** Of this process, which trains on one thread. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, Math.max(0, ms)); });
}
