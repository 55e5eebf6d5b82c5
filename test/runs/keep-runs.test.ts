// Keeping runs of the page: real client, host and engine, an archive in memory.

import { afterEach, expect, test, vi } from 'vitest';
import { defaultSgd } from '../../src/core/training-config.ts';
import { setTraining } from '../../src/editor/commands/set-training.ts';
import { createRunArchive } from '../../src/runs/run-archive.ts';
import { createMemoryBackend, type RunBackend } from '../../src/runs/run-backend.ts';
import { createCheckpointStore, type CheckpointStore } from '../../src/training/checkpoint-store.ts';
import { keepRuns } from '../../src/ui/runs/keep-runs.ts';
import { createRunsStore, type RunsStore } from '../../src/ui/runs/runs-store.ts';
import { browserName } from '../../src/ui/runs/browser-facts.ts';
import type { RunStore } from '../../src/ui/training/run-store.ts';
import { layers } from '../../src/layers/registry.ts';
import { twinSides } from '../../src/ui/runs/twin-choice.ts';
import { createCheckpointMemory } from '../training/checkpoint-memory.ts';
import { createPage, toyDocument } from '../training/page.ts';

const open: RunStore[] = [];
afterEach(() => { for (const run of open.splice(0)) run.client.dispose(); });

const environment = { app: '0.1.0', runtime: 'Chromium 140', cores: 2 };
const endless = { ...toyDocument, training: { ...toyDocument.training, epochs: 100_000 } };
const wait = (condition: () => boolean) => vi.waitFor(() => expect(condition()).toBe(true), { timeout: 10_000, interval: 5 });

function setUp(document = toyDocument, backend: RunBackend = createMemoryBackend(), checkpoints?: CheckpointStore) {
  const page = createPage(document, checkpoints);
  open.push(page.run);
  const notices: { text: string; action?: { run: () => void } }[] = [];
  const archive = createRunArchive(backend);
  const runs: RunsStore = createRunsStore(archive, (notice) => notices.push(notice));
  const keeper = keepRuns({ run: page.run, runs, environment });
  return { ...page, archive, runs, keeper, notices, records: () => runs.getState().records };
}

test('a run is kept from its first batch to its end, with curves and final weights', async () => {
  const { run, runs, keeper, archive, records, notices } = setUp();
  run.start();
  await wait(() => records().length === 1);
  await wait(() => run.getState().status === 'ended');
  await keeper.settled();
  const [record] = records();
  if (!record) throw new Error('a record');
  expect(record).toMatchObject({
    name: 'Clouds #1', parameters: 6, config: toyDocument.training, graph: toyDocument.graph,
    environment: { ...environment, engine: { id: 'null', description: 'plain TypeScript, float64' } },
    results: { steps: 20, epochs: 4, imagesSeen: 200, ended: { reason: 'completed' } },
    weights: { final: { sizeBytes: 24 }, best: { sizeBytes: 24, epoch: run.getState().log.ended?.bestEpoch } },
  });
  expect((await archive.list()).records).toEqual([record]);
  expect(await runs.readWeights(record.id, 'final')).toEqual(await run.client.call('readWeights', undefined));
  expect((await runs.readCurves(record.id))?.loss).toEqual(run.getState().log.loss);
  expect(runs.getState().active).toEqual([]);
  expect(notices).toEqual([]);
});

test('a run that goes on is there already, and its changes of learning rate with the step', async () => {
  const { run, runs, documents, records, archive } = setUp(endless);
  run.start();
  await wait(() => records().length === 1);
  expect(runs.getState().active).toEqual([records()[0]?.id]);
  expect((await archive.list()).records).toHaveLength(1);
  documents.edit('Change', (draft) => setTraining(draft, { optimizer: { ...endless.training.optimizer, learningRate: 0.01 } }));
  await wait(() => run.getState().log.learningRate.points.at(-1)?.mean === 0.01);
  run.stop();
  await wait(() => run.getState().status === 'ended');
  // The step is the last that was trained without the change.
  const { points } = run.getState().log.learningRate;
  const change = records()[0]?.changes[0];
  const step = change?.step ?? NaN;
  expect(points.filter((point) => point.step <= step).every(({ max }) => max === defaultSgd.learningRate)).toBe(true);
  expect(points.filter((point) => point.step - point.count >= step).every(({ min }) => min === 0.01)).toBe(true);
  expect(records()[0]).toMatchObject({ config: endless.training, changes: [{ change: { learningRate: 0.01 } }], results: { ended: { reason: 'stopped' } } });
});

test('each run is one of its own; a run without a batch is none', async () => {
  const { run, records, keeper } = setUp();
  for (const count of [1, 2]) {
    run.start();
    await wait(() => run.getState().status === 'ended');
    await keeper.settled();
    expect(records()).toHaveLength(count);
  }
  run.start({ paused: true });
  run.stop();
  await wait(() => run.getState().status === 'ended');
  expect(records()).toHaveLength(2);
  expect(new Set(records().map(({ id }) => id)).size).toBe(2);
  expect(records().map(({ name }) => name)).toEqual(['Clouds #2', 'Clouds #1']);
});

test('both sides of a comparison are kept, each with its own settings, curves and weights', async () => {
  const { run, runs, records, keeper, documents } = setUp();
  const sides = twinSides(documents.getState().document, { type: 'setting', setting: 'momentum', text: '0.9' }, layers, () => []);
  if ('problem' in sides) throw new Error(sides.problem);
  run.start({ subject: { ...sides.own, twin: sides.twin } });
  await wait(() => run.getState().status === 'ended');
  await keeper.settled();
  const [b, a] = records();
  if (!a || !b) throw new Error('two records');
  expect([a.name, b.name]).toEqual(['Clouds #1', 'Clouds, momentum 0.9 #1']);
  expect([a.config.optimizer, b.config.optimizer]).toMatchObject([{ momentum: 0 }, { momentum: 0.9 }]);
  expect([a.results.steps, b.results.steps]).toEqual([20, 20]);
  expect(await runs.readWeights(b.id, 'final')).toEqual(await run.client.call('readWeights', { network: 'twin' }));
  expect(await runs.readWeights(a.id, 'final')).not.toEqual(await runs.readWeights(b.id, 'final'));
  expect((await runs.readCurves(b.id))?.loss).toEqual(run.getState().log.twin?.loss);
});

test('a comparison that is taken up goes on with both its records; the time between counts for nothing', async () => {
  const [backend, checkpoints] = [createMemoryBackend(), createCheckpointMemory()];
  const long = { ...toyDocument, training: { ...toyDocument.training, epochs: 20 } };
  const first = setUp(long, backend, createCheckpointStore(checkpoints.backend));
  const sides = twinSides(long, { type: 'setting', setting: 'momentum', text: '0.9' }, layers, () => []);
  if ('problem' in sides) throw new Error(sides.problem);
  const group = (label: string) => ({ type: 'twin', id: 'pair', label } as const);
  first.run.start({ paused: true, subject: { ...sides.own, document: long.name, group: group('A'), twin: { ...sides.twin, group: group('B') } } });
  for (let batch = 0; batch < 13; batch++) await first.run.client.call('step', undefined);
  await wait(() => first.records().length === 2);
  const heads = await first.run.client.call('checkpoints', undefined);
  first.run.client.dispose();
  checkpoints.closePages();
  await new Promise((resolve) => setTimeout(resolve, 300));

  const second = setUp(long, backend, createCheckpointStore(checkpoints.backend));
  const [head] = await second.run.client.call('checkpoints', undefined);
  expect(head).toEqual(heads[0]);
  if (!head) throw new Error('a checkpoint');
  second.run.start({ resume: { head } });
  expect(second.run.getState().subject).toMatchObject({ generation: undefined, document: long.name, twin: { name: sides.twin.name } });
  await wait(() => second.run.getState().status === 'ended');
  await second.keeper.settled();
  expect(second.records().map(({ id, name }) => [id, name])).toEqual(first.records().map(({ id, name }) => [id, name]));
  for (const record of second.records()) {
    expect(record).toMatchObject({ results: { steps: 100, epochs: 20, ended: { reason: 'completed' } }, resumed: [{ step: head.place.step }], weights: { final: {}, best: {} } });
    const curves = await second.runs.readCurves(record.id);
    expect(curves?.loss.points.reduce((sum, { count }) => sum + count, 0)).toBe(100);
    // Work alone: it never falls, and no step took as long as the page was closed.
    const times = curves?.trainedMs.points.map(({ mean }) => mean) ?? [];
    const steps = times.map((time, i) => time - (times[i - 1] ?? 0));
    expect([Math.min(...steps) >= 0, Math.max(...steps) < 300]).toEqual([true, true]);
  }
});

test('a dead worker leaves the run kept, without weights', async () => {
  const { run, records, workers, keeper } = setUp(endless);
  run.start();
  await wait(() => records().length === 1);
  workers[0]?.crash('no memory');
  await keeper.settled();
  expect(records()[0]).toMatchObject({ results: { ended: { reason: 'failed', message: expect.stringContaining('no memory') } }, weights: {} });
});

test('what is typed while a run goes on is not lost', async () => {
  const { run, runs, records, keeper, archive } = setUp(endless);
  run.start();
  await wait(() => records().length === 1);
  runs.edit(records()[0]?.id ?? '', { notes: 'with care', name: 'Mine' });
  run.stop();
  await wait(() => run.getState().status === 'ended');
  await keeper.settled();
  expect((await archive.list()).records).toMatchObject([{ notes: 'with care', name: 'Mine', weights: { final: {} } }]);
});

test('deleting can be undone, and leaves a run that goes on alone', async () => {
  const { run, runs, records, keeper, archive, notices } = setUp();
  run.start();
  await wait(() => run.getState().status === 'ended');
  await keeper.settled();
  const [record] = records();
  await runs.remove([record?.id ?? '']);
  expect([records(), (await archive.list()).records]).toEqual([[], []]);
  notices.at(-1)?.action?.run();
  await wait(() => records().length === 1);
  expect((await archive.list()).records).toEqual([record]);

  runs.setActive([record?.id ?? '']);
  await runs.remove([record?.id ?? '']);
  expect(records()).toHaveLength(1);
});

test('kept runs are there on the next visit; storage that fails is told in a sentence', async () => {
  const backend = createMemoryBackend();
  const first = setUp(toyDocument, backend);
  first.run.start();
  await wait(() => first.run.getState().status === 'ended');
  await first.keeper.settled();
  const second = setUp(toyDocument, backend);
  await wait(() => second.runs.getState().status === 'ready');
  expect(second.records()).toEqual(first.records());

  const broken = setUp(toyDocument, { ...backend, records: { ...backend.records, values: async () => { throw new Error('Access is denied.'); } } });
  await wait(() => broken.runs.getState().status === 'ready');
  expect(broken.notices.map(({ text }) => text)).toEqual(['Kept runs could not be read: Access is denied.']);
});

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36', 'Chromium 140'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0', 'Edge 140'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0', 'Firefox 143'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15', 'Safari 18'],
  ['something else', 'unknown browser'],
])('%s is %s', (userAgent, name) => {
  expect(browserName(userAgent)).toBe(name);
});
