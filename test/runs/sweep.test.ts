// Trials of a sweep, what they say, and sweeps through the run store.

import { afterEach, describe, expect, test, vi } from 'vitest';
import { defaultOptimizers } from '../../src/core/training-config.ts';
import { layers } from '../../src/layers/registry.ts';
import { createRunArchive } from '../../src/runs/run-archive.ts';
import { createMemoryBackend } from '../../src/runs/run-backend.ts';
import { bestTrial, readAxis, sweepEtaMs, trialsOf, type SweepAxis } from '../../src/runs/sweep.ts';
import { vary } from '../../src/runs/vary-settings.ts';
import type { KeptSweep, SweepStorage } from '../../src/runs/sweep-storage.ts';
import { createCheckpointStore } from '../../src/training/checkpoint-store.ts';
import { keepRuns } from '../../src/ui/runs/keep-runs.ts';
import { createRunsStore } from '../../src/ui/runs/runs-store.ts';
import { createSweepStore, runsOfSweep } from '../../src/ui/runs/sweep-store.ts';
import type { RunStore } from '../../src/ui/training/run-store.ts';
import { createCheckpointMemory } from '../training/checkpoint-memory.ts';
import { createPage, toyDocument } from '../training/page.ts';
import { toyConfig } from '../training/toy.ts';

const axis = (setting: Parameters<typeof readAxis>[0], text: string): SweepAxis => {
  const read = readAxis(setting, text);
  if ('problem' in read) throw new Error(read.problem);
  return read;
};
const trials = (...args: Parameters<typeof trialsOf>) => {
  const made = trialsOf(...args);
  if ('problem' in made) throw new Error(made.problem);
  return made.trials;
};

describe('axes', () => {
  test.each([
    ['learningRate', '0.1, 0.01,0.1', { values: [0.1, 0.01] }],
    ['learningRate', '1e-4..0.1', { from: 1e-4, to: 0.1 }],
    ['optimizer', 'sgd, adam', { values: ['sgd', 'adam'] }],
  ] as const)('%s %j', (setting, text, expected) => {
    expect(axis(setting, text)).toEqual({ setting, ...expected });
  });

  test.each([
    ['learningRate', '0.1,', 'learning rate must be a number, received ""'],
    ['learningRate', '0..1', 'the range of learning rate must begin above 0, for it is drawn by its logarithm; received 0..1'],
    ['momentum', '0.9..0.1', 'the range of momentum must rise, received 0.9..0.1'],
    ['optimizer', 'lion', 'optimiser must be one of sgd, adam, adamw, rmsprop, adagrad, received "lion"'],
  ] as const)('%s %j is refused', (setting, text, problem) => {
    expect(readAxis(setting, text)).toEqual({ problem });
  });
});

describe('settings put into a configuration', () => {
  test('another optimiser comes with its defaults, and then the numbers', () => {
    expect(vary(toyConfig, { learningRate: 0.5, optimizer: 'rmsprop' })).toEqual({ config: { ...toyConfig, optimizer: { ...defaultOptimizers.rmsprop, learningRate: 0.5 } } });
    expect(vary(toyConfig, { initialisation: 'heNormal', seed: 7 })).toEqual({ config: { ...toyConfig, seed: 7, initialisation: { weight: { scheme: 'heNormal' } } } });
  });

  test('what cannot be is said', () => {
    expect(vary(toyConfig, { optimizer: 'adam', momentum: 0.9 })).toEqual({ problem: 'adam has no momentum' });
    expect(vary(toyConfig, { momentum: 2 })).toMatchObject({ problem: expect.stringContaining('momentum must be') });
  });
});

describe('trials', () => {
  test('a grid is every combination, the last setting changing fastest', () => {
    const grid = trials(toyConfig, { axes: [axis('learningRate', '0.1,0.01'), axis('momentum', '0,0.5,0.9')], method: { type: 'grid' } });
    expect(grid.map(({ variation }) => [variation.learningRate, variation.momentum])).toEqual([[0.1, 0], [0.1, 0.5], [0.1, 0.9], [0.01, 0], [0.01, 0.5], [0.01, 0.9]]);
    expect(grid[1]?.label).toBe('learning rate 0.1, momentum 0.5');
    expect(grid[4]?.config.optimizer).toEqual({ ...defaultOptimizers.sgd, learningRate: 0.01, momentum: 0.5 });
  });

  test('draws stay inside, are even by the logarithm for learning rates, and repeat by their seed', () => {
    const draw = (seed: number) => trials(toyConfig, { axes: [axis('learningRate', '0.0001..1'), axis('batchSize', '4..8')], method: { type: 'random', count: 200, seed } });
    const rates = draw(1).map(({ variation }) => Number(variation.learningRate));
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(1e-4);
    expect(Math.max(...rates)).toBeLessThanOrEqual(1);
    // Half of them below the geometric mean, of 200 draws: 100 with a deviation of 7.
    const below = rates.filter((rate) => rate < 0.01).length;
    expect(below).toBeGreaterThan(70);
    expect(below).toBeLessThan(130);
    expect(new Set(draw(1).map(({ variation }) => variation.batchSize))).toEqual(new Set([4, 5, 6, 7, 8]));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(2)).not.toEqual(draw(1));
  });

  test.each([
    [{ axes: [], method: { type: 'grid' } }, 'Give at least one setting values to try.'],
    [{ axes: [axis('learningRate', '0.1..1')], method: { type: 'grid' } }, 'A grid takes values; the range of learning rate is for random draws.'],
    [{ axes: [axis('seed', '0..9')], method: { type: 'random', count: 1000, seed: 0 } }, 'These are 1,000 trials; at most 200 are run.'],
    [{ axes: [axis('optimizer', 'sgd,adam'), axis('momentum', '0.9')], method: { type: 'grid' } }, 'Trial 2 (optimiser adam, momentum 0.9) cannot be trained: the adam has no momentum.'],
  ] as const)('%j: %s', (plan, problem) => {
    expect(trialsOf(toyConfig, plan)).toEqual({ problem });
  });
});

test('the best trial: by accuracy, then by loss; those that diverged are none', () => {
  const trial = (label: string, accuracy: number, loss: number, reason: 'completed' | 'diverged' = 'completed') =>
    ({ label, results: { steps: 1, epochs: 1, imagesSeen: 1, trainedMs: 1, best: { epoch: 1, accuracy, loss }, ended: { reason } } });
  expect(bestTrial([trial('a', 0.9, 0.4), trial('b', 0.95, 0.5), trial('c', 0.95, 0.3), trial('d', 0.99, 0.1, 'diverged')])?.label).toBe('c');
  expect(bestTrial([trial('a', NaN, 0.4), trial('b', NaN, 0.3)])?.label).toBe('b');
  expect(bestTrial([])).toBeUndefined();
});

test('the time left is the present trial’s and the mean of those done for each to come', () => {
  expect(sweepEtaMs([], 500, 3)).toBeUndefined();
  expect(sweepEtaMs([1000, 3000], 500, 3)).toBe(6500);
  expect(sweepEtaMs([], 500, 0)).toBe(500);
});

const open: RunStore[] = [];
afterEach(() => { for (const run of open.splice(0)) run.client.dispose(); });

/** Sweeps in memory; `close` is the end of all pages. */
function createMemorySweeps() {
  const kept = new Map<string, KeptSweep>();
  const held = new Set<string>();
  const storage: SweepStorage = {
    save: async (sweep) => { kept.set(sweep.id, structuredClone(sweep)); },
    forget: async (id) => { kept.delete(id); },
    left: async () => [...kept.values()].filter(({ id }) => !held.has(id)),
    hold(id) {
      held.add(id);
      return () => held.delete(id);
    },
  };
  return { storage, kept, close: () => held.clear() };
}

/** A page; those with the same storages follow each other in one browser. */
function setUp(document = toyDocument, sweeps = createMemorySweeps(), backend = createMemoryBackend(), checkpoints = createCheckpointMemory().backend) {
  const { run, forced } = createPage(document, createCheckpointStore(checkpoints));
  open.push(run);
  const runs = createRunsStore(createRunArchive(backend), () => undefined);
  const keeper = keepRuns({ run, runs, environment: { app: '0.1.0', runtime: 'Node', cores: 2 } });
  return { run, runs, forced, sweeps, sweep: createSweepStore({ run, runs, keeper, layers, storage: sweeps.storage }), base: document };
}

describe('a sweep of the page', () => {
  test('trains every trial and keeps each with its weights', async () => {
    const { runs, sweep, base, forced } = setUp();
    await sweep.start(base, trials(base.training, { axes: [axis('learningRate', '0.1,0.01'), axis('momentum', '0,0.9')], method: { type: 'grid' } }));
    expect(sweep.getState()).toMatchObject({ status: 'ended', index: 4 });
    const kept = runsOfSweep(runs.getState().records, sweep.getState().id);
    expect(kept.map(({ group }) => group?.label)).toEqual(['learning rate 0.1, momentum 0', 'learning rate 0.1, momentum 0.9', 'learning rate 0.01, momentum 0', 'learning rate 0.01, momentum 0.9']);
    expect(kept.map(({ config: { optimizer } }) => optimizer.learningRate)).toEqual([0.1, 0.1, 0.01, 0.01]);
    expect(kept.every(({ weights, results }) => weights.final && results.ended?.reason === 'completed')).toBe(true);
    expect(sweep.getState().doneMs).toHaveLength(4);
    // The first is free to choose; the others take what it was given.
    expect(forced).toEqual([undefined, 'null', 'null', 'null']);
  });

  test('a trial can be skipped and the sweep stopped; what was trained is kept', async () => {
    const endless = { ...toyDocument, training: { ...toyDocument.training, epochs: 100_000 } };
    const { run, runs, sweep, base } = setUp(endless);
    const over = sweep.start(base, trials(base.training, { axes: [axis('learningRate', '0.1,0.01,0.001')], method: { type: 'grid' } }));
    const training = (index: number) => vi.waitFor(() => expect([sweep.getState().index, run.getState().log.lastBatch !== undefined, run.getState().status]).toEqual([index, true, 'running']), { timeout: 10_000 });
    await training(0);
    sweep.skip();
    await training(1);
    sweep.stop();
    await over;
    expect(sweep.getState()).toMatchObject({ status: 'ended', index: 2 });
    expect(runs.getState().records.map(({ results }) => results.ended?.reason)).toEqual(['stopped', 'stopped']);
  });

  test('whose page was closed is taken up at its trial, from its checkpoint, with the same record; nothing is left when it is over', async () => {
    const long = { ...toyDocument, training: { ...toyDocument.training, epochs: 100 } };
    const storages = [createMemorySweeps(), createMemoryBackend(), createCheckpointMemory()] as const;
    const [sweeps, backend, checkpoints] = storages;
    const first = setUp(long, sweeps, backend, checkpoints.backend);
    void first.sweep.start(first.base, trials(long.training, { axes: [axis('learningRate', '0.1,0.01')], method: { type: 'grid' } }));
    await vi.waitFor(() => expect([first.sweep.getState().index, first.run.getState().log.epochs.length > 1]).toEqual([1, true]), { timeout: 20_000, interval: 2 });
    const before = first.runs.getState().records.map(({ id }) => id);
    await first.run.client.call('pause', undefined);
    const [head] = await vi.waitFor(async () => {
      const heads = await first.run.client.call('checkpoints', undefined);
      expect(heads.length).toBeGreaterThan(0);
      return heads;
    });
    first.run.client.dispose();
    sweeps.close();
    checkpoints.closePages();

    const second = setUp(long, sweeps, backend, checkpoints.backend);
    const [left] = await second.sweep.left(long.name);
    expect(left).toMatchObject({ index: 1, base: { name: long.name }, engine: 'null' });
    expect(await second.sweep.left('another document')).toEqual([]);
    if (!left) throw new Error('a sweep');
    await second.sweep.resume(left);
    expect(second.sweep.getState()).toMatchObject({ status: 'ended', index: 2 });
    const records = second.runs.getState().records;
    expect(records.map(({ id }) => id)).toEqual(before);
    const [trial] = records;
    expect(trial).toMatchObject({ group: { label: 'learning rate 0.01' }, results: { epochs: 100, steps: 500, ended: { reason: 'completed' } }, resumed: [{ step: head?.place.step }], weights: { final: {} } });
    const curves = await second.runs.readCurves(trial?.id ?? '');
    expect(curves?.epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect([sweeps.kept.size, checkpoints.bodies.size]).toEqual([0, 0]);
  });
});
