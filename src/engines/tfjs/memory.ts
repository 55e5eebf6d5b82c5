// An estimate of the memory that training on tfjs needs; loads no tfjs. tfjs allocates as it goes, so it is what must be held at
// the end of a forward pass and while weights move; what a backend keeps to use again, and pads textures with, comes on top.

import { memorySlots, trainedParameters } from '../../core/optimizer-state.ts';
import type { NetworkPlan } from '../../core/plan.ts';
import { elementCount } from '../../core/shape.ts';
import type { TrainingConfig } from '../../core/training-config.ts';

/** Bytes: all weights; for trained ones a gradient, the new value and the optimiser's slots; the batch; and for each op its value, and its gradient or what it saves for it. */
export function estimateMemoryBytes(plan: NetworkPlan, { optimizer, batchSize }: TrainingConfig): number {
  const sum = (sizes: Iterable<number>) => [...sizes].reduce((total, size) => total + size, 0);
  const weights = sum(plan.ops.flatMap((op) => op.weights.map(({ shape }) => elementCount(shape))));
  const trained = sum([...trainedParameters(plan).values()].map(elementCount));
  const perExample = elementCount(plan.inputShape) + 2 * sum(plan.ops.map(({ outputShape }) => elementCount(outputShape)));
  return 4 * (weights + trained * (2 + memorySlots(optimizer).length) + batchSize * perExample);
}
