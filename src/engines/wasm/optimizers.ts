// How the optimisers of a training config run on the kernels of kernels/optimizers.ts: which kernel, how much it
// remembers, and the numbers it reads before every step.

import { memorySlots, slotStart, type MemorySlot } from '../../core/optimizer-state.ts';
import type { OptimizerConfig } from '../../core/training-config.ts';

export type OptimizerKernel = 'sgd' | 'adam' | 'rmsprop' | 'adagrad';

/** Room for the numbers that a kernel reads. */
export const optimizerSettings = 16;

export interface OptimizerLayout {
  readonly kernel: OptimizerKernel;
  /** What it remembers of each parameter: a number a slot. */
  readonly slots: readonly MemorySlot[];
  /** What they all are at first. */
  readonly initial: number;
}

/** What a run with this optimiser needs, whatever changes while it runs. */
export function optimizerLayout(optimizer: OptimizerConfig): OptimizerLayout {
  const kernel = optimizer.type === 'adamw' ? 'adam' : optimizer.type;
  // The kernels know the slots by this order.
  return { kernel, slots: memorySlots(optimizer), initial: slotStart(optimizer) };
}

/** Writes what the kernel reads, in its order, for a step counted from 1, to `out`; makes no object in doing so. */
export function settingsOfStep(optimizer: OptimizerConfig, step: number, out: Float64Array): void {
  switch (optimizer.type) {
    case 'sgd':
      out[0] = optimizer.learningRate;
      out[1] = optimizer.momentum;
      out[2] = optimizer.weightDecay;
      out[3] = Number(optimizer.nesterov ?? false);
      break;
    case 'adam':
    case 'adamw': {
      const { type, learningRate, beta1, beta2, eps, weightDecay } = optimizer;
      out[0] = learningRate / (1 - beta1 ** step);
      out[1] = beta1;
      out[2] = 1 - beta1;
      out[3] = beta2;
      out[4] = 1 - beta2;
      out[5] = eps;
      out[6] = type === 'adam' ? weightDecay : 0;
      out[7] = 1 / Math.sqrt(1 - beta2 ** step);
      out[8] = type === 'adam' ? 1 : 1 - learningRate * weightDecay;
      break;
    }
    case 'rmsprop':
      out[0] = optimizer.learningRate;
      out[1] = optimizer.alpha;
      out[2] = 1 - optimizer.alpha;
      out[3] = optimizer.eps;
      out[4] = optimizer.weightDecay;
      out[5] = optimizer.momentum;
      out[6] = Number(optimizer.centered ?? false);
      break;
    case 'adagrad':
      out[0] = optimizer.learningRate / (1 + (step - 1) * optimizer.lrDecay);
      out[1] = optimizer.eps;
      out[2] = optimizer.weightDecay;
      break;
  }
}
