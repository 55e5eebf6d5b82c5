// The learning-rate finder: its rates and losses against those worked out by hand, its suggestion, and a run in whose
// middle it is asked for, which must not notice.

import { afterEach, describe, expect, test, vi } from 'vitest';
import { defaultRateRange, hasExploded, roundRate, smoothLosses, suggestRate, type RateCurve, type RatePoint } from '../../src/core/learning-rate-curve.ts';
import { defaultSgd, type TrainingConfig } from '../../src/core/training-config.ts';
import type { TrainingEngine } from '../../src/engines/engine.ts';
import { createTfjsEngine } from '../../src/engines/tfjs/engine.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { layers } from '../../src/layers/registry.ts';
import { createTrainingClient, type TrainingClient } from '../../src/training/client.ts';
import { testRates } from '../../src/training/find-learning-rate.ts';
import { createHost } from '../../src/training/host.ts';
import { createPrepare } from '../../src/training/prepare-run.ts';
import type { RunEvent } from '../../src/training/protocol.ts';
import { planOf } from '../engines/networks.ts';
import { createFakeWorker } from './ports.ts';
import { collect, openToy, toyConfig, toyData } from './toy.ts';

describe('the curve', () => {
  test('is smoothed by a moving mean that is corrected for its short past', () => {
    // 0.2·1 / 0.2; (0.16 + 0.6) / 0.36; (0.608 + 0.4) / 0.488.
    const points = smoothLosses([1, 3, 2].map((loss, i) => ({ learningRate: i + 1, loss })));
    [1, 0.76 / 0.36, 1.008 / 0.488].forEach((value, i) => expect(points[i]?.smoothed).toBeCloseTo(value, 12));
  });

  const curve = (smoothed: (exponent: number) => number) =>
    Array.from({ length: 61 }, (_, i): RatePoint => ({ learningRate: 10 ** (-4 + i / 15), loss: 0, smoothed: smoothed(-4 + i / 15) }));

  test('suggests the rate of the steepest descent', () => {
    // A fall around 0.01 and a rise around 0.5.
    const points = curve((x) => 2 - 1 / (1 + Math.exp(-6 * (x + 2))) + 3 / (1 + Math.exp(-9 * (x + 0.3))));
    expect(suggestRate(points)).toBeCloseTo(0.01, 6);
  });

  test('suggests nothing where the loss never falls', () => {
    expect(suggestRate(curve(() => 1))).toBeUndefined();
    expect(suggestRate(curve((x) => x))).toBeUndefined();
    expect(suggestRate([])).toBeUndefined();
  });

  test('has exploded at four times the least', () => {
    const points = (...values: number[]) => values.map((smoothed) => ({ learningRate: 1, loss: 1, smoothed }));
    expect([points(1, 0.5, 1.9), points(1, 0.5, 2.1), points()].map(hasExploded)).toEqual([false, true, false]);
  });

  test('is rounded to one digit', () => {
    expect([0.0316, 0.00087, 1.23].map(roundRate)).toEqual([0.03, 0.0009, 1]);
  });
});

describe('the test', () => {
  test('trains a batch at each rate, evenly on a logarithmic scale, in the order of a run', async () => {
    const session = await openToy();
    const used: (number | undefined)[] = [];
    const spied = { ...session, change: (change: { learningRate?: number }) => { used.push(change.learningRate); session.change(change); } };
    const points = await collect(testRates({ session: spied, config: toyConfig, data: toyData }, { from: 0.001, to: 0.1, steps: 11 }));
    expect(used).toHaveLength(11);
    used.forEach((rate, i) => expect(rate).toBeCloseTo(10 ** (-3 + i / 5), 12));
    expect(points.map(({ learningRate }) => learningRate)).toEqual(used);
    // The first batch is that of a run, and its loss that of the untrained network.
    const first = await openToy({ ...toyConfig, optimizer: { ...defaultSgd, learningRate: 0 } });
    const [alone] = await collect(testRates({ session: first, config: toyConfig, data: toyData }, { from: 0.5, to: 1, steps: 1 }));
    expect(points[0]?.loss).toBe(alone?.loss);
  });

  test('ends where the loss explodes, with a rate below that suggested', async () => {
    const points = await collect(testRates({ session: await openToy(), config: toyConfig, data: toyData }, { ...defaultRateRange, from: 1e-4, to: 1e6 }));
    expect(points.length).toBeLessThan(100);
    const rate = suggestRate(points) ?? NaN;
    expect(rate).toBeGreaterThan(0.001);
    expect(rate).toBeLessThan(points.at(-1)?.learningRate ?? NaN);
  });

  test('suggests nothing for a loss that is flat', async () => {
    const config: TrainingConfig = { ...toyConfig, loss: 'threshold', optimizer: defaultSgd, batchSize: 50 };
    const session = await openToy(config);
    const training = { ...toyData.training, targets: { size: 2, read: (indices: ArrayLike<number>, out: Float32Array) => Array.from(indices).forEach((i, row) => { out[2 * row] = 1 - (i % 2); out[2 * row + 1] = i % 2; }) } };
    const points = await collect(testRates({ session, config, data: { training } }, defaultRateRange));
    expect(points).toHaveLength(100);
    expect(new Set(points.map(({ loss }) => loss)).size).toBe(1);
    expect(suggestRate(points)).toBeUndefined();
  });
});

const clients: TrainingClient[] = [];
afterEach(() => { for (const client of clients.splice(0)) client.dispose(); });

/** Dropout and momentum, so that a run has more state than its weights. */
const plan = planOf([['input', 'Input', { shape: [2] }], ['fc1', 'Linear', { outFeatures: 16 }], ['drop', 'Dropout', { p: 0.3 }], ['fc2', 'Linear', { outFeatures: 2 }]]);
const config: TrainingConfig = { ...toyConfig, epochs: 6, optimizer: { ...defaultSgd, momentum: 0.9 } };

function connect(engine: TrainingEngine) {
  const prepare = createPrepare({
    loadData: async () => ({ dataset: { id: 'mnist', name: '', summary: '', inputShape: [2], classNames: [] }, data: toyData, prepareImage: () => new Float32Array() }),
    chooseEngine: async () => {
      await engine.isAvailable();
      return { engine, candidates: [] };
    },
  });
  const unused = () => { throw new Error('not part of this test'); };
  const client = createTrainingClient(() => createFakeWorker((port) => createHost(port, { prepare, cacheFiles: unused, explain: unused })).worker);
  clients.push(client);
  const events: RunEvent[] = [];
  client.subscribe((_, more) => events.push(...more));
  const ended = () => vi.waitFor(() => expect(events.at(-1)?.type).toBe('ended'), { timeout: 20_000, interval: 5 });
  const losses = () => events.flatMap((event) => (event.type === 'batch' ? [event.loss] : []));
  return { client, ended, losses };
}

describe.each([createTfjsEngine('cpu', { layers }), createWasmEngine(createNodeEnvironment({ threads: 1 }))])('asked for in the middle of a run: $id', (engine) => {
  const undisturbed = async () => {
    const { client, ended, losses } = connect(engine);
    await client.start({ plan, config }).started;
    await ended();
    return { losses: losses(), weights: await client.call('readWeights', undefined) };
  };

  test('leaves every later loss and all weights as they are, to the last bit', async () => {
    const { client, ended, losses } = connect(engine);
    await client.start({ plan, config, paused: true }).started;
    for (let i = 0; i < 7; i++) await client.call('step', undefined);
    const told: unknown[] = [];
    const before = await client.call('readWeights', undefined);
    const curve = await client.call('findLearningRate', { plan, config, range: { ...defaultRateRange, steps: 30 }, start: 'run' }, { onProgress: (progress) => told.push(progress) });
    expect(curve.points.length).toBeGreaterThan(5);
    expect(told.filter((each) => !('type' in (each as object)))).toEqual(curve.points);
    expect(await client.call('readWeights', undefined)).toEqual(before);
    // And once more while it trains.
    await client.call('resume', undefined);
    await client.call('findLearningRate', { plan, config, range: { ...defaultRateRange, steps: 30 }, start: 'initial' });
    await ended();
    const reference = await undisturbed();
    expect(losses()).toEqual(reference.losses);
    expect(await client.call('readWeights', undefined)).toEqual(reference.weights);
  }, 30_000);

  test('starts from the run’s weights, or from initial ones', async () => {
    const { client, ended } = connect(engine);
    await client.start({ plan, config }).started;
    await ended();
    const find = (start: 'run' | 'initial'): Promise<RateCurve> => client.call('findLearningRate', { plan, config, range: { from: 1e-9, to: 1e-8, steps: 10 }, start });
    const mean = ({ points }: RateCurve) => points.reduce((sum, { loss }) => sum + loss, 0) / points.length;
    expect(mean(await find('run'))).toBeLessThan(0.5 * mean(await find('initial')));
  });

  test('can be called off, and then again be asked for', async () => {
    const { client } = connect(engine);
    const controller = new AbortController();
    let points = 0;
    const call = client.call('findLearningRate', { plan, config, range: { from: 1e-9, to: 1e-8, steps: 10_000 }, start: 'initial' }, {
      signal: controller.signal,
      onProgress: (progress) => {
        if (!('type' in progress) && ++points === 5) controller.abort(new Error('called off'));
      },
    });
    await expect(call).rejects.toThrow('called off');
    expect(points).toBeLessThan(10_000);
    expect((await client.call('findLearningRate', { plan, config, range: { from: 1e-5, to: 1e-4, steps: 10 }, start: 'initial' })).points).toHaveLength(10);
  });
});
