// Trains workloads in a worker of the page, as the app does, and tells how many images a second that is.

import { createRandom } from '../../../src/core/random.ts';
import { elementCount } from '../../../src/core/shape.ts';
import { initialWeights } from '../../../src/core/weights.ts';
import type { Batch, EngineSession } from '../../../src/engines/engine.ts';
import { createBrowserEnvironment } from '../../../src/engines/wasm/browser-environment.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import type { PlanExplanation } from '../../../src/core/plan-explanation.ts';
import { measurePlan } from '../../../src/engines/wasm/explain.ts';
import { workload, type NetworkName, type Workload } from './networks.ts';

/** One measurement: `threads` threads training `network` for `seconds`. */
export interface Order {
  /** Instead: where the time of a step of so many examples on one thread goes. */
  readonly explain?: number;
  readonly network: NetworkName;
  readonly threads: number;
  readonly seconds: number;
}

interface Prepared {
  readonly session: EngineSession;
  readonly batch: Batch;
}

const prepared = new Map<string, Promise<Prepared>>();

async function prepare(network: NetworkName, threads: number): Promise<Prepared> {
  const { plan, config } = workload(network);
  const engine = createWasmEngine(createBrowserEnvironment({ threads }));
  const session = await engine.open({ plan, config, weights: initialWeights(plan.ops, config.seed) });
  return { session, batch: noise({ plan, config }) };
}

function noise({ plan, config: { batchSize: count } }: Workload): Batch {
  const random = createRandom(1, 'noise');
  return {
    count,
    inputs: Float32Array.from({ length: count * elementCount(plan.inputShape) }, () => random.normal()),
    labels: Int32Array.from({ length: count }, () => random.int(elementCount(plan.outputShape))),
  };
}

/** Answers with images per second, or with the explanation. */
export type Answer = number | PlanExplanation;

self.addEventListener('message', async ({ data: { network, threads, seconds, explain } }: MessageEvent<Order>) => {
  if (explain) {
    const { plan, config } = workload(network);
    self.postMessage(await measurePlan(plan, { ...config, batchSize: explain }, createBrowserEnvironment({ threads: 1 })), { transfer: [] });
    return;
  }
  const key = `${network} ${threads}`;
  const preparation = prepared.get(key) ?? prepare(network, threads);
  prepared.set(key, preparation);
  const { session, batch } = await preparation;
  const started = performance.now();
  let steps = 0;
  let elapsedMs = 0;
  while (elapsedMs < seconds * 1000 || steps < 2) {
    await session.trainBatch(batch);
    steps++;
    elapsedMs = performance.now() - started;
  }
  self.postMessage((1000 * steps * batch.count) / elapsedMs, { transfer: [] });
});
