// The kernels of a convolution as they began and as they are.

import type { PlanOp } from '../../../core/plan.ts';
import type { TrainingConfig } from '../../../core/training-config.ts';
import { initialWeights, weightKey } from '../../../core/weights.ts';

export interface Kernel {
  /** Of the channels that the filter sees, from 0 within its group. */
  readonly channel: number;
  readonly before: Float32Array;
  readonly now: Float32Array;
  readonly change: Float32Array;
}

/** What is shown of every kernel. */
export const kernelParts = [{ id: 'before', title: 'Before' }, { id: 'now', title: 'Now' }, { id: 'change', title: 'Change' }] as const;
export type KernelPart = (typeof kernelParts)[number]['id'];

export interface Filter {
  readonly rows: number;
  readonly columns: number;
  readonly kernels: readonly Kernel[];
}

/** True where an op has kernels to show. */
export function hasKernels(op: PlanOp): boolean {
  return op.weights.some(({ name, shape }) => name === 'weight' && shape.length === 4);
}

/** The weights that an op began with: those of the run's seed. */
export function weightsBefore(op: PlanOp, { seed, initialisation }: TrainingConfig): Float32Array | undefined {
  return initialWeights([op], seed, initialisation)[weightKey(op.id, 'weight')]?.data;
}

/** The kernels of one output channel, at most `most` of them. */
export function filterOf(op: PlanOp, before: Float32Array, now: Float32Array, channel: number, most: number): Filter {
  const [, channels = 1, rows = 1, columns = 1] = op.weights.find(({ name }) => name === 'weight')?.shape ?? [];
  const area = rows * columns;
  const kernels = Array.from({ length: Math.min(most, channels) }, (_, i): Kernel => {
    const first = (channel * channels + i) * area;
    const [from, to] = [before.subarray(first, first + area), now.subarray(first, first + area)];
    return { channel: i, before: from, now: to, change: to.map((value, j) => value - (from[j] ?? NaN)) };
  });
  return { rows, columns, kernels };
}
