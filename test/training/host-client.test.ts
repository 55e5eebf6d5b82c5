// The page's client and the worker's host together, over real message ports, with the null engine at work.

import { afterEach, describe, expect, test, vi } from 'vitest';
import type { NetworkPlan, PlanOp } from '../../src/core/plan.ts';
import { defaultSgd } from '../../src/core/training-config.ts';
import type { TrainingEngine } from '../../src/engines/engine.ts';
import { explain, explainPlan } from '../../src/engines/wasm/explain.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { nullEngine } from '../../src/engines/null/null-engine.ts';
import { createTrainingClient, type TrainingClient } from '../../src/training/client.ts';
import { createHost } from '../../src/training/host.ts';
import { createPrepare, createPrepareAhead, type DataRequest, type PrepareDependencies } from '../../src/training/prepare-run.ts';
import type { RunEvent, StartArgs } from '../../src/training/protocol.ts';
import { runTraining } from '../../src/training/run-training.ts';
import { createFakeWorker } from './ports.ts';
import { collect, openToy, toyConfig, toyData, toyPlan } from './toy.ts';

const dataset = { id: 'clouds', name: 'Clouds', summary: '', inputShape: [2], classNames: ['low', 'high'] };
const startArgs: Omit<StartArgs, 'run'> = {
  plan: toyPlan,
  config: { ...toyConfig, dataset: 'clouds' },
};
const endless = { ...startArgs, config: { ...startArgs.config, epochs: 100_000 } };

const dependencies: PrepareDependencies = {
  loadData: async () => ({ dataset, data: toyData, prepareImage: (pixels) => Float32Array.from(pixels, (x) => x / 255) }),
  chooseEngine: async () => ({ engine: nullEngine, candidates: [{ id: 'null', name: nullEngine.name, imagesPerSecond: 100 }] }),
};

const open: TrainingClient[] = [];
afterEach(() => { for (const client of open.splice(0)) client.dispose(); });

function setUp(changes: Partial<PrepareDependencies> = {}, engine?: TrainingEngine) {
  const choose = engine && { chooseEngine: async () => ({ engine, candidates: [] }) };
  const used = { ...dependencies, ...choose, ...changes };
  const workers: ReturnType<typeof createFakeWorker>[] = [];
  const client = createTrainingClient(() => {
    const fake = createFakeWorker((port) => createHost(port, {
      prepare: createPrepare(used),
      prepareAhead: createPrepareAhead(used),
      cacheFiles: async ({ files }) => ({ dataset: files[0]?.name ?? '' }),
      explain: (args, signal) => explain({ ...args, signal }, createNodeEnvironment({ threads: 1 })),
    }));
    workers.push(fake);
    return fake.worker;
  });
  open.push(client);
  const told: { run: number; event: RunEvent }[] = [];
  client.subscribe((run, events) => told.push(...events.map((event) => ({ run, event }))));
  const events = (run = 1) => told.filter((item) => item.run === run).map(({ event }) => event);
  const ended = (run = 1) => vi.waitFor(() => {
    const last = events(run).at(-1);
    if (last?.type !== 'ended') throw new Error('not ended yet');
    return last;
  }, { timeout: 5000, interval: 5 });
  const steps = (run = 1) => events(run).flatMap((event) => (event.type === 'batch' ? [event.step] : []));
  const reached = (step: number, run = 1) => vi.waitFor(() => expect(steps(run).at(-1) ?? 0).toBeGreaterThanOrEqual(step), { timeout: 5000, interval: 5 });
  return { client, workers, told, events, ended, steps, reached };
}

/** Counts batches as the engine sees them, and lets the test hold one back. */
function watchedEngine() {
  const seen = { trained: 0, disposed: 0, rates: [] as (number | undefined)[], hold: undefined as Promise<void> | undefined };
  const engine: TrainingEngine = {
    ...nullEngine,
    async open(request) {
      const session = await nullEngine.open(request);
      return {
        ...session,
        async trainBatch(batch) {
          seen.trained++;
          await seen.hold;
          return session.trainBatch(batch);
        },
        change(change) {
          seen.rates.push(change.learningRate);
          session.change(change);
        },
        dispose() {
          seen.disposed++;
          session.dispose();
        },
      };
    },
  };
  return { seen, engine };
}

describe('a run from start to end', () => {
  test('tells phases, choices, batches and epochs in order, and ends once, last', async () => {
    const { client, events, ended } = setUp();
    const { run, started } = client.start(startArgs);
    expect(run).toBe(1);
    await started;
    expect(await ended()).toMatchObject({ type: 'ended', reason: 'completed' });
    const types = events().map((event) => (event.type === 'phase' ? event.phase : event.type));
    expect(types.slice(0, 5)).toEqual(['loading data', 'data', 'preparing engine', 'engine', 'training']);
    expect(types.filter((type) => type === 'batch')).toHaveLength(12);
    expect(types.filter((type) => type === 'epoch')).toHaveLength(3);
    expect(types.filter((type) => type === 'ended')).toHaveLength(1);
    expect(events()[1]).toEqual({ type: 'data', dataset: 'clouds', name: 'Clouds', classNames: ['low', 'high'], trainingCount: 50, validationCount: 30 });
    expect(events()[3]).toMatchObject({ id: 'null', description: 'plain TypeScript, float64', candidates: [{ imagesPerSecond: 100 }] });
  });

  test('trains exactly as the loop does without a worker, and the trained network answers after the end', async () => {
    const { client, ended } = setUp();
    await client.start(startArgs).started;
    await ended();
    const direct = await openToy(startArgs.config);
    await collect(runTraining({ session: direct, config: startArgs.config, data: toyData }));
    expect(await client.call('readWeights', undefined)).toEqual(await direct.readWeights());
    const inputs = Float32Array.of(-1, -1, 1, 1);
    expect(await client.call('predict', { inputs, count: 2 })).toEqual(await direct.predict(inputs, 2));
    expect((await client.call('inspect', { inputs, count: 2, ops: ['linear'] })).get('linear')?.shape).toEqual([2]);
    expect((await client.call('evaluate', { part: 'validation' })).accuracy).toBeGreaterThan(0.8);
    expect(inputs).toHaveLength(4);
  });

  test('offers the weights of the best epoch, and stays able to', async () => {
    const { client, ended } = setUp();
    await client.start({ ...startArgs, paused: true }).started;
    expect(await client.call('readBestWeights', undefined)).toBeUndefined();
    await client.call('resume', undefined);
    const { bestEpoch } = await ended();
    const best = await client.call('readBestWeights', undefined);
    expect(best?.epoch).toBe(bestEpoch);
    // The buffers are handed over; the worker must have kept its own.
    expect(await client.call('readBestWeights', undefined)).toEqual(best);
    // The loss fell in every epoch, so that the last is the best.
    expect(best?.weights).toEqual(await client.call('readWeights', undefined));
  });

  test('recognises an image as the data was prepared, with probabilities that sum to 1', async () => {
    const { client, ended } = setUp();
    await client.start(startArgs).started;
    await ended();
    const { probabilities, seen } = await client.call('recognise', { pixels: Uint8Array.of(255, 51), shape: [1, 1, 2] });
    expect(seen).toEqual({ shape: [2], data: Float32Array.of(1, 0.2) });
    const [low = 0, high = 0] = await client.call('predict', { inputs: Float32Array.of(1, 0.2), count: 1 });
    expect(probabilities[1]).toBeCloseTo(1 / (1 + Math.exp(low - high)), 6);
    expect((probabilities[0] ?? 0) + (probabilities[1] ?? 0)).toBeCloseTo(1, 6);
  });

  test('a second run follows the first, frees its network, and may start from given weights', async () => {
    const { seen, engine } = watchedEngine();
    const { client, ended } = setUp({}, engine);
    await client.start(startArgs).started;
    await ended(1);
    const weights = await client.call('readWeights', undefined);
    await client.start({ ...startArgs, weights, config: { ...startArgs.config, epochs: 1, optimizer: { ...defaultSgd, learningRate: 0 } } }).started;
    await ended(2);
    expect(seen.disposed).toBe(1);
    expect(await client.call('readWeights', undefined)).toEqual(weights);
  });
});

describe('control', () => {
  test('pause stops after the batch in the works; resume goes on from there', async () => {
    const { seen, engine } = watchedEngine();
    const { client, steps, reached } = setUp({}, engine);
    await client.start(endless).started;
    await reached(3);
    await client.call('pause', undefined);
    const at = seen.trained;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(seen.trained).toBe(at);
    expect(steps().at(-1)).toBe(at);
    await client.call('resume', undefined);
    await reached(at + 5);
    expect(steps()).toEqual(steps().map((_, i) => i + 1));
    await client.call('stop', undefined);
  });

  test('a step trains exactly one batch, also across the end of an epoch', async () => {
    const { seen, engine } = watchedEngine();
    const { client, steps, reached, events } = setUp({}, engine);
    await client.start({ ...endless, paused: true }).started;
    await vi.waitFor(() => expect(events().some((event) => event.type === 'engine')).toBe(true));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(seen.trained).toBe(0);
    for (let step = 1; step <= 6; step++) {
      await client.call('step', undefined);
      expect(seen.trained).toBe(step);
    }
    await reached(6);
    expect(steps()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(events().filter((event) => event.type === 'epoch')).toHaveLength(1);
    await client.call('stop', undefined);
  });

  test('stop in the middle of a batch: that batch ends, no other begins, ended says stopped', async () => {
    const { seen, engine } = watchedEngine();
    const { client, ended, reached } = setUp({}, engine);
    await client.start(endless).started;
    await reached(2);
    let release: () => void = () => undefined;
    seen.hold = new Promise((resolve) => { release = resolve; });
    const at = seen.trained;
    await vi.waitFor(() => expect(seen.trained).toBe(at + 1));
    const stopped = client.call('stop', undefined);
    await new Promise((resolve) => setTimeout(resolve, 30));
    release();
    await stopped;
    expect(seen.trained).toBe(at + 1);
    expect(await ended()).toMatchObject({ type: 'ended', reason: 'stopped' });
    await expect(client.call('predict', { inputs: Float32Array.of(1, 1), count: 1 })).resolves.toHaveLength(2);
  });

  test('stop reaches a paused run, and one that is still loading', async () => {
    const loadData = ({ signal }: DataRequest) => new Promise<never>((_, reject) => { signal.addEventListener('abort', () => reject(signal.reason)); });
    const loading = setUp({ loadData });
    await loading.client.start(startArgs).started;
    await loading.client.call('stop', undefined);
    expect(await loading.ended()).toEqual({ type: 'ended', reason: 'stopped' });

    const paused = setUp();
    await paused.client.start(endless).started;
    await paused.reached(1);
    await paused.client.call('pause', undefined);
    await paused.client.call('stop', undefined);
    expect(await paused.ended()).toMatchObject({ type: 'ended', reason: 'stopped' });
  });

  test('a live change reaches the engine between batches while training goes on', async () => {
    const { seen, engine } = watchedEngine();
    const { client, reached } = setUp({}, engine);
    await client.start(endless).started;
    await reached(1);
    await client.call('change', { learningRate: 0.025 });
    expect(seen.rates).toEqual([0.025]);
    await client.call('stop', undefined);
  });

  test('predictions are answered in the middle of a run', async () => {
    const { client, reached, events } = setUp();
    await client.start(endless).started;
    await reached(1);
    expect(await client.call('predict', { inputs: Float32Array.of(1, 1), count: 1 })).toHaveLength(2);
    expect(events().at(-1)?.type).not.toBe('ended');
    await client.call('stop', undefined);
  });
});

describe('the plan', () => {
  const { config } = startArgs;

  test('is explained without a run, call by call as the engine has it', async () => {
    const { client, told } = setUp();
    const explanation = await client.call('explain', { plan: toyPlan, config, measure: false });
    expect(explanation).toEqual(explainPlan(toyPlan, config));
    // Two outputs of two products each, an example.
    const forward = explanation.calls.find(({ ops, pass }) => pass === 'forward' && ops.includes('linear'));
    expect(forward).toMatchObject({ shapes: '2 > 2', flops: 2 * 2 * 2 * config.batchSize });
    expect(told).toEqual([]);
  });

  test('is measured beside a run, which goes on', async () => {
    const { client, reached, steps } = setUp();
    await client.start(endless).started;
    await reached(1);
    const { calls, stepMs } = await client.call('explain', { plan: toyPlan, config, measure: true });
    const before = steps().at(-1) ?? 0;
    expect(calls).toMatchObject(explainPlan(toyPlan, config).calls);
    expect(calls.reduce((sum, { timeShare = NaN }) => sum + timeShare, 0)).toBeCloseTo(1, 6);
    expect(stepMs).toBeGreaterThan(0);
    await reached(before + 1);
    await client.call('stop', undefined);
  });

  test('is refused in a sentence that names the node, where the engine has no kernel for it', async () => {
    const { client } = setUp();
    const [input, linear] = toyPlan.ops as [PlanOp, PlanOp];
    const plan: NetworkPlan = { ...toyPlan, ops: [input, { ...linear, kind: 'Sort' }] };
    await expect(client.call('explain', { plan, config, measure: true })).rejects.toThrow(
      'Convloom on WebAssembly cannot train this network: linear: the WebAssembly engine has no kernel for Sort.',
    );
  });

  test('is measured no further once nobody wants it', async () => {
    const controller = new AbortController();
    const over = explain({ plan: toyPlan, config, measure: true, signal: controller.signal }, createNodeEnvironment({ threads: 1 }));
    controller.abort();
    await expect(over).rejects.toThrow(/abort/i);
  });
});

test('one output that tells two classes apart is trained on the class, and says how sure it is of both', async () => {
  const [input, linear] = toyPlan.ops as [PlanOp, PlanOp];
  const weights = linear.weights.map((spec) => ({ ...spec, shape: spec.shape.with(0, 1) }));
  const plan: NetworkPlan = { ...toyPlan, outputShape: [1], ops: [input, { ...linear, outputShape: [1], weights }] };
  const { client, ended, events } = setUp();
  await client.start({ ...startArgs, plan, config: { ...startArgs.config, loss: 'bceWithLogits', epochs: 20 } }).started;
  expect(await ended()).toMatchObject({ type: 'ended', reason: 'completed' });
  const epochs = events().filter((event) => event.type === 'epoch');
  expect(epochs.at(-1)?.validation.accuracy).toBeGreaterThan(0.85);
  expect(await client.call('evaluate', { part: 'validation' })).toEqual(epochs.at(-1)?.validation);
  // The clouds lie at (-1, -1) and (1, 1); a drawing's pixels are from 0 to 1 here.
  const { probabilities } = await client.call('recognise', { pixels: Uint8Array.of(255, 255), shape: [1, 1, 2] });
  const [low = 0, high = 0] = probabilities;
  expect(probabilities).toHaveLength(2);
  expect(low + high).toBeCloseTo(1, 6);
  expect(high).toBeGreaterThan(0.7);
});

describe('what goes wrong is said', () => {
  test.each<[string, Partial<PrepareDependencies>, Partial<StartArgs>, string]>([
    ['data that cannot be loaded', { loadData: async () => { throw new Error('The disk is full.'); } }, {}, 'The disk is full.'],
    ['no engine', { chooseEngine: async () => { throw new Error('No engine can train this network.'); } }, {}, 'No engine can train this network.'],
    ['an engine that does not open', { chooseEngine: async () => ({ engine: { ...nullEngine, open: () => Promise.reject(new Error('Out of memory.')) }, candidates: [] }) }, {}, 'Out of memory.'],
    ['other classes than outputs', {}, { plan: { ...toyPlan, outputShape: [1] } }, 'The network’s output has shape 1; this dataset has 2 classes, so at least 2 features are expected.'],
    ['examples of another size', {}, { plan: { ...toyPlan, inputShape: [3] } }, 'The network takes 3; the examples are 2.'],
  ])('%s: the run ends as failed', async (_, changes, args, message) => {
    const { client, ended, events } = setUp(changes);
    await client.start({ ...startArgs, ...args }).started;
    expect(await ended()).toEqual({ type: 'ended', reason: 'failed', message });
    expect(events().filter((event) => event.type === 'ended')).toHaveLength(1);
    await expect(client.call('predict', { inputs: new Float32Array(2), count: 1 })).rejects.toThrow(message);
  });

  test('a fallback is told as a notice and named in the data event', async () => {
    const loadData = async (request: DataRequest) => {
      request.onNotice({ code: 'dataset-fallback', message: 'Clouds instead.' });
      request.onProgress(0.5, 'drawing');
      return { dataset, data: toyData, prepareImage: () => new Float32Array() };
    };
    const { client, ended, events } = setUp({ loadData });
    await client.start({ ...startArgs, config: { ...startArgs.config, dataset: 'mnist' } }).started;
    await ended();
    expect(events()).toContainEqual({ type: 'notice', code: 'dataset-fallback', message: 'Clouds instead.' });
    expect(events()).toContainEqual({ type: 'phase', phase: 'loading data', fraction: 0.5, detail: 'drawing' });
    expect(events()).toContainEqual(expect.objectContaining({ type: 'data', dataset: 'clouds', standsInFor: 'mnist' }));
  });

  test('requests without a run, and a second run beside the first', async () => {
    const { client, reached } = setUp();
    await expect(client.call('pause', undefined)).rejects.toThrow('No network has been trained yet');
    await client.start(endless).started;
    await expect(client.start(startArgs).started).rejects.toThrow('A run is going on already');
    await reached(1);
    await client.call('stop', undefined);
  });

  test('a plan that cannot be cloned refuses the start and leaves the client free for another', async () => {
    const { client, ended } = setUp();
    const plan = { ...toyPlan, extra: () => 0 } as NetworkPlan;
    await expect(client.start({ ...startArgs, plan }).started).rejects.toThrow('could not be cloned');
    await client.start(startArgs).started;
    expect(await ended(2)).toMatchObject({ type: 'ended', reason: 'completed' });
  });
});

describe('a worker that dies', () => {
  test('is reported to every waiting call and to the run, once, and the next start gets a fresh worker', async () => {
    const { client, workers, ended, events, reached } = setUp();
    await client.start(endless).started;
    await reached(1);
    await client.call('pause', undefined);
    const waiting = client.call('evaluate', { part: 'training' });
    workers[0]?.crash('Uncaught Error: out of memory.');
    const message = 'The training worker died: out of memory. Train starts a new one.';
    await expect(waiting).rejects.toThrow(message);
    expect(await ended()).toEqual({ type: 'ended', reason: 'failed', message });
    expect(workers[0]?.isTerminated()).toBe(true);
    expect(events().filter((event) => event.type === 'ended')).toHaveLength(1);

    await client.start(startArgs).started;
    expect(await ended(2)).toMatchObject({ type: 'ended', reason: 'completed' });
    expect(workers).toHaveLength(2);
  });

  test('a gap in the events is noticed, not shown as progress', async () => {
    const told: RunEvent[] = [];
    const client = createTrainingClient(() => createFakeWorker((port) => (message) => {
      const { id, type } = message as { id: number; type: string };
      if (type !== 'request') return;
      port.postMessage({ type: 'answer', id, ok: true, result: undefined });
      port.postMessage({ type: 'events', run: 1, first: 2, events: [{ type: 'notice', code: 'x', message: '' }] });
    }).worker);
    open.push(client);
    client.subscribe((_, events) => told.push(...events));
    await client.start(startArgs).started;
    await vi.waitFor(() => expect(told).toEqual([
      { type: 'ended', reason: 'failed', message: 'The training worker sent event 2 of run 1; expected event 0 of run 1.' },
    ]));
  });

  test('before its first use costs nothing but a fresh one', async () => {
    const { client, workers, ended } = setUp();
    client.warmUp();
    client.warmUp();
    expect(workers).toHaveLength(1);
    workers[0]?.crash('no memory');
    await client.start(startArgs).started;
    expect(await ended()).toMatchObject({ type: 'ended', reason: 'completed' });
    expect(workers).toHaveLength(2);
  });

  test('after dispose nothing is called back', async () => {
    const { client, workers, told, reached } = setUp();
    await client.start(endless).started;
    await reached(1);
    client.dispose();
    const count = told.length;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(told).toHaveLength(count);
    expect(workers[0]?.isTerminated()).toBe(true);
  });
});

describe('preparing ahead', () => {
  test('asks nearby places for the data and chooses the engine, tells nothing, and starts no run', async () => {
    const asked: DataRequest[] = [];
    const chosen: unknown[] = [];
    const { client, told } = setUp({
      loadData: async (request) => { asked.push(request); return dependencies.loadData(request); },
      chooseEngine: async (request) => { chosen.push(request.forced); return dependencies.chooseEngine(request); },
    });
    await client.call('prepare', { ...startArgs, engine: 'null' });
    expect(asked.map(({ nearbyOnly, config }) => [nearbyOnly, config])).toEqual([[true, startArgs.config]]);
    expect(chosen).toEqual(['null']);
    expect(told).toEqual([]);
    await expect(client.call('readWeights', undefined)).rejects.toThrow('No network has been trained yet');
  });

  test('chooses the engine also where the data is not at hand, and refuses a network that does not fit it', async () => {
    let chosen = 0;
    const chooseEngine: PrepareDependencies['chooseEngine'] = (request) => { chosen++; return dependencies.chooseEngine(request); };
    const far = setUp({ chooseEngine, loadData: async () => { throw new Error('not here'); } });
    await far.client.call('prepare', startArgs);
    expect(chosen).toBe(1);
    const wide = setUp({ chooseEngine, loadData: async (request) => ({ ...await dependencies.loadData(request), data: { ...toyData, training: { ...toyData.training, shape: [3] } } }) });
    await expect(wide.client.call('prepare', startArgs)).rejects.toThrow('The network takes 2; the examples are 3.');
    expect(chosen).toBe(1);
  });

  test('stops where it is no longer wanted', async () => {
    const stopped = vi.fn<() => void>();
    const { client } = setUp({ loadData: ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => { stopped(); reject(signal.reason); })) });
    const leaving = new AbortController();
    const preparing = client.call('prepare', startArgs, { signal: leaving.signal });
    leaving.abort(new Error('edited'));
    await expect(preparing).rejects.toThrow('edited');
    await vi.waitFor(() => expect(stopped).toHaveBeenCalledOnce());
  });

  test('is refused while a run is going on', async () => {
    const { client, reached } = setUp();
    await client.start(endless).started;
    await reached(1);
    await expect(client.call('prepare', startArgs)).rejects.toThrow('A run is going on');
  });
});
