// What would raise a unit: how its value changes with each number of the input, which is the gradient by the input.

import { useCallback, useEffect } from 'react';
import type { PlanOp } from '../../../core/plan.ts';
import { elementCount } from '../../../core/shape.ts';
import type { GridShape } from '../grid-shape.ts';
import type { LensExample } from '../lens-example.ts';
import { useIsTraining, type LensNetwork } from '../lens-network.ts';
import { shares } from '../shares.ts';
import { createPace, usePacedAnswer, type PacedAnswer } from '../use-paced-answer.ts';

export interface Raises {
  readonly op: PlanOp;
  /** Of the unit in the op's output. */
  readonly index: number;
  /** Of the network that was asked. */
  readonly version: number;
  /** By every number of the input, channels first. */
  readonly gradient: Float32Array;
}

type Asked = Pick<LensNetwork, 'client' | 'name' | 'plan'>;

/** Asks for the gradient of element `index` of an op's output by the input, as the network is in evaluation. */
export async function askRaises({ client, name, plan }: Asked, op: PlanOp, index: number, input: Float32Array, signal: AbortSignal): Promise<Float32Array> {
  const outputs = new Float32Array(elementCount(op.outputShape));
  outputs[index] = 1;
  const request = { inputs: input, count: 1, mode: 'evaluate', from: { op: op.id, outputs }, ops: [plan.inputId], weights: false } as const;
  const { gradients } = await client.call('differentiate', { network: name, request }, { signal });
  return gradients.get(plan.inputId)?.data ?? new Float32Array();
}

const pace = createPace(shares.raises);

/** Asked again for another unit or example, and as the network learns. An answer may be of the unit before. */
export function useRaises({ client, name, plan, version }: LensNetwork, op: PlanOp, index: number, { input }: LensExample): PacedAnswer<Raises> {
  const isTraining = useIsTraining(name);
  const ask = useCallback(
    async (signal: AbortSignal): Promise<Raises> => ({ op, index, version, gradient: await askRaises({ client, name, plan }, op, index, input, signal) }),
    [client, name, plan, version, op, index, input],
  );
  const paced = usePacedAnswer(ask, pace, isTraining);
  const { askNow } = paced;
  // Another unit or example is shown at once.
  useEffect(askNow, [askNow, name, op, index, input]);
  return paced;
}

/** The map of one channel of the input, or with none of all channels raised together: their sum. */
export function raisingMap(gradient: Float32Array, [channels, rows, columns]: GridShape, channel: number | undefined): Float32Array {
  const plane = rows * columns;
  if (channel !== undefined) return gradient.subarray(channel * plane, (channel + 1) * plane);
  const sum = gradient.slice(0, plane);
  for (let i = plane; i < channels * plane; i++) sum[i % plane] = (sum[i % plane] ?? 0) + (gradient[i] ?? 0);
  return sum;
}

/** Where a map is farthest from zero, and how far that is. */
export function strongestOf(map: Float32Array): { readonly at: number; readonly size: number } {
  let at = 0;
  map.forEach((value, i) => { if (Math.abs(value) > Math.abs(map[at] ?? 0)) at = i; });
  return { at, size: Math.abs(map[at] ?? 0) };
}
