// The optimiser's memory between tfjs's variables and PyTorch's tensors. A grouped convolution's tensor is several variables.

import * as tf from '@tensorflow/tfjs-core';
import type { MemorySlot, OptimizerState } from '../../core/optimizer-state.ts';
import { elementCount, type Shape } from '../../core/shape.ts';
import type { WeightSet, WeightTensor } from '../../core/weights.ts';
import { storeVariable, variableValue } from '../../interop/tfjs/weights.ts';
import type { LiveVariable } from './model.ts';
import type { Optimizer } from './optimizers.ts';

/** Tensors in PyTorch's layout from the numbers of the variables that hold them, `numbers[i]` those of `variables[i]`. */
export function collectTensors(variables: readonly LiveVariable[], numbers: readonly Float32Array[], parameters: ReadonlyMap<string, Shape>): WeightSet {
  const tensors: Record<string, WeightTensor> = {};
  variables.forEach((variable, i) => {
    if (!('key' in variable.source)) return;
    const { key } = variable.source;
    const shape = parameters.get(key) ?? [];
    storeVariable(variable, numbers[i] as Float32Array, (tensors[key] ??= { shape, data: new Float32Array(elementCount(shape)) }));
  });
  return tensors;
}

/** Copies all memory out. Variable i of the optimiser is `variables[i]`; the parameters are the tensors that they hold. */
export async function readMemory(
  variables: readonly LiveVariable[], optimizer: Optimizer, parameters: ReadonlyMap<string, Shape>,
): Promise<OptimizerState['memory']> {
  // Every read is asked for before the first await, so that all belong to the same step.
  const memories = variables.map((_, i) => optimizer.memory(i));
  const slots = [...memories[0]?.keys() ?? []];
  const numbers = await Promise.all(slots.map((slot) => Promise.all(memories.map((memory) => (memory.get(slot) as tf.Variable).data<'float32'>()))));
  return Object.fromEntries(slots.map((slot, i) => [slot, collectTensors(variables, numbers[i] ?? [], parameters)]));
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
