// Logistic regression on eight numbers in a worker: two weights, so that costs are known by formula.

import { afterEach } from 'vitest';
import type { ExampleSet } from '../../src/core/data.ts';
import type { NetworkPlan } from '../../src/core/plan.ts';
import { nullEngine } from '../../src/engines/null/null-engine.ts';
import { createTrainingClient, type TrainingClient } from '../../src/training/client.ts';
import { createHost } from '../../src/training/host.ts';
import { createPrepare } from '../../src/training/prepare-run.ts';
import { createFakeWorker } from './ports.ts';
import { toyConfig } from './toy.ts';

/** Logistic regression on one number: a weight and a bias. */
export const logistic: NetworkPlan = {
  inputId: 'input', inputShape: [1], outputId: 'linear', outputShape: [1],
  ops: [
    { id: 'input', kind: 'Input', attrs: {}, inputs: [], inputShapes: [], outputShape: [1], weights: [], frozen: false, macs: 0, inputsNonNegative: [] },
    {
      id: 'linear', kind: 'Linear', attrs: {}, inputs: ['input'], inputShapes: [[1]], outputShape: [1], frozen: false, macs: 1, inputsNonNegative: [false],
      weights: [
        { name: 'weight', shape: [1, 1], role: 'parameter', init: { type: 'default', part: 'weight', fanIn: 1, fanOut: 1 } },
        { name: 'bias', shape: [1], role: 'parameter', init: { type: 'default', part: 'bias', fanIn: 1, fanOut: 1 } },
      ],
    },
  ],
};
const xs = [-2, -1.5, -0.5, 0.25, 0.5, 1, 1.75, 3];
const classes = [0, 0, 1, 0, 1, 1, 1, 1];
const points: ExampleSet = {
  count: 8, shape: [1],
  readInputs: (indices, out) => Array.from(indices).forEach((index, row) => { out[row] = xs[index] ?? 0; }),
  readLabels: (indices, out) => Array.from(indices).forEach((index, row) => { out[row] = classes[index] ?? 0; }),
};
/** Mean of log(1 + exp z) - t z. */
export const logisticCost = (w: number, b: number) => xs.reduce((sum, x, n) => sum + Math.log1p(Math.exp(w * x + b)) - (classes[n] ?? 0) * (w * x + b), 0) / 8;
export const squaredCost = (w: number, b: number) => xs.reduce((sum, x, n) => sum + (w * x + b - (classes[n] ?? 0)) ** 2, 0) / 8;

const open: TrainingClient[] = [];
afterEach(() => { for (const client of open.splice(0)) client.dispose(); });
const never = (): never => { throw new Error('not part of this test'); };

/** A client of a worker that has these data and the null engine, and the sessions that are open there. */
export function openLogistic() {
  const alive = new Set<object>();
  const engine: typeof nullEngine = {
    ...nullEngine,
    async open(request) {
      const session = await nullEngine.open(request);
      alive.add(session);
      return { ...session, dispose: () => { alive.delete(session); session.dispose(); } };
    },
  };
  const dataset = { id: 'points', name: 'Points', summary: '', inputShape: [1], classNames: ['no', 'yes'] };
  const prepare = createPrepare({
    loadData: async () => ({ dataset, data: { training: points, validation: { ...points, count: 0 }, classNames: ['no', 'yes'] }, prepareImage: () => new Float32Array(1) }),
    chooseEngine: async () => ({ engine, candidates: [] }),
  });
  const client = createTrainingClient(() => createFakeWorker((port) => createHost(port, { prepare, cacheFiles: never, explain: never })).worker);
  open.push(client);
  return { client, alive };
}

export const logisticConfig = { ...toyConfig, dataset: 'points', loss: 'bceWithLogits', batchSize: 8, epochs: 200 } as const;
export const places = [{ key: 'linear.weight', index: 0 }, { key: 'linear.bias', index: 0 }];
export const inWeights = { part: 'training', count: 100, plane: { type: 'weights', places } } as const;
