// Trains workloads in a worker of the page, as the app does, and tells how many images a second that is.

import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import wasmSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import wasmThreadedSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { createRandom } from '../../../src/core/random.ts';
import { elementCount } from '../../../src/core/shape.ts';
import { initialWeights } from '../../../src/core/weights.ts';
import type { Batch, EngineSession, TrainingEngine } from '../../../src/engines/engine.ts';
import { createTfjsEngine } from '../../../src/engines/tfjs/engine.ts';
import { createBrowserEnvironment } from '../../../src/engines/wasm/browser-environment.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import type { PlanExplanation } from '../../../src/core/plan-explanation.ts';
import { measurePlan } from '../../../src/engines/wasm/explain.ts';
import { layers } from '../../../src/layers/registry.ts';
import { workload, type NetworkName, type Workload } from './networks.ts';

export type EngineId = 'wasm' | 'tfjs-wasm' | 'tfjs-cpu';

/** One measurement: `threads` threads training `network` for `seconds`, in `steps` steps at least. */
export interface Order {
  /** Instead: where the time of a step of so many examples on one thread goes. */
  readonly explain?: number;
  readonly engine: EngineId;
  readonly network: NetworkName;
  readonly threads: number;
  readonly seconds: number;
  readonly steps: number;
  /** Examples of a batch; the network's own number where absent. */
  readonly examples?: number;
}

interface Prepared {
  readonly session: EngineSession;
  readonly batch: Batch;
}

const prepared = new Map<string, Promise<Prepared>>();

function engineOf({ engine, threads }: Order): TrainingEngine {
  if (engine === 'wasm') return createWasmEngine(createBrowserEnvironment({ threads }));
  const tfjsWasmPaths = {
    'tfjs-backend-wasm.wasm': wasmUrl, 'tfjs-backend-wasm-simd.wasm': wasmSimdUrl, 'tfjs-backend-wasm-threaded-simd.wasm': wasmThreadedSimdUrl,
  };
  return createTfjsEngine(engine === 'tfjs-cpu' ? 'cpu' : 'wasm', { layers, tfjsWasmPaths, tfjsWasmThreads: threads });
}

async function prepare(order: Order): Promise<Prepared> {
  const { plan, config: usual } = workload(order.network);
  const config = { ...usual, batchSize: order.examples ?? usual.batchSize };
  const session = await engineOf(order).open({ plan, config, weights: initialWeights(plan.ops, config.seed) });
  const batch = noise({ plan, config });
  await session.trainBatch(batch);
  return { session, batch };
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

self.addEventListener('message', async ({ data: order }: MessageEvent<Order>) => {
  const { network, threads, seconds, explain, engine } = order;
  if (explain) {
    const { plan, config } = workload(network);
    self.postMessage(await measurePlan(plan, { ...config, batchSize: explain }, createBrowserEnvironment({ threads: 1 })), { transfer: [] });
    return;
  }
  const key = `${engine} ${network} ${threads}`;
  const preparation = prepared.get(key) ?? prepare(order);
  prepared.set(key, preparation);
  const { session, batch } = await preparation;
  const started = performance.now();
  let steps = 0;
  let elapsedMs = 0;
  while (elapsedMs < seconds * 1000 || steps < order.steps) {
    await session.trainBatch(batch);
    steps++;
    elapsedMs = performance.now() - started;
  }
  self.postMessage((1000 * steps * batch.count) / elapsedMs, { transfer: [] });
});
