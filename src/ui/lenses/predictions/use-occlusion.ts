// Asks the network about many covered copies of one image, a few at a time, and makes the occlusion map of the answers.

import { useCallback } from 'react';
import { probabilitiesOf } from '../../../core/probabilities.ts';
import { elementCount } from '../../../core/shape.ts';
import type { LensExample } from '../lens-example.ts';
import { useIsTraining, type LensNetwork } from '../lens-network.ts';
import { shares } from '../shares.ts';
import { createPace, usePacedAnswer, type PacedAnswer } from '../use-paced-answer.ts';
import { coveredCopies, occlusionMap, planOcclusion, type Cover } from './occlusion.ts';

export interface Occlusion {
  /** Of the network when it was asked. */
  readonly version: number;
  /** Of the image as it is, one for each class. */
  readonly probabilities: Float32Array;
  /** The class that the map is about. */
  readonly classIndex: number;
  /** Row after row; absent where the example is no image. */
  readonly map?: Float32Array;
  /** Side of the patch in pixels. */
  readonly patch?: number;
}

/** A question holds at most this many numbers, so that none takes long. */
const maxNumbers = 2 ** 19;
const maxCopies = 64;
const pace = createPace(shares.occlusion);

type Asked = Pick<LensNetwork, 'client' | 'name' | 'config' | 'version'>;

/** Asks about an image as it is and under each patch, for the map of `wanted`, or of the class that the network predicts. */
export async function askOcclusion({ client, name, config, version }: Asked, { input, shape }: Pick<LensExample, 'input' | 'shape'>, wanted: number | undefined, cover: Cover, signal: AbortSignal): Promise<Occlusion> {
  const predict = async (inputs: Float32Array, count: number): Promise<readonly Float32Array[]> => {
    const outputs = await client.call('predict', { network: name, inputs, count }, { signal });
    return Array.from({ length: count }, (_, n) => probabilitiesOf(config.loss, outputs.slice((n * outputs.length) / count, ((n + 1) * outputs.length) / count)));
  };
  const [probabilities = new Float32Array()] = await predict(input, 1);
  const classIndex = wanted ?? probabilities.indexOf(probabilities.reduce((a, b) => Math.max(a, b), -Infinity));
  const plan = planOcclusion(shape);
  if (!plan) return { version, probabilities, classIndex };
  const whole = probabilities[classIndex] ?? NaN;
  const drops: number[] = [];
  const atOnce = Math.max(1, Math.min(maxCopies, Math.floor(maxNumbers / elementCount(shape))));
  for (let first = 0; first < plan.corners.length; first += atOnce) {
    const end = Math.min(plan.corners.length, first + atOnce);
    const answers = await predict(coveredCopies(plan, input, cover, first, end), end - first);
    drops.push(...answers.map((answer) => whole - (answer[classIndex] ?? NaN)));
  }
  return { version, probabilities, classIndex, map: occlusionMap(plan, drops), patch: plan.patch };
}

/** The same, asked again as the network learns. */
export function useOcclusion({ client, name, config, version }: LensNetwork, example: LensExample | undefined, wanted: number | undefined, cover: Cover): PacedAnswer<Occlusion> {
  const isTraining = useIsTraining(name);
  const ask = useCallback(async (signal: AbortSignal): Promise<Occlusion> => {
    if (!example) throw new Error('There is no example to cover.');
    return askOcclusion({ client, name, config, version }, example, wanted, cover, signal);
  }, [client, name, config, version, example, wanted, cover]);
  return usePacedAnswer(example && ask, pace, isTraining);
}
