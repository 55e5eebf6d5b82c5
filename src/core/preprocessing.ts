// How a network wants its examples prepared, read off its Input.

import type { Preprocessing } from './data.ts';
import type { NetworkPlan } from './plan.ts';

/** The attributes of the plan's Input; the analysis has checked them against the kind's declaration. */
export function preprocessingOf(plan: NetworkPlan): Preprocessing {
  const attrs = plan.ops.find((op) => op.id === plan.inputId)?.attrs;
  const { shape, resize, normalize, mean, std } = attrs as unknown as Preprocessing;
  return { shape, resize, normalize, mean, std };
}
