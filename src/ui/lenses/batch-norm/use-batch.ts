// The values that enter a BatchNorm for a batch of examples, and its weights; asked for as seldom as leaves training its
// speed, since a batch is looked at about as fast as it is trained on.

import { useCallback, useState } from 'react';
import type { DifferentiateRequest } from '../../../core/derivatives.ts';
import { upstreamOf, type NetworkPlan, type PlanOp } from '../../../core/plan.ts';
import { elementCount } from '../../../core/shape.ts';
import { weightKey } from '../../../core/weights.ts';
import { useThrottled } from '../../training/use-throttled.ts';
import type { LensNetwork } from '../lens-network.ts';
import { useAnswer, type AnswerState } from '../use-answer.ts';
import { batchStatistics, type BatchStatistics } from './batch-statistics.ts';

export type Mode = DifferentiateRequest['mode'];

export interface LookedAtBatch {
  readonly op: PlanOp;
  readonly version: number;
  readonly size: number;
  /** How the input was computed. */
  readonly mode: Mode;
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

/** True where training gives an op another input than evaluation: a BatchNorm or a Dropout comes before. */
export function dependsOnMode(plan: NetworkPlan, op: PlanOp): boolean {
  const before = upstreamOf(plan, op.inputs);
  return plan.ops.some(({ id, kind, frozen, attrs }) => before.has(id) && ((kind.startsWith('BatchNorm') && !frozen) || (kind === 'Dropout' && attrs['p'] !== 0)));
}

/**
 * The batch sizes to choose from: those that the data have, and whose values are not too many; none above the run's own where the
 * mode counts, since the run trains on no larger ones.
 */
export function batchSizes(plan: NetworkPlan, op: PlanOp, available: number, own: number): number[] {
  const most = Math.min(available, mostValues / elementCount(op.inputShapes[0] ?? []), dependsOnMode(plan, op) ? own : Infinity);
  return [...new Set([2, 4, 8, 16, 32, 64, own, 128, 256])].filter((size) => size >= 2 && size <= most).sort((a, b) => a - b);
}

/** Training examples `number · size` and those that follow; from the start again where they end. */
export function batchIndices(number: number, size: number, count: number): Int32Array {
  return Int32Array.from({ length: size }, (_, i) => (number * size + i) % count);
}

/** One batch of the training data as it comes in at an op. */
export interface BatchChoice {
  readonly op: PlanOp;
  /** Of the batch, from 0. */
  readonly number: number;
  readonly size: number;
  readonly mode: Mode;
}

/** Asks for the values of a batch at the input of an op. */
export async function readBatch(
  { client, name, data }: Pick<LensNetwork, 'client' | 'name' | 'data'>, { op, number, size, mode }: BatchChoice, signal: AbortSignal,
): Promise<{ readonly input: Float32Array; readonly statistics: BatchStatistics }> {
  const { inputs } = await client.call('examples', { network: name, part: 'training', indices: batchIndices(number, size, data.trainingCount) }, { signal });
  const source = op.inputs[0] ?? '';
  const values = await client.call('inspect', { network: name, inputs, count: size, ops: [source], mode }, { signal });
  const input = values.get(source)?.data ?? new Float32Array();
  return { input, statistics: batchStatistics(input, size, op.inputShapes[0] ?? []) };
}

/** The batch of that number and size, read again as the network learns. */
export function useBatch(network: LensNetwork, { op, number, size, mode }: Omit<BatchChoice, 'op'> & { readonly op: PlanOp | undefined }): AnswerState<LookedAtBatch> {
  const { client, name, data } = network;
  const [tookMs, setTookMs] = useState(0);
  const version = useThrottled(network.version, restFactor * tookMs);
  const ask = useCallback(async (signal: AbortSignal): Promise<LookedAtBatch> => {
    if (!op) throw new Error('There is no BatchNorm to look at.');
    const beganMs = performance.now();
    const [batch, tensors] = await Promise.all([
      readBatch({ client, name, data }, { op, number, size, mode }, signal),
      client.call('readWeights', { network: name, ops: [op.id] }, { signal }),
    ]);
    setTookMs(performance.now() - beganMs);
    const weights = Object.fromEntries(op.weights.flatMap((spec) => {
      const tensor = tensors[weightKey(op.id, spec.name)];
      return tensor ? [[spec.name, tensor.data]] : [];
    }));
    return { op, version, size, mode, ...batch, weights };
  }, [client, name, data, op, number, size, mode, version]);
  return useAnswer(op ? ask : undefined);
}
