// The first step of every optimiser and the value and slope of every loss, by numbers worked out by hand, on every engine.

import { describe, expect, it } from 'vitest';
import type { LossType } from '../../src/core/losses.ts';
import { defaultOptimizers, defaultSgd, defaultTraining, type ClippingConfig, type OptimizerConfig, type TrainingConfig } from '../../src/core/training-config.ts';
import type { Batch, BatchResult, TrainingEngine } from '../../src/engines/engine.ts';
import { nullEngine } from '../../src/engines/null/null-engine.ts';
import { createTfjsEngine } from '../../src/engines/tfjs/engine.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { layers } from '../../src/layers/registry.ts';
import { planOf } from './networks.ts';

const engines: readonly TrainingEngine[] = [nullEngine, createTfjsEngine('cpu', { layers }), createWasmEngine(createNodeEnvironment({ threads: 1 }))];

/** Outputs are x times these weights, so gradients of the weights are x times those of the outputs. */
async function step(engine: TrainingEngine, config: Partial<TrainingConfig>, weights: readonly number[], batch: Batch): Promise<BatchResult & { weights: number[] }> {
  const plan = planOf([['input', 'Input', { shape: [1] }], ['fc', 'Linear', { outFeatures: weights.length, bias: false }]]);
  await engine.isAvailable();
  const session = await engine.open({
    plan, config: { ...defaultTraining, ...config }, weights: { 'fc.weight': { shape: [weights.length, 1], data: Float32Array.from(weights) } },
  });
  const result = await session.trainBatch(batch);
  const after = await session.readWeights();
  session.dispose();
  return { ...result, weights: [...after['fc.weight']?.data ?? []] };
}

function expectNear(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 6));
}

describe.each(engines)('$id', (engine) => {
  // Outputs 1 and -0.5 that should be 0: squared errors 1 and 0.25, slopes 1 and -0.5, gradients 2 and -1.
  const weights = [0.5, -0.25];
  const batch: Batch = { count: 1, inputs: Float32Array.of(2), labels: Int32Array.of(0), targets: Float32Array.of(0, 0) };

  it.for<readonly [name: string, optimizer: OptimizerConfig, after: readonly number[]]>([
    ['SGD: w - lr·g', { ...defaultSgd, learningRate: 0.1 }, [0.3, -0.15]],
    ['SGD with weight decay: g + 0.2·w', { ...defaultSgd, learningRate: 0.1, weightDecay: 0.2 }, [0.29, -0.145]],
    ['SGD with Nesterov momentum: g + 0.9·g', { type: 'sgd', learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0 }, [0.12, -0.06]],
    ['Adam: lr by the sign', { ...defaultOptimizers.adam, learningRate: 0.1 }, [0.4, -0.15]],
    ['AdamW: 0.95·w, then lr by the sign', { type: 'adamw', learningRate: 0.1, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.5 }, [0.375, -0.1375]],
    ['RMSprop: g / sqrt(0.01·g²)', defaultOptimizers.rmsprop, [0.4, -0.15]],
    ['RMSprop, centered: g / sqrt(0.01·g² - 0.0001·g²)', { type: 'rmsprop', learningRate: 0.01, alpha: 0.99, eps: 1e-8, momentum: 0, centered: true, weightDecay: 0 }, [0.39949622, -0.14949622]],
    ['Adagrad: g / |g|', { ...defaultOptimizers.adagrad, learningRate: 0.1 }, [0.4, -0.15]],
    ['Adagrad, begun at 5: g / sqrt(5 + g²)', { type: 'adagrad', learningRate: 0.1, lrDecay: 0.5, eps: 1e-10, initialAccumulatorValue: 5, weightDecay: 0 }, [0.5 - 0.2 / 3, -0.25 + 0.1 / Math.sqrt(6)]],
  ])('%s', async ([, optimizer, after]) => {
    const result = await step(engine, { loss: 'mse', optimizer }, weights, batch);
    expect(result.loss).toBeCloseTo(0.625, 6);
    expectNear(result.weights, after);
  });

  it.for<readonly [what: string, clipping: ClippingConfig, after: readonly number[]]>([
    ['a norm of sqrt(5) down to 1', { type: 'norm', max: 1 }, [0.5 - 0.2 / Math.sqrt(5), -0.25 + 0.1 / Math.sqrt(5)]],
    ['no norm below the largest', { type: 'norm', max: 3 }, [0.3, -0.15]],
    ['each number by itself', { type: 'value', max: 1.5 }, [0.35, -0.15]],
  ])('clips %s', async ([, clipping, after]) => {
    expectNear((await step(engine, { loss: 'mse', optimizer: { ...defaultSgd, learningRate: 0.1 }, clipping }, weights, batch)).weights, after);
  });

  const log = Math.log;
  it.for<readonly [loss: LossType, outputs: readonly number[], targets: readonly number[], value: number, slopes: readonly number[]]>([
    ['crossEntropy', [0, log(3)], [], log(4), [-0.75, 0.75]],
    ['mse', [0.5, 3], [1, 1], 2.125, [-0.5, 2]],
    ['l1', [0.5, 3], [1, 1], 1.25, [-0.5, 0.5]],
    ['l1', [1, 0], [1, 0], 0, [0, 0]],
    ['threshold', [0.4, 3], [1, 1], 0.5, [0, 0]],
    ['bce', [0.5, 0.25], [1, 0], (log(2) - log(0.75)) / 2, [-1, 2 / 3]],
    ['bceWithLogits', [0, log(3)], [1, 0], (log(2) + log(4)) / 2, [-0.25, 0.375]],
    // Far out: nothing overflows, and a sure error costs what it is far.
    ['bceWithLogits', [200, -200], [0, 0], 100, [0.5, 0]],
    // A probability of 0 for what is so costs 100, as torch.nn.BCELoss bounds it.
    ['bce', [0, 0.5], [1, 1], (100 + log(2)) / 2, [-5e11, -1]],
  ])('%s of %j against %j', async ([loss, outputs, targets, value, slopes]) => {
    const one: Batch = { count: 1, inputs: Float32Array.of(1), labels: Int32Array.of(0), targets: Float32Array.from(targets) };
    const result = await step(engine, { loss, optimizer: { ...defaultSgd, learningRate: 1 } }, outputs, one);
    expect(result.loss).toBeCloseTo(value, 5);
    result.weights.forEach((after, i) => {
      const expected = (outputs[i] as number) - (slopes[i] as number);
      expect(Math.abs(after - expected)).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected)));
    });
  });

  it('smooths labels: 0.2 of each target goes to both classes alike', async () => {
    const one: Batch = { count: 1, inputs: Float32Array.of(1), labels: Int32Array.of(0) };
    const result = await step(engine, { loss: 'crossEntropy', labelSmoothing: 0.2, optimizer: { ...defaultSgd, learningRate: 1 } }, [0, log(3)], one);
    expect(result.loss).toBeCloseTo(0.9 * log(4) + 0.1 * log(4 / 3), 6);
    expectNear(result.weights, [0.65, log(3) - 0.65]);
  });

  it('tells two classes apart by one output: above 0.5, or above 0 for logits', async () => {
    const inputs = Float32Array.of(-1, 0.2, 0.4, 0.6, 2);
    const labels = Int32Array.of(0, 0, 0, 1, 1);
    const examples: Batch = { count: 5, inputs, labels, targets: Float32Array.from(labels) };
    expect((await step(engine, { loss: 'mse' }, [1], examples)).correct).toBe(5);
    expect((await step(engine, { loss: 'bceWithLogits' }, [1], examples)).correct).toBe(3);
  });
});
