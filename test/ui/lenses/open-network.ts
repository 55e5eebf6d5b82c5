// A network opened in our own engine, for lenses to be held to what the engine computes.

import type { NetworkPlan } from '../../../src/core/plan.ts';
import { defaultTraining } from '../../../src/core/training-config.ts';
import { initialWeights, type WeightSet } from '../../../src/core/weights.ts';
import type { EngineSession } from '../../../src/engines/engine.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../../src/engines/wasm/node-environment.ts';

/** Values by `nodeId.weightName`, row by row. */
export type Given = Readonly<Record<string, readonly number[]>>;

/** Opens a plan that ends in features; weights are those of seed 1 unless given. The caller disposes of the session. */
export async function openNetwork(plan: NetworkPlan, given: Given = {}): Promise<{ readonly session: EngineSession; readonly weights: WeightSet }> {
  const drawn = initialWeights(plan.ops, 1);
  for (const key of Object.keys(given)) if (!drawn[key]) throw new Error(`the network has no weight "${key}"`);
  const weights: WeightSet = Object.fromEntries(Object.entries(drawn).map(([key, { shape, data }]) => [key, { shape, data: given[key] ? Float32Array.from(given[key]) : data }]));
  const session = await createWasmEngine(createNodeEnvironment({ threads: 1 })).open({ plan, config: { ...defaultTraining, batchSize: 8 }, weights });
  return { session, weights };
}
