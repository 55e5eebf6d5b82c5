// Gradients of the networks whose speed is measured, at their own sizes, against PyTorch in float64; and random networks
// of the channel counts that the fast kernels ask for.

import { expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { createPlan, type NetworkPlan } from '../../../src/core/plan.ts';
import { defaultSgd, defaultTraining } from '../../../src/core/training-config.ts';
import { initialWeights, type WeightSet } from '../../../src/core/weights.ts';
import type { Batch } from '../../../src/engines/engine.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../../src/engines/wasm/node-environment.ts';
import { layers } from '../../../src/layers/registry.ts';
import { workload } from '../../bench/training/networks.ts';
import { pythonWithTorch } from '../../support/shared-data.ts';
import { graphOf, planOf, randomBatch, type NodeRow } from '../networks.ts';
import { trainInTorch } from '../torch-reference.ts';

interface Step {
  readonly plan: NetworkPlan;
  readonly weights: WeightSet;
  readonly batch: Batch;
}

/** PyTorch counts in float64, one thread a process: slow where tests run side by side. */
const patience = 240_000;

/** With a learning rate of 1 the gradient is what a step takes off the weights. */
const optimizer = { ...defaultSgd, learningRate: 1 };

async function gradientsOf({ plan, weights, batch }: Step, threads: number): Promise<Record<string, number[]>> {
  const config = { ...defaultTraining, batchSize: batch.count, optimizer };
  const session = await createWasmEngine(createNodeEnvironment({ threads })).open({ plan, config, weights });
  try {
    await session.trainBatch(batch);
    const after = await session.readWeights();
    return Object.fromEntries(Object.entries(weights).map(([key, { data }]) => [key, Array.from(data, (value, i) => value - (after[key]?.data[i] as number))]));
  } finally {
    session.dispose();
  }
}

function torchGradients(python: string, steps: readonly Step[]): Record<string, number[]>[] {
  const results = trainInTorch(python, steps.map(({ plan, weights, batch }) => ({ plan, weights, batches: [batch], optimizer, changes: {} })));
  return results.map(({ weights: after }, i) => Object.fromEntries(
    Object.entries(steps[i]?.weights ?? {}).map(([key, { data }]) => [key, Array.from(data, (value, j) => value - (after[key]?.[j] as number))]),
  ));
}

/** The largest difference of any gradient, and where. */
function worstOf(actual: Readonly<Record<string, readonly number[]>>, expected: Readonly<Record<string, readonly number[]>>): { difference: number; key: string } {
  let worst = { difference: 0, key: '' };
  for (const [key, values] of Object.entries(expected)) {
    expect(actual[key]?.length).toBe(values.length);
    for (const [i, value] of values.entries()) {
      const difference = Math.abs((actual[key]?.[i] as number) - value);
      if (!(difference <= worst.difference)) worst = { difference, key };
    }
  }
  return worst;
}

// Running statistics differ by rounding alone, and a ReLU or a pooling whose tie falls the other way moves a gradient a
// little: the more images and pixels, the likelier.
it.for([['CNN', 30, 1e-6], ['CNN_batch', 30, 1e-5], ['ResNet-8', 4, 2e-4], ['MobileNet-like', 4, 2e-4], ['BIG', 4, 2e-4]] as const)(
  '%s with %i images: within %f of float64', { timeout: patience }, async ([name, count, bound], context) => {
    const { plan } = workload(name);
    const step = { plan, weights: initialWeights(plan.ops, 3), batch: randomBatch(plan, count, 3) };
    const [expected = {}] = torchGradients(pythonWithTorch(context), [step]);
    const { difference, key } = worstOf(await gradientsOf(step, 2), expected);
    expect(difference, key).toBeLessThan(bound);
  },
);

/** Random layers between an input and a classifier; what does not fit is left out. */
function randomStep(seed: number): Step {
  const random = createRandom(seed, 'wide network');
  const pick = <T>(...options: readonly T[]): T => options[random.int(options.length)] as T;
  const rows: NodeRow[] = [['input', 'Input', { shape: [pick<number>(1, 3, 8), 5 + random.int(8), 5 + random.int(8)] }]];
  for (let i = 1; i <= 7; i++) {
    const id = `n${i}`;
    const before = rows.at(-1)?.[0] ?? '';
    const row = pick<NodeRow>(
      [id, 'Conv2d', { outChannels: pick<number>(8, 16, 24), kernelSize: pick<number>(3, 5), padding: pick<number | string>(1, 2, 'same') }],
      [id, 'Conv2d', { outChannels: pick<number>(8, 12), kernelSize: pick<number>(1, 3), stride: pick<number>(1, 2, 3), dilation: pick<number>(1, 2), padding: pick<number>(0, 1) }],
      [id, 'Conv2d', { outChannels: 8, groups: 8, kernelSize: 3, stride: pick<number>(1, 2), padding: 1 }],
      [id, 'BatchNorm2d'],
      [id, 'Tanh'],
      [id, 'MaxPool2d', { kernelSize: pick<number>(2, 3), stride: 2 }],
      [id, 'Add', {}, { from: [before, before] }],
      [id, 'Concat', {}, { from: [before, rows.at(-2)?.[0] ?? before] }],
    );
    if ('plan' in createPlan(graphOf([...rows, row]), layers)) rows.push(row);
  }
  const plan = planOf([...rows, ['flatten', 'Flatten'], ['fc', 'Linear', { outFeatures: 5 }]]);
  return { plan, weights: initialWeights(plan.ops, seed), batch: randomBatch(plan, 3 + random.int(6), seed) };
}

it('random networks of 8 to 24 channels', { timeout: patience }, async (context) => {
  const steps = Array.from({ length: 25 }, (_, seed) => randomStep(seed));
  const expected = torchGradients(pythonWithTorch(context), steps);
  for (const [seed, step] of steps.entries()) {
    const kinds = step.plan.ops.map(({ kind }) => kind).join(' ');
    const { difference, key } = worstOf(await gradientsOf(step, 1 + (seed % 3)), expected[seed] ?? {});
    expect(difference, `seed ${seed}, ${key} of ${kinds}`).toBeLessThan(1e-4);
  }
});
