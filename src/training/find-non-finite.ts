// Where a loss that is not finite comes from: the first weights, values or gradients that are no finite numbers, in the order in
// which a step computes them.

import type { NonFinite } from '../core/training-event.ts';
import type { NetworkPlan } from '../core/plan.ts';
import { weightKey, type WeightSet } from '../core/weights.ts';
import type { Batch, EngineSession } from '../engines/engine.ts';

/**
 * Repeats the forward and backward pass of a step that was refused, and looks at its weights, then at the values of all ops in
 * the plan's order, then at the gradients in reverse. Undefined where all are finite: then the loss alone is not.
 */
export async function findNonFinite(session: EngineSession, plan: NetworkPlan, batch: Batch, weights: WeightSet): Promise<NonFinite | undefined> {
  for (const { id, weights: specs } of plan.ops) {
    for (const { name } of specs) {
      const found = countIn(weights[weightKey(id, name)]?.data);
      if (found) return { node: id, what: 'weights', weight: name, ...found };
    }
  }
  const { count, inputs, labels, targets } = batch;
  const ops = plan.ops.map(({ id }) => id);
  const { values, gradients } = await session.differentiate({
    inputs, count, mode: 'train', from: { loss: true, labels, ...(targets && { targets }) }, ops, weights: false,
  });
  for (const node of ops) {
    const found = countIn(values.get(node)?.data);
    if (found) return { node, what: 'output', ...found };
  }
  for (const node of ops.toReversed()) {
    const found = countIn(gradients.get(node)?.data);
    if (found) return { node, what: 'gradient', ...found };
  }
  return undefined;
}

function countIn(numbers: Float32Array | undefined): { count: number; of: number } | undefined {
  const count = numbers?.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0) ?? 0;
  return count > 0 ? { count, of: numbers?.length ?? 0 } : undefined;
}

/** "The first numbers that are not finite: 3 of 256 in the output of conv2." */
export function describeNonFinite({ node, what, weight, count, of }: NonFinite): string {
  const place = what === 'weights' ? `${node}.${weight}` : what === 'output' ? `the output of ${node}` : `the gradient by the output of ${node}`;
  return `The first numbers that are not finite: ${count} of ${of} in ${place}.`;
}
