// Trains a few steps on the engine in a worker of the page, as the app does, and answers with the losses.

import { defaultSgd, defaultTraining } from '../../../src/core/training-config.ts';
import { initialWeights } from '../../../src/core/weights.ts';
import { createBrowserEnvironment } from '../../../src/engines/wasm/browser-environment.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import type { WasmEnvironment } from '../../../src/engines/wasm/environment.ts';
import { planOf, randomBatch } from '../../engines/networks.ts';
import { batchSizes, rows } from './network.ts';

export interface Order {
  readonly threads: number;
  /** The kernels for browsers without fused multiply-add. */
  readonly plain: boolean;
}

export interface Answer {
  readonly description: string;
  readonly losses: readonly number[];
}

self.addEventListener('message', async ({ data: { threads, plain } }: MessageEvent<Order>) => {
  const environment = createBrowserEnvironment({ threads });
  const chosen: WasmEnvironment = plain ? { ...environment, loadKernels: ({ shared }) => environment.loadKernels({ relaxed: false, shared }) } : environment;
  const plan = planOf(rows);
  const config = { ...defaultTraining, batchSize: 8, optimizer: { ...defaultSgd, learningRate: 0.05 } };
  const session = await createWasmEngine(chosen).open({ plan, config, weights: initialWeights(plan.ops, 1) });
  const losses: number[] = [];
  for (const [step, size] of batchSizes.entries()) losses.push((await session.trainBatch(randomBatch(plan, size, step))).loss);
  session.dispose();
  const answer: Answer = { description: session.description, losses };
  self.postMessage(answer, { transfer: [] });
});
