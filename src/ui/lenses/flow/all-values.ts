// Every node's value for one example: whether it can be asked for again and again, and the asking.

import type { NetworkPlan } from '../../../core/plan.ts';
import { elementCount } from '../../../core/shape.ts';
import type { LensNetwork } from '../lens-network.ts';

/** More than this crosses from the worker too slowly to follow training. */
const mostBytes = 32e6;

/** Bytes of all values of one example, and whether they may be shown on every card. */
export function overlayLoad(plan: NetworkPlan): { readonly bytes: number; readonly fits: boolean } {
  const bytes = plan.ops.reduce((sum, { outputShape }) => sum + 4 * elementCount(outputShape), 0);
  return { bytes, fits: bytes <= mostBytes };
}

/** Asks for the value of every op for one example. */
export async function askValues({ client, name, plan }: Pick<LensNetwork, 'client' | 'name' | 'plan'>, inputs: Float32Array, signal: AbortSignal) {
  return client.call('inspect', { network: name, inputs, count: 1, ops: plan.ops.map(({ id }) => id) }, { signal });
}
