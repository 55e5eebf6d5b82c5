// A run whose loss is not finite says where that began, and leaves the network as it was before the step.

import { describe, expect, test } from 'vitest';
import { defaultSgd, type TrainingConfig } from '../../src/core/training-config.ts';
import type { NonFinite } from '../../src/core/training-event.ts';
import { initialWeights } from '../../src/core/weights.ts';
import type { TrainingEngine } from '../../src/engines/engine.ts';
import { nullEngine } from '../../src/engines/null/null-engine.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { describeNonFinite, findNonFinite } from '../../src/training/find-non-finite.ts';
import { runTraining } from '../../src/training/run-training.ts';
import { planOf } from '../engines/networks.ts';
import { collect, toyConfig, toyData } from './toy.ts';

const plan = planOf([['input', 'Input', { shape: [2] }], ['fc1', 'Linear', { outFeatures: 4 }], ['act', 'ReLU'], ['fc2', 'Linear', { outFeatures: 2 }]]);

const wasm = createWasmEngine(createNodeEnvironment({ threads: 2 }));

async function endOf(config: TrainingConfig, data = toyData, engine: TrainingEngine = nullEngine) {
  const weights = initialWeights(plan.ops, config.seed, config.initialisation);
  const session = await engine.open({ plan, config, weights });
  const events = await collect(runTraining({ session, config, data, plan }));
  return { end: events.at(-1), steps: events.filter(({ type }) => type === 'batch').length, after: await session.readWeights(), weights };
}

describe('a run that diverges', () => {
  test('by a learning rate far too high: the weights are named', async () => {
    const { end, steps } = await endOf({ ...toyConfig, optimizer: { ...defaultSgd, learningRate: 1e45 } });
    expect(steps).toBe(1);
    expect(end).toMatchObject({ type: 'ended', reason: 'diverged', diagnosis: { node: 'fc1', what: 'weights', weight: 'weight', of: 8 } });
    expect((end as { message: string }).message).toMatch(/^The loss became NaN at step 2 \(epoch 1, batch 2\)\. The first numbers that are not finite: \d of 8 in fc1\.weight\. Training stopped there/);
  });

  test('by a learning rate that lets the next forward pass overflow: the layer is named', async () => {
    const { end, steps } = await endOf({ ...toyConfig, optimizer: { ...defaultSgd, learningRate: 1e30 } }, toyData, wasm);
    expect(steps).toBe(1);
    expect(end).toMatchObject({ reason: 'diverged', diagnosis: { node: 'fc2', what: 'output' } });
  });

  test('by an input that is no number: the input is named, and no weight has moved', async () => {
    const training = { ...toyData.training, readInputs: (indices: Int32Array, out: Float32Array) => {
      toyData.training.readInputs(indices, out);
      out[3] = NaN;
    } };
    const { end, after, weights } = await endOf(toyConfig, { ...toyData, training });
    expect(end).toMatchObject({ reason: 'diverged', diagnosis: { node: 'input', what: 'output', count: 1, of: 32 } });
    expect(after).toEqual(weights);
  });

  test('by weights so large that a layer overflows: the layer is named', async () => {
    // In float64, as the null engine counts, nothing overflows.
    const { end, after, weights } = await endOf({ ...toyConfig, initialisation: { weight: { scheme: 'uniform', low: 0, high: 1e20 } } }, toyData, wasm);
    expect(end).toMatchObject({ reason: 'diverged', diagnosis: { node: 'fc2', what: 'output' } });
    expect(after).toEqual(weights);
  });
});

test('gradients are looked through from the output back', async () => {
  const session = await nullEngine.open({ plan, config: toyConfig, weights: initialWeights(plan.ops, 1) });
  const finite = { shape: [2], data: new Float32Array(2) };
  const broken = { shape: [2], data: Float32Array.of(Infinity, 0) };
  const values = new Map(plan.ops.map(({ id }) => [id, finite]));
  const gradients = new Map(plan.ops.map(({ id }) => [id, id === 'act' || id === 'fc1' ? broken : finite]));
  const batch = { count: 1, inputs: new Float32Array(2), labels: Int32Array.of(0) };
  const found = await findNonFinite({ ...session, differentiate: async () => ({ values, gradients, weightGradients: {} }) }, plan, batch, {});
  expect(found).toEqual({ node: 'act', what: 'gradient', count: 1, of: 2 });
  expect(describeNonFinite(found as NonFinite)).toBe('The first numbers that are not finite: 1 of 2 in the gradient by the output of act.');
});
