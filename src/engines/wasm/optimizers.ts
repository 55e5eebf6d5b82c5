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

/** What the kernel reads, in its order, for a step counted from 1. */
export function settingsOfStep(optimizer: OptimizerConfig, step: number): number[] {
  switch (optimizer.type) {
    case 'sgd': return [optimizer.learningRate, optimizer.momentum, optimizer.weightDecay, Number(optimizer.nesterov ?? false)];
    case 'adam':
    case 'adamw': {
      const { type, learningRate, beta1, beta2, eps, weightDecay } = optimizer;
      const [coupled, kept] = type === 'adam' ? [weightDecay, 1] : [0, 1 - learningRate * weightDecay];
      return [learningRate / (1 - beta1 ** step), beta1, 1 - beta1, beta2, 1 - beta2, eps, coupled, 1 / Math.sqrt(1 - beta2 ** step), kept];
    }
    case 'rmsprop': {
      const { learningRate, alpha, eps, momentum, weightDecay, centered = false } = optimizer;
      return [learningRate, alpha, 1 - alpha, eps, weightDecay, momentum, Number(centered)];
    }
    case 'adagrad': {
      const { learningRate, lrDecay, eps, weightDecay } = optimizer;
      return [learningRate / (1 + (step - 1) * lrDecay), eps, weightDecay];
    }
  }
}
