// The fixed areas of a session's memory: what threads and session tell each other, the batch, weights and the optimiser's memory.

import { smoothingOf, takesTargets, type LossType } from '../../core/losses.ts';
import type { NetworkPlan } from '../../core/plan.ts';
import { elementCount } from '../../core/shape.ts';
import { seedOf, type ClippingConfig, type TrainingConfig } from '../../core/training-config.ts';
import type { Stage } from './builder.ts';
import { barrierWord, controlBytes, stepWord } from './control-words.ts';
import { lowerings } from './lower/lowerings.ts';
import { alignUp, FixedAreas } from './memory-layout.ts';
import { optimizerLayout, optimizerSettings, type OptimizerLayout } from './optimizers.ts';
import { WeightPlaces } from './weight-places.ts';

/** Addresses of what the threads and the session tell each other. */
export interface Desk {
  /** See control-words.ts. */
  readonly control: number;
  /** Float32: what the optimiser reads before every step. */
  readonly settings: number;
  /** The batch, channels first. */
  readonly inputs: number;
  /** Int32. */
  readonly labels: number;
  /** What the outputs should be; empty where the loss takes classes. */
  readonly targets: number;
  /** Of thread 0: float64 summed loss, int32 hits; those of thread t lie t·resultStride on. */
  readonly results: number;
}
export const resultStride = 64;
/** See kernels/scratch.ts; a row of the widest output follows. */
const scratchBytes = 1536;

export interface Layout {
  readonly stage: Stage;
  readonly desk: Desk;
  readonly loss: LossType;
  readonly labelSmoothing: number;
  readonly clipping: ClippingConfig | undefined;
  readonly optimizer: OptimizerLayout & {
    /** What it remembers, slot after slot, `stride` bytes apart. */
    readonly state: number;
    readonly stride: number;
  };
  readonly scratch: number;
  readonly scratchStride: number;
}

/** Fixed areas for training `plan` with batches of up to `config.batchSize` on `threads` threads. */
export function layOut(plan: NetworkPlan, config: TrainingConfig, threads: number, start: number): Layout {
  const fixed = new FixedAreas(start);
  const control = fixed.take(controlBytes);
  const desk: Desk = {
    control,
    settings: fixed.take(4 * optimizerSettings),
    results: fixed.take(resultStride * threads),
    inputs: fixed.take(4 * elementCount(plan.inputShape) * config.batchSize),
    labels: fixed.take(4 * config.batchSize),
    targets: fixed.take(takesTargets(config.loss) ? 4 * elementCount(plan.outputShape) * config.batchSize : 0),
  };
  const widest = Math.max(...plan.ops.map((op) => op.outputShape[0] ?? 1));
  const scratchStride = scratchBytes + 64 * Math.ceil(widest / 16) + 64;
  const scratch = fixed.take(scratchStride * threads);
  const weights = new WeightPlaces(plan, (op) => lowerings.get(op.kind)?.orders?.(op) ?? {}, fixed, threads);
  const needed = optimizerLayout(config.optimizer);
  const stride = alignUp(4 * weights.trainedFloats);
  const optimizer = { ...needed, stride, state: fixed.take(stride * needed.slots.length) };
  const stage: Stage = {
    fixed, threads, weights, imagesPerThread: Math.ceil(config.batchSize / threads),
    barrier: control + 4 * barrierWord, step: control + 4 * stepWord, seed: seedOf(config, 'dropout'), tables: [],
  };
  return { stage, desk, loss: config.loss, labelSmoothing: smoothingOf(config), clipping: config.clipping, optimizer, scratch, scratchStride };
}
