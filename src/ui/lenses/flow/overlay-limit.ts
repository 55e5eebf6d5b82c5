// Whether every node's value for one example can be asked for once a second.

import type { NetworkPlan } from '../../../core/plan.ts';
import { elementCount } from '../../../core/shape.ts';

/** More than this crosses from the worker too slowly to follow training. */
const mostBytes = 32e6;

/** Bytes of all values of one example, and whether they may be shown on every card. */
export function overlayLoad(plan: NetworkPlan): { readonly bytes: number; readonly fits: boolean } {
  const bytes = plan.ops.reduce((sum, { outputShape }) => sum + 4 * elementCount(outputShape), 0);
  return { bytes, fits: bytes <= mostBytes };
}
