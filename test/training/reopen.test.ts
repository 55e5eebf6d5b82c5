// A run whose network is exchanged between batches: nothing changes where nothing differs, frozen layers stay, the rest goes on.

import { afterEach, describe, expect, test, vi } from 'vitest';
import { defaultOptimizers, type TrainingConfig } from '../../src/core/training-config.ts';
import type { NetworkPlan } from '../../src/core/plan.ts';
import type { TrainingEngine } from '../../src/engines/engine.ts';
import { nullEngine } from '../../src/engines/null/null-engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createCheckpointStore, type CheckpointStore } from '../../src/training/checkpoint-store.ts';
import { createTrainingClient, type TrainingClient } from '../../src/training/client.ts';
import { createHost } from '../../src/training/host.ts';
import { createPrepare } from '../../src/training/prepare-run.ts';
import { emptyRunLog, extendRunLog, type RunLog } from '../../src/training/run-log.ts';
import { planOf } from '../engines/networks.ts';
import { createCheckpointMemory } from './checkpoint-memory.ts';
import { createFakeWorker } from './ports.ts';
import { toyConfig, toyData } from './toy.ts';

const planWith = ({ hidden = 4, frozen = false, inputs = 2, outputs = 2 } = {}) => planOf([
  ['input', 'Input', { shape: [inputs] }],
  ['fc1', 'Linear', { outFeatures: hidden }, { frozen }],
  ['act', 'ReLU'],
  ['fc2', 'Linear', { outFeatures: outputs }],
]);
const plan = planWith();
const config: TrainingConfig = { ...toyConfig, dataset: 'clouds', epochs: 8, optimizer: { ...defaultOptimizers.adam, learningRate: 0.02 } };
const subject = { name: 'Clouds', graph: { nodes: {}, edges: {} }, layout: { nodes: {} } };
const wasm = createWasmEngine(createNodeEnvironment({ threads: 1 }));
const open: TrainingClient[] = [];
afterEach(() => { for (const client of open.splice(0)) client.dispose(); });

function openPage({ engine = nullEngine, checkpoints }: { engine?: TrainingEngine; checkpoints?: CheckpointStore } = {}) {
  const notHere = async () => { throw new Error('not part of this test'); };
  const client = createTrainingClient(() => createFakeWorker((port) => createHost(port, {
    prepare: createPrepare({
      loadData: async () => ({ dataset: { id: 'clouds', name: 'Clouds', summary: '', inputShape: [2], classNames: ['low', 'high'] }, data: toyData, prepareImage: () => new Float32Array(2) }),
      chooseEngine: async () => {
        await engine.isAvailable();
        return { engine, candidates: [] };
      },
    }),
    cacheFiles: notHere, explain: notHere, checkpoints, checkpointTimes: { minMs: 0, withinMs: 1e9 },
  })).worker);
  open.push(client);
  let log: RunLog = emptyRunLog;
  client.subscribe((_, events) => { log = extendRunLog(log, events); });
  return {
    client, log: () => log,
    ended: () => vi.waitFor(() => {
      if (!log.ended) throw new Error('not ended yet');
      return log.ended;
    }, { timeout: 10_000, interval: 5 }),
    steps: async (count: number) => { for (let i = 0; i < count; i++) await client.call('step', undefined); },
    reopen: (changed: NetworkPlan, its = config) => client.call('reopen', { plan: changed, config: its, subject }),
    weights: () => client.call('readWeights', undefined),
  };
}

describe.each<{ engine: TrainingEngine }>([{ engine: nullEngine }, { engine: wasm }])('with $engine.id', ({ engine }) => {
  test('the same network again changes no loss, in the middle of an epoch and after a change of the learning rate', async () => {
    const train = async (again: boolean) => {
      const page = openPage({ engine });
      page.client.start({ plan, config, paused: true });
      await page.steps(3);
      await page.client.call('change', { learningRate: 0.005 });
      await page.steps(3);
      if (again) expect(await page.reopen(plan, { ...config, optimizer: { ...defaultOptimizers.adam, learningRate: 0.005 } })).toEqual([]);
      await page.client.call('resume', undefined);
      await page.ended();
      return page.log();
    };
    const [whole, reopened] = [await train(false), await train(true)];
    expect(reopened.loss).toEqual(whole.loss);
    expect(reopened.learningRate).toEqual(whole.learningRate);
    expect(reopened.loss.points).toHaveLength(32);
    expect(reopened.notices).toEqual([]);
  });

  test('a frozen layer keeps its weights while others move; thawed, it moves again with the memory it had', async () => {
    const page = openPage({ engine });
    page.client.start({ plan, config, paused: true });
    await page.steps(6);
    const before = await page.weights();
    expect(await page.reopen(planWith({ frozen: true }))).toEqual([]);
    expect(await page.weights()).toEqual(before);
    await page.steps(4);
    const frozen = await page.weights();
    expect(frozen['fc1.weight']).toEqual(before['fc1.weight']);
    expect(frozen['fc1.bias']).toEqual(before['fc1.bias']);
    expect(frozen['fc2.weight']).not.toEqual(before['fc2.weight']);
    await page.reopen(plan);
    expect(await page.weights()).toEqual(frozen);
    await page.steps(1);
    expect((await page.weights())['fc1.weight']).not.toEqual(before['fc1.weight']);

    // Freezing and thawing at once forgets nothing: the rest of the run is the same.
    const losses = async (blink: boolean) => {
      const other = openPage({ engine });
      other.client.start({ plan, config, paused: true });
      await other.steps(6);
      if (blink) {
        await other.reopen(planWith({ frozen: true }));
        await other.reopen(plan);
      }
      await other.client.call('resume', undefined);
      await other.ended();
      return other.log().loss;
    };
    expect(await losses(true)).toEqual(await losses(false));
  });

  test('an edited network goes on with what fits, and says what does not', async () => {
    const page = openPage({ engine });
    page.client.start({ plan, config, paused: true });
    await page.steps(6);
    const before = await page.weights();
    const fresh = await page.reopen(planWith({ hidden: 6 }));
    expect(fresh.map(({ key }) => key)).toEqual(['fc1.weight', 'fc1.bias', 'fc2.weight']);
    const after = await page.weights();
    expect(after['fc1.weight']?.shape).toEqual([6, 2]);
    expect(after['fc2.bias']).toEqual(before['fc2.bias']);
    // Events come at most ten times a second.
    await vi.waitFor(() => expect(page.log().notices).toHaveLength(1));
    expect(page.log().notices).toEqual([{
      code: 'starts-anew',
      message: 'The run goes on with the changed network. fc1.weight: 4×2 became 6×2, starts anew; fc1.bias: 4 became 6, starts anew; fc2.weight: 2×4 became 2×6, starts anew.',
    }]);
    await page.client.call('resume', undefined);
    expect(await page.ended()).toMatchObject({ reason: 'completed' });
    expect(page.log().loss.points).toHaveLength(32);
    // The epochs of the network before are no best ones of this.
    expect((await page.client.call('readBestWeights', undefined))?.weights['fc1.weight']?.shape).toEqual([6, 2]);
  });
});

test('what does not fit the run is refused in words, and the run goes on as it was', async () => {
  const page = openPage();
  page.client.start({ plan, config, paused: true });
  await page.steps(2);
  const before = await page.weights();
  await expect(page.reopen(planWith({ inputs: 3 }))).rejects.toThrow('The run’s data were prepared for an input of 2; the Input of the changed network is another (3). Train anew for that.');
  await expect(page.reopen(planWith({ outputs: 1 }))).rejects.toThrow('at least 2 features are expected');
  await expect(page.reopen(plan, { ...config, batchSize: 5 })).rejects.toThrow('The run keeps the settings that it began with');
  await expect(page.reopen(planOf([['input', 'Input', { shape: [2] }], ['fc', 'Linear', { outFeatures: 2 }], ['act', 'GELU']]))).rejects.toThrow('cannot train the network');
  expect(await page.weights()).toEqual(before);
  await page.client.call('resume', undefined);
  expect(await page.ended()).toMatchObject({ reason: 'completed' });
  await expect(page.reopen(plan)).rejects.toThrow('The run has ended; expected one that goes on.');
});

test('a checkpoint after the change holds the changed network, and the memory of what is frozen', async () => {
  const memory = createCheckpointMemory();
  const page = openPage({ checkpoints: createCheckpointStore(memory.backend) });
  page.client.start({ plan, config, subject, paused: true });
  await page.steps(5);
  await page.reopen(planWith({ frozen: true }));
  await page.steps(1);
  const [head] = await page.client.call('checkpoints', undefined);
  expect(head?.plan.ops.find(({ id }) => id === 'fc1')?.frozen).toBe(true);
  const { body } = await createCheckpointStore(memory.backend).read(head?.id ?? '');
  expect(Object.keys(body.state.memory['exp_avg'] ?? {}).sort()).toEqual(['fc1.bias', 'fc1.weight', 'fc2.bias', 'fc2.weight']);
  page.client.dispose();
  memory.closePages();
  const second = openPage({ checkpoints: createCheckpointStore(memory.backend) });
  second.client.start({ plan, config, subject, resume: { checkpoint: head?.id ?? '' }, paused: true });
  expect(await second.reopen(plan, head?.config)).toEqual([]);
  await second.client.call('resume', undefined);
  expect(await second.ended()).toMatchObject({ reason: 'completed' });
});
