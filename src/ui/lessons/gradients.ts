// The size of gradients as the worker knows the network: on the first training batch, in training mode.

import type { TrialNetwork } from '../../core/run-lesson.ts';
import { weightNorms } from '../../core/weight-norms.ts';
import type { TrainingClient } from '../../training/client.ts';
import type { NetworkName } from '../../training/protocol.ts';

/** Euclidean norm of the loss's gradient by weight key. */
export async function normsOfGradients(client: TrainingClient, { config: { batchSize } }: TrialNetwork, network: NetworkName): Promise<Readonly<Record<string, number>>> {
  const indices = Int32Array.from({ length: batchSize }, (_, index) => index);
  const { inputs, labels, targets } = await client.call('examples', { network, part: 'training', indices });
  const from = { loss: true, labels, ...(targets && { targets }) } as const;
  const { weightGradients } = await client.call('differentiate', { network, request: { inputs, count: batchSize, mode: 'train', from, ops: [], weights: true } });
  return weightNorms(weightGradients);
}
