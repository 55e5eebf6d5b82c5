// Networks opened beside the runs to be looked at, and the examples of their data.

import { afterEach, describe, expect, test } from 'vitest';
import { initialWeights } from '../../src/core/weights.ts';
import type { TrainingEngine } from '../../src/engines/engine.ts';
import { nullEngine } from '../../src/engines/null/null-engine.ts';
import { createTrainingClient, type TrainingClient } from '../../src/training/client.ts';
import { createHost } from '../../src/training/host.ts';
import { createPrepare } from '../../src/training/prepare-run.ts';
import { createFakeWorker } from './ports.ts';
import { toyConfig, toyData, toyPlan } from './toy.ts';

const dataset = { id: 'clouds', name: 'Clouds', summary: '', inputShape: [2], classNames: ['low', 'high'] };
const args = { plan: toyPlan, config: { ...toyConfig, dataset: 'clouds' } };
const never = (): never => { throw new Error('not part of this test'); };

const open: TrainingClient[] = [];
afterEach(() => { for (const client of open.splice(0)) client.dispose(); });

function setUp() {
  const alive = new Set<object>();
  let opens = 0;
  const engine: TrainingEngine = {
    ...nullEngine,
    async open(request) {
      const session = await nullEngine.open(request);
      alive.add(session);
      opens++;
      return { ...session, dispose: () => { alive.delete(session); session.dispose(); } };
    },
  };
  const prepare = createPrepare({
    loadData: async () => ({ dataset, data: toyData, prepareImage: (pixels) => Float32Array.from(pixels, (x) => x / 255) }),
    chooseEngine: async () => ({ engine, candidates: [] }),
  });
  const client = createTrainingClient(() => createFakeWorker((port) => createHost(port, { prepare, cacheFiles: never, explain: never })).worker);
  open.push(client);
  return { client, alive, opens: () => opens };
}

describe('a preview', () => {
  test('tells what its data are, and holds the initial weights of its seed', async () => {
    const { client } = setUp();
    expect(await client.call('preview', args)).toEqual({ dataset: 'clouds', classNames: ['low', 'high'], trainingCount: 50, validationCount: 30 });
    expect(await client.call('readWeights', { network: 'preview' })).toEqual(initialWeights(toyPlan.ops, toyConfig.seed));
  });

  test('holds the weights that it is given', async () => {
    const { client } = setUp();
    const weights = initialWeights(toyPlan.ops, toyConfig.seed + 1);
    await client.call('preview', { ...args, weights });
    expect(await client.call('readWeights', { network: 'preview' })).toEqual(weights);
  });

  test('exchanges weights alone where the network is the same, and is opened anew where it is not', async () => {
    const { client, alive, opens } = setUp();
    for (const seed of [1, 2, 3]) {
      const weights = initialWeights(toyPlan.ops, seed);
      const facts = await client.call('preview', { ...args, weights });
      expect(facts).toMatchObject({ dataset: 'clouds', validationCount: 30 });
      expect(await client.call('readWeights', { network: 'preview' })).toEqual(weights);
    }
    expect(opens()).toBe(1);
    const weights = initialWeights(toyPlan.ops, 4);
    await client.call('preview', { ...args, config: { ...args.config, loss: 'mse' }, weights });
    expect([opens(), alive.size]).toEqual([2, 1]);
    expect(await client.call('readWeights', { network: 'preview' })).toEqual(weights);
    // Of its seed again.
    await client.call('preview', args);
    expect(await client.call('readWeights', { network: 'preview' })).toEqual(initialWeights(toyPlan.ops, toyConfig.seed));
    expect(alive.size).toBe(1);
  });

  test('gives the weights of single ops', async () => {
    const { client } = setUp();
    await client.call('preview', args);
    expect(Object.keys(await client.call('readWeights', { network: 'preview', ops: ['linear'] }))).toEqual(['linear.weight', 'linear.bias']);
    expect(await client.call('readWeights', { network: 'preview', ops: ['input'] })).toEqual({});
  });

  test('is looked at beside the run, whose weights are others by then', async () => {
    const { client } = setUp();
    await client.start({ ...args, paused: true }).started;
    await client.call('step', undefined);
    await client.call('preview', args);
    const inputs = Float32Array.of(1, -1);
    const untrained = await client.call('predict', { network: 'preview', inputs, count: 1 });
    const trained = await client.call('predict', { inputs, count: 1 });
    expect(trained).not.toEqual(untrained);
    await client.call('stop', undefined);
  });

  test('holds the weights that a run had on its way', async () => {
    const { client } = setUp();
    await client.start({ ...args, paused: true }).started;
    const seen = [await client.call('readWeights', undefined)];
    for (let step = 1; step <= 4; step++) {
      await client.call('step', undefined);
      seen.push(await client.call('readWeights', undefined));
    }
    // The initial ones and the first step's always; of others as many as there was time for.
    const steps = [...await client.call('weightSteps', undefined)];
    expect(steps.slice(0, 2)).toEqual([0, 1]);
    for (const step of steps) {
      await client.call('preview', { ...args, weights: await client.call('weightsAt', { step }) });
      expect(await client.call('readWeights', { network: 'preview' })).toEqual(seen[step]);
    }
    expect(seen[1]).not.toEqual(seen[0]);
    await expect(client.call('weightsAt', { step: 9 })).rejects.toThrow(/^The weights of step 9 are not kept; expected one of 0, 1/);
    await client.call('stop', undefined);
  });

  test('frees the one before, and is freed when a run starts', async () => {
    const { client, alive } = setUp();
    await client.call('preview', args);
    await client.call('preview', args);
    expect(alive.size).toBe(1);
    await client.start({ ...args, paused: true }).started;
    await client.call('step', undefined);
    expect(alive.size).toBe(1);
    await expect(client.call('readWeights', { network: 'preview' })).rejects.toThrow('No network has been opened to look at');
    await client.call('stop', undefined);
  });
});

describe('examples', () => {
  test('come as the network takes them, in the order asked', async () => {
    const { client } = setUp();
    await client.call('preview', args);
    const { shape, inputs, labels, targets } = await client.call('examples', { network: 'preview', part: 'validation', indices: Int32Array.of(7, 2) });
    const expected = new Float32Array(4);
    toyData.validation.readInputs([7, 2], expected);
    expect(shape).toEqual([2]);
    expect(inputs).toEqual(expected);
    expect(labels).toEqual(Int32Array.of(1, 0));
    expect(targets).toBeUndefined();
  });

  test('have targets where the loss takes them', async () => {
    const { client } = setUp();
    await client.call('preview', { ...args, config: { ...args.config, loss: 'mse' } });
    const { targets } = await client.call('examples', { network: 'preview', part: 'training', indices: Int32Array.of(1) });
    expect(targets).toEqual(Float32Array.of(0, 1));
  });

  test('outside the part are refused in a sentence', async () => {
    const { client } = setUp();
    await client.call('preview', args);
    await expect(client.call('examples', { network: 'preview', part: 'validation', indices: Int32Array.of(30) }))
      .rejects.toThrow('The validation part has 30 examples, numbered from 0; received 30.');
  });
});
