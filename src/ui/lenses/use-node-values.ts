// What one node does to the chosen example: its input, its output and its weights, asked for again as the network learns.

import { useCallback, useEffect } from 'react';
import type { PlanOp } from '../../core/plan.ts';
import { weightKey, type WeightSet } from '../../core/weights.ts';
import type { LensExample } from './lens-example.ts';
import { useIsTraining, type LensNetwork } from './lens-network.ts';
import { shares } from './shares.ts';
import type { AnswerState } from './use-answer.ts';
import { createPace, usePacedAnswer } from './use-paced-answer.ts';

export interface NodeValues {
  readonly op: PlanOp;
  /** Of the network that they are of. */
  readonly version: number;
  readonly input: Float32Array;
  readonly output: Float32Array;
  /** By name in PyTorch's state_dict: "weight". */
  readonly weights: Readonly<Record<string, Float32Array>>;
}

/** Asks for the values of `op` for one input. */
export async function askNodeValues({ client, name, version }: Pick<LensNetwork, 'client' | 'name' | 'version'>, op: PlanOp, inputs: Float32Array, signal: AbortSignal): Promise<NodeValues> {
  const source = op.inputs[0] ?? op.id;
  const noWeights: WeightSet = {};
  const [values, weights] = await Promise.all([
    client.call('inspect', { network: name, inputs, count: 1, ops: [...new Set([source, op.id])] }, { signal }),
    op.weights.length > 0 ? client.call('readWeights', { network: name, ops: [op.id] }, { signal }) : noWeights,
  ]);
  const of = (id: string) => values.get(id)?.data ?? new Float32Array();
  return {
    op, version, input: of(source), output: of(op.id),
    weights: Object.fromEntries(op.weights.flatMap((spec) => {
      const tensor = weights[weightKey(op.id, spec.name)];
      return tensor ? [[spec.name, tensor.data]] : [];
    })),
  };
}

const pace = createPace(shares.nodeValues);

/** The values of `op` for the example; asks nothing while one of them is missing. An answer may be of the op before. */
export function useNodeValues({ client, name, version }: LensNetwork, op: PlanOp | undefined, example: LensExample | undefined): AnswerState<NodeValues> {
  const ask = useCallback(async (signal: AbortSignal): Promise<NodeValues> => {
    if (!op || !example) throw new Error('There is no node or no example to look at.');
    return askNodeValues({ client, name, version }, op, example.input, signal);
  }, [client, name, op, example, version]);
  const { askNow, ...answer } = usePacedAnswer(op && example ? ask : undefined, pace, useIsTraining(name));
  // Another node or example is shown at once.
  useEffect(askNow, [askNow, name, op, example]);
  return answer;
}
