// Asks the network how a class's output changes with the feature maps of one layer, and makes the Grad-CAM map of the answer.

import { useCallback } from 'react';
import { elementCount } from '../../../core/shape.ts';
import type { LensExample } from '../lens-example.ts';
import { useIsTraining, type LensNetwork } from '../lens-network.ts';
import { shares } from '../shares.ts';
import { createPace, usePacedAnswer, type PacedAnswer } from '../use-paced-answer.ts';
import { gradCam } from './grad-cam.ts';

export interface CamMap {
  /** Of the network when it was asked. */
  readonly version: number;
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

type Asked = Pick<LensNetwork, 'client' | 'name' | 'plan' | 'version'>;

/** Asks for the map of one class at the op, for one example. */
export async function askGradCam({ client, name, plan, version }: Asked, input: Float32Array, opId: string, classIndex: number, signal: AbortSignal): Promise<CamMap> {
  const outputs = new Float32Array(elementCount(plan.outputShape));
  // One output tells two classes apart: what speaks for the first speaks against the second.
  if (outputs.length === 1) outputs[0] = classIndex === 0 ? -1 : 1;
  else outputs[classIndex] = 1;
  const request = { inputs: input, count: 1, mode: 'evaluate', from: { outputs }, ops: [opId], weights: false } as const;
  const { values, gradients } = await client.call('differentiate', { network: name, request }, { signal });
  const [value, gradient] = [values.get(opId), gradients.get(opId)];
  if (!value || !gradient) throw new Error(`The network has no gradient at "${opId}".`);
  const [rows = 0, columns = 0] = value.shape.slice(-2);
  return { version, values: gradCam(value, gradient.data), rows, columns };
}

const pace = createPace(shares.gradCam);

/** The map of one class at the op; nothing while one of them is missing. */
export function useGradCam({ client, name, plan, version }: LensNetwork, example: LensExample | undefined, opId: string | undefined, classIndex: number | undefined): PacedAnswer<CamMap> {
  const isTraining = useIsTraining(name);
  const ask = useCallback(async (signal: AbortSignal): Promise<CamMap> => {
    if (!example || opId === undefined || classIndex === undefined) throw new Error('There is no example or no layer to look at.');
    return askGradCam({ client, name, plan, version }, example.input, opId, classIndex, signal);
  }, [client, name, plan, version, example, opId, classIndex]);
  return usePacedAnswer(example && opId !== undefined && classIndex !== undefined ? ask : undefined, pace, isTraining);
}
