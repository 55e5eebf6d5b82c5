// How large the gradient of each layer's weights is, on the first training batch, without a step.

import { weightNorms } from '../core/weight-norms.ts';
import type { PreparedRun } from './active-run.ts';
import { createBatches } from './batches.ts';

/** Euclidean norm by weight key, of the loss of the first batch in the data's own order, in training mode. */
export async function gradientNorms({ session, config, data }: PreparedRun): Promise<Readonly<Record<string, number>>> {
  const { count, inputs, labels, targets } = createBatches(data.training, config.batchSize).read(0);
  const { weightGradients } = await session.differentiate({ inputs, count, mode: 'train', from: { loss: true, labels, ...(targets && { targets }) }, ops: [], weights: true });
  return weightNorms(weightGradients);
}
