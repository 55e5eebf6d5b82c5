// A small honest problem for the training tests: two noisy clouds of points, a plan of one Linear layer, and
// the null engine, which is real, exact and deterministic.

import type { ExampleSet, TrainingData } from '../../src/core/data.ts';
import type { NetworkPlan } from '../../src/core/plan.ts';
import { createRandom } from '../../src/core/random.ts';
import { defaultTraining, type TrainingConfig } from '../../src/core/training-config.ts';
import { initialWeights } from '../../src/core/weights.ts';
import type { EngineSession } from '../../src/engines/engine.ts';
import { nullEngine } from '../../src/engines/null/null-engine.ts';

export const toyPlan: NetworkPlan = {
  inputId: 'input',
  inputShape: [2],
  outputId: 'linear',
  outputShape: [2],
  ops: [
    { id: 'input', kind: 'Input', attrs: {}, inputs: [], inputShapes: [], outputShape: [2], weights: [], frozen: false, macs: 0, inputsNonNegative: [] },
    {
      id: 'linear', kind: 'Linear', attrs: {}, inputs: ['input'], inputShapes: [[2]], outputShape: [2], frozen: false, macs: 4, inputsNonNegative: [false],
      weights: [
        { name: 'weight', shape: [2, 2], role: 'parameter', init: { type: 'default', part: 'weight', fanIn: 2, fanOut: 2 } },
        { name: 'bias', shape: [2], role: 'parameter', init: { type: 'default', part: 'bias', fanIn: 2, fanOut: 2 } },
      ],
    },
  ],
};

/** `count` points in the plane, the two classes by turns, centred at (-1, -1) and (1, 1). */
export function cloud(count: number, seed: number): ExampleSet {
  const random = createRandom(seed, 'cloud');
  const points = Float32Array.from({ length: 2 * count }, (_, i) => random.normal((i >> 1) % 2 === 0 ? -1 : 1, 0.8));
  return {
    count,
    shape: [2],
    readInputs: (indices, out) => Array.from(indices).forEach((index, row) => out.set(points.subarray(2 * index, 2 * index + 2), 2 * row)),
    readLabels: (indices, out) => Array.from(indices).forEach((index, row) => { out[row] = index % 2; }),
  };
}

export const toyData: TrainingData = { training: cloud(50, 1), validation: cloud(30, 2), classNames: ['low', 'high'] };

export const toyConfig: TrainingConfig = { ...defaultTraining, batchSize: 16, epochs: 3, seed: 5 };

export function openToy(config: TrainingConfig = toyConfig): Promise<EngineSession> {
  return nullEngine.open({ plan: toyPlan, config, weights: initialWeights(toyPlan.ops, config.seed) });
}

/** All that a generator yields. */
export async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}
