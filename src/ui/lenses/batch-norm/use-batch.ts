// The values that enter a BatchNorm for a batch of examples, and its weights; asked for as seldom as leaves training its
// speed, since a batch is looked at about as fast as it is trained on.

import { useCallback, useState } from 'react';
import type { PlanOp } from '../../../core/plan.ts';
import { elementCount } from '../../../core/shape.ts';
import { weightKey } from '../../../core/weights.ts';
import { useThrottled } from '../../training/use-throttled.ts';
import type { LensNetwork } from '../lens-network.ts';
import { useAnswer, type AnswerState } from '../use-answer.ts';
import { batchStatistics, type BatchStatistics } from './batch-statistics.ts';

export interface LookedAtBatch {
  readonly op: PlanOp;
  readonly version: number;
  readonly size: number;
  /** One example after another, channels first. */
  readonly input: Float32Array;
  readonly statistics: BatchStatistics;
  /** By name in PyTorch's state_dict: "running_mean". */
  readonly weights: Readonly<Record<string, Float32Array>>;
}

/** Of the time, a twentieth at most goes into looking. */
const restFactor = 20;
/** Values of one batch at most. */
const mostValues = 8e6;

/** The batch sizes to choose from: those that the data have, and whose values are not too many. */
export function batchSizes(op: PlanOp, available: number, own: number): number[] {
  const most = Math.min(available, mostValues / elementCount(op.inputShapes[0] ?? []));
  return [...new Set([2, 4, 8, 16, 32, 64, own, 128, 256])].filter((size) => size >= 2 && size <= most).sort((a, b) => a - b);
}

/** Training examples `number · size` and those that follow; from the start again where they end. */
export function batchIndices(number: number, size: number, count: number): Int32Array {
  return Int32Array.from({ length: size }, (_, i) => (number * size + i) % count);
}

/** Asks for one batch's values at the input of an op. */
export async function readBatch({ client, name, data }: Pick<LensNetwork, 'client' | 'name' | 'data'>, op: PlanOp, number: number, size: number, signal: AbortSignal): Promise<{ readonly input: Float32Array; readonly statistics: BatchStatistics }> {
  const { inputs } = await client.call('examples', { network: name, part: 'training', indices: batchIndices(number, size, data.trainingCount) }, { signal });
  const source = op.inputs[0] ?? '';
  const values = await client.call('inspect', { network: name, inputs, count: size, ops: [source] }, { signal });
  const input = values.get(source)?.data ?? new Float32Array();
  return { input, statistics: batchStatistics(input, size, op.inputShapes[0] ?? []) };
}

/** The batch of that number and size, read again as the network learns. */
export function useBatch(network: LensNetwork, op: PlanOp | undefined, number: number, size: number): AnswerState<LookedAtBatch> {
  const { client, name, data } = network;
  const [tookMs, setTookMs] = useState(0);
  const version = useThrottled(network.version, restFactor * tookMs);
  const ask = useCallback(async (signal: AbortSignal): Promise<LookedAtBatch> => {
    if (!op) throw new Error('There is no BatchNorm to look at.');
    const beganMs = performance.now();
    const [batch, tensors] = await Promise.all([
      readBatch({ client, name, data }, op, number, size, signal),
      client.call('readWeights', { network: name, ops: [op.id] }, { signal }),
    ]);
    setTookMs(performance.now() - beganMs);
    const weights = Object.fromEntries(op.weights.flatMap((spec) => {
      const tensor = tensors[weightKey(op.id, spec.name)];
      return tensor ? [[spec.name, tensor.data]] : [];
    }));
    return { op, version, size, ...batch, weights };
  }, [client, name, data, op, number, size, version]);
  return useAnswer(op ? ask : undefined);
}
