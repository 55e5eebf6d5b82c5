// Seeds of their own for weights, order and dropout: each decides on its own part of a run and on nothing else.

import { expect, test } from 'vitest';
import { seedOf, type Seeds } from '../../src/core/training-config.ts';
import { initialWeights } from '../../src/core/weights.ts';
import { createTfjsEngine } from '../../src/engines/tfjs/engine.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { layers } from '../../src/layers/registry.ts';
import { chooseEngine } from '../../src/engines/select.ts';
import { createPrepare } from '../../src/training/prepare-run.ts';
import { runTraining } from '../../src/training/run-training.ts';
import { planOf } from '../engines/networks.ts';
import { collect, toyConfig, toyData } from './toy.ts';

const plan = planOf([['input', 'Input', { shape: [2] }], ['fc1', 'Linear', { outFeatures: 16 }], ['drop', 'Dropout', { p: 0.5 }], ['fc2', 'Linear', { outFeatures: 2 }]]);

test.each([createTfjsEngine('cpu', { layers }), createWasmEngine(createNodeEnvironment({ threads: 1 }))])('$id', async (engine) => {
  /** Where a run starts, which examples each batch holds, and the losses, in which all that chance decides shows. */
  const run = async (seed: number, seeds?: Seeds) => {
    const config = { ...toyConfig, epochs: 1, seed, ...(seeds && { seeds }) };
    const orders: number[][] = [];
    const training = { ...toyData.training, readLabels(indices: ArrayLike<number>, out: Int32Array) { orders.push(Array.from(indices)); toyData.training.readLabels(indices, out); } };
    const prepare = createPrepare({
      loadData: async () => ({ dataset: { id: 'mnist', name: '', summary: '', inputShape: [2], classNames: [] }, data: { ...toyData, training }, prepareImage: () => new Float32Array() }),
      chooseEngine: async (request) => chooseEngine({ ...request, engines: [engine], forced: engine.id }),
    });
    const prepared = await prepare({ run: 1, plan, config }, () => undefined, new AbortController().signal);
    const weights = await prepared.session.readWeights();
    const events = await collect(runTraining(prepared));
    prepared.session.dispose();
    return { weights, orders, losses: events.flatMap((event) => (event.type === 'batch' ? [event.loss] : [])) };
  };
  const plain = await run(1);
  expect(await run(1, {})).toEqual(plain);
  expect(await run(2, { weights: 1, order: 1, dropout: 1 })).toEqual(plain);

  const weights = await run(1, { weights: 2 });
  expect(weights.weights).toEqual(initialWeights(plan.ops, 2));
  expect(weights.orders).toEqual(plain.orders);

  const order = await run(1, { order: 2 });
  expect(order.weights).toEqual(plain.weights);
  expect(order.orders).not.toEqual(plain.orders);

  const dropout = await run(1, { dropout: 2 });
  expect(dropout.weights).toEqual(plain.weights);
  expect(dropout.orders).toEqual(plain.orders);
  expect(dropout.losses).not.toEqual(plain.losses);
});

test('a seed of its own may be 0', () => {
  expect(seedOf({ seed: 5, seeds: { order: 0 } }, 'order')).toBe(0);
  expect(seedOf({ seed: 5, seeds: { order: 0 } }, 'weights')).toBe(5);
});
