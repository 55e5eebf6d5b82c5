// What the memory of a run is for, before anything is loaded or opened.

import type { DatasetInfo } from './data.ts';
import { memorySlots, trainedParameters } from './optimizer-state.ts';
import { ownPrefix } from './own-data.ts';
import type { NetworkPlan } from './plan.ts';
import { elementCount, type Shape } from './shape.ts';
import type { TrainingConfig } from './training-config.ts';

/** Of a session, in bytes. */
export interface SessionParts {
  /** Weights, gradients and what the optimiser remembers of them. */
  readonly parameters: number;
  /** What the layers make of a batch, and the batch itself. */
  readonly layers: number;
}

const floatBytes = 4;

/** The parts of a session that takes so many bytes. */
export function sessionParts(plan: NetworkPlan, { optimizer }: TrainingConfig, bytes: number): SessionParts {
  const weights = plan.ops.flatMap((op) => op.weights).reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const trained = [...trainedParameters(plan).values()].reduce((sum, shape) => sum + elementCount(shape), 0);
  const parameters = Math.min(bytes, floatBytes * (weights + trained * (1 + memorySlots(optimizer).length)));
  return { parameters, layers: bytes - parameters };
}

/** Of a dataset, in bytes. */
export interface DataParts {
  /** Examples as the network takes them: images as bytes at its input size, other examples as floats; with a label each. */
  readonly examples: number;
  /** Images as they were read, which stay until each has been made to fit: for the first epoch. */
  readonly stored: number;
}

/** Undefined where the number of examples is a setting. */
export function dataParts({ id, inputNames, inputShape, trainingCount, testCount = 0 }: DatasetInfo, networkInput: Shape): DataParts | undefined {
  if (trainingCount === undefined) return undefined;
  const count = trainingCount + testCount;
  if (inputNames) return { examples: count * (floatBytes * elementCount(networkInput) + 1), stored: 0 };
  // A byte says that an image has been made. Own images are read piece by piece, and no piece stays.
  const made = count * (elementCount(networkInput) + 2);
  return { examples: made, stored: id.startsWith(ownPrefix) ? 0 : count * elementCount(inputShape) };
}
