// Runs torch-reference.py: what PyTorch makes of the same plans, weights and batches.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LossType } from '../../src/core/losses.ts';
import type { NetworkPlan } from '../../src/core/plan.ts';
import type { ClippingConfig, LiveChange, OptimizerConfig } from '../../src/core/training-config.ts';
import type { WeightSet } from '../../src/core/weights.ts';
import type { Batch } from '../../src/engines/engine.ts';

export interface TorchCase {
  readonly plan: NetworkPlan;
  /** Cross-entropy where absent. */
  readonly loss?: LossType;
  readonly labelSmoothing?: number | undefined;
  readonly clipping?: ClippingConfig | undefined;
  readonly optimizer: OptimizerConfig;
  readonly weights: WeightSet;
  /** Exactly as long as their count says. */
  readonly batches: readonly Batch[];
  readonly changes: Readonly<Record<number, LiveChange>>;
}

export interface TorchResult {
  /** Of each step, before it. */
  readonly losses: readonly number[];
  readonly correct: readonly number[];
  /** After the last step. */
  readonly weights: Readonly<Record<string, readonly number[]>>;
  /** What the optimiser remembers then: by slot and parameter. */
  readonly memory: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  /** Of the first batch in evaluation after the last step. */
  readonly evalLoss: number;
  readonly evalCorrect: number;
  readonly values: Readonly<Record<string, readonly number[]>>;
}

/** One pass forward and back. */
export interface TorchPass {
  readonly plan: NetworkPlan;
  readonly loss: LossType;
  readonly labelSmoothing?: number;
  readonly weights: WeightSet;
  readonly batch: Batch;
  readonly mode: 'train' | 'evaluate';
  /** By op: what a Dropout multiplies its input by in training, channels first. */
  readonly masks: Readonly<Record<string, Float32Array>>;
  /** The gradient to start from, by the outputs of `op` or of the network; the loss's where absent. */
  readonly outputs?: Float32Array;
  readonly op?: string;
}

export interface TorchDerivatives {
  readonly loss: number | null;
  readonly values: Readonly<Record<string, readonly number[]>>;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
  readonly weightGradients: Readonly<Record<string, readonly number[]>>;
}

/** Trains all cases in one process. Throws what Python says where it fails. */
export function trainInTorch(python: string, cases: readonly TorchCase[]): TorchResult[] {
  return askTorch(python, cases) as TorchResult[];
}

/** Differentiates all cases in one process. */
export function differentiateInTorch(python: string, cases: readonly TorchPass[]): TorchDerivatives[] {
  return askTorch(python, cases) as TorchDerivatives[];
}

function askTorch(python: string, cases: readonly unknown[]): unknown {
  const script = fileURLToPath(new URL('./torch-reference.py', import.meta.url));
  const input = JSON.stringify(cases, (_, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value));
  const { stdout, stderr, status } = spawnSync(python, [script], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`torch-reference.py failed: ${stderr}`);
  return JSON.parse(stdout);
}
