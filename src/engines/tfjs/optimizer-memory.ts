// The optimiser's memory between tfjs's variables and PyTorch's tensors. A grouped convolution's tensor is several variables.

import * as tf from '@tensorflow/tfjs-core';
import type { MemorySlot, OptimizerState } from '../../core/optimizer-state.ts';
import { elementCount, type Shape } from '../../core/shape.ts';
import type { WeightSet, WeightTensor } from '../../core/weights.ts';
import { storeVariable, variableValue } from '../../interop/tfjs/weights.ts';
import type { LiveVariable } from './model.ts';
import type { Optimizer } from './optimizers.ts';

/** Copies all memory out. Variable i of the optimiser is `variables[i]`; the parameters are the tensors that they hold. */
export async function readMemory(
  variables: readonly LiveVariable[], optimizer: Optimizer, parameters: ReadonlyMap<string, Shape>,
): Promise<OptimizerState['memory']> {
  // Every read is asked for before the first await, so that all belong to the same step.
  const parts = variables.flatMap((variable, i) => [...optimizer.memory(i)].map(([slot, value]) => ({ variable, slot, numbers: value.data<'float32'>() })));
  const memory: Record<string, Record<string, WeightTensor>> = {};
  for (const { variable, slot, numbers } of parts) {
    if (!('key' in variable.source)) continue;
    const { key } = variable.source;
    const shape = parameters.get(key) ?? [];
    const tensors = (memory[slot] ??= {});
    storeVariable(variable, await numbers, (tensors[key] ??= { shape, data: new Float32Array(elementCount(shape)) }));
  }
  return memory;
}

/** Replaces all memory: what is not given is `start`, as before the first step. Call inside `tf.tidy`. */
export function writeMemory(variables: readonly LiveVariable[], optimizer: Optimizer, memory: OptimizerState['memory'], start: number): void {
  variables.forEach((variable, i) => {
    const { source, shape } = variable;
    const valueOf = (tensors: WeightSet): tf.Tensor => {
      const given = 'key' in source && Object.hasOwn(tensors, source.key);
      return given ? tf.tensor(variableValue(variable, tensors), [...shape], 'float32') : tf.fill(variable.value.shape, start);
    };
    optimizer.remember(i, new Map(Object.entries(memory).map(([slot, tensors]) => [slot as MemorySlot, valueOf(tensors)])));
  });
}
