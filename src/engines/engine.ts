// The narrow interface between training and the engines that do the arithmetic. An engine knows plans,
// weights and batches; epochs, shuffling, metrics over time, pausing and events are training's.

import type { Derivatives, DifferentiateRequest } from '../core/derivatives.ts';
import type { OptimizerState, WriteStateOptions } from '../core/optimizer-state.ts';
import type { NetworkPlan } from '../core/plan.ts';
import type { Problem } from '../core/problems.ts';
import type { Shape } from '../core/shape.ts';
import type { LiveChange, TrainingConfig } from '../core/training-config.ts';
import type { WeightSet } from '../core/weights.ts';

/** A batch of examples, channels first, one after another. The arrays may be longer than `count` needs. */
export interface Batch {
  readonly count: number;
  readonly inputs: Float32Array;
  /** Class indices. */
  readonly labels: Int32Array;
  /** What every output should be, example after example; there where the loss takes targets. */
  readonly targets?: Float32Array;
}

export interface BatchResult {
  /** Mean loss over the batch, before the step. */
  readonly loss: number;
  /** Examples classified correctly: by the largest output, or by the loss's threshold where there is one output. */
  readonly correct: number;
}

/** The value of one op for a batch, channels first. */
export interface Activation {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/**
 * What a session rejects with where its numbers cannot be trusted any more. It rejects whatever else is asked of it,
 * until it has recovered. The message is a clause: "the threads have lost step with each other".
 */
export class EngineFault extends Error {
  override readonly name = 'EngineFault';
}

export interface EngineSession {
  /** What runs it, for the engine badge: "tfjs wasm, 1 thread". */
  readonly description: string;
  /** A sentence where it does not run as it could on this machine. */
  readonly notice?: string | undefined;
  /**
   * One optimiser step in training mode. Where the loss is no finite number nothing changes: neither weights nor running
   * statistics, nor what the optimiser remembers, nor the number of steps. The result may be overwritten by the next.
   */
  trainBatch(batch: Batch): Promise<BatchResult>;
  /** Loss and hits in evaluation mode; nothing changes. */
  evaluateBatch(batch: Batch): Promise<BatchResult>;
  /** Output of the network in evaluation mode for `count` examples. */
  predict(inputs: Float32Array, count: number): Promise<Float32Array>;
  /** Outputs of the named ops in evaluation mode for `count` examples. */
  inspect(inputs: Float32Array, count: number, opIds: readonly string[]): Promise<ReadonlyMap<string, Activation>>;
  /**
   * One pass forward and back without a step. Nothing that training depends on changes. Takes any number of examples in
   * evaluation and at most a batch in training.
   */
  differentiate(request: DifferentiateRequest): Promise<Derivatives>;
  change(change: LiveChange): void;
  readWeights(): Promise<WeightSet>;
  /** Replaces the given weights. Throws an Error that names the key where a shape does not fit. */
  writeWeights(weights: WeightSet): void;
  /**
   * What the next step depends on besides weights and settings. With both written to another session of the same engine, plan
   * and settings, its losses are the same to the last bit.
   */
  readState(): Promise<OptimizerState>;
  /** Throws, and changes nothing, where a tensor does not fit; see `fitState`. */
  writeState(state: OptimizerState, options?: WriteStateOptions): void;
  /**
   * Begins anew without what an EngineFault has found; `notice` then says so. Weights and state are to be written
   * again. Absent where there is nothing to leave out.
   */
  recover?(): Promise<void>;
  dispose(): void;
}

export interface OpenRequest {
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  /** Complete: every weight of the plan. */
  readonly weights: WeightSet;
}

export interface TrainingEngine {
  /** "tfjs-wasm", "tfjs-cpu", "wasm". */
  readonly id: string;
  /** What people read: "TensorFlow.js on WebAssembly". */
  readonly name: string;
  isAvailable(): Promise<boolean>;
  /** What this engine cannot do exactly; errors refuse the plan. */
  supports(plan: NetworkPlan, config: TrainingConfig): readonly Problem[];
  /** Memory that a session will need in training: weights, gradients, what the optimiser remembers, activations, a batch. */
  memoryBytes(plan: NetworkPlan, config: TrainingConfig): number;
  open(request: OpenRequest): Promise<EngineSession>;
}
