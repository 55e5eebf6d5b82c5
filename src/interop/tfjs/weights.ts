// Values of a lowered model's variables: from the network's weights and back.

import { elementCount, sameShape } from '../../core/shape.ts';
import type { WeightSet, WeightTensor } from '../../core/weights.ts';
import { fromTfjs, toTfjs } from './layout.ts';
import type { TfjsModel, TfjsVariable } from './topology.ts';

/** What tfjs's `io.ModelArtifacts` and `loadLayersModel` know a model by. */
export interface ModelArtifacts {
  readonly format: 'layers-model';
  readonly generatedBy: string;
  readonly convertedBy: null;
  readonly modelTopology: TfjsModel['modelTopology'];
  readonly weightSpecs: { name: string; shape: number[]; dtype: 'float32' }[];
  readonly weightData: ArrayBuffer;
}

/** The value of one variable in tfjs's order. Throws where the weights lack its tensor. */
export function variableValue(variable: TfjsVariable, weights: WeightSet): Float32Array {
  const { source, shape } = variable;
  const count = elementCount(shape);
  if ('constant' in source) return new Float32Array(count).fill(source.constant);
  const tensor = weights[source.key];
  if (!tensor) throw new Error(`the weights lack "${source.key}"`);
  const first = rowOffset(tensor, source.rows);
  if (first + count > tensor.data.length) {
    throw new Error(`"${source.key}" must hold at least ${first + count} numbers, received ${tensor.data.length}`);
  }
  return toTfjs(tensor.data.subarray(first, first + count), shape, source.layout);
}

/** Writes a variable's value, in tfjs's order, into its place in `tensor`, which is in PyTorch's. */
export function storeVariable(variable: TfjsVariable, value: Float32Array, tensor: WeightTensor): void {
  const { source, shape } = variable;
  if ('constant' in source) return;
  tensor.data.set(fromTfjs(value, shape, source.layout), rowOffset(tensor, source.rows));
}

function rowOffset(tensor: WeightTensor, rows: readonly [number, number] | undefined): number {
  return rows ? rows[0] * elementCount(tensor.shape.slice(1)) : 0;
}

/** A whole model as tfjs loads it from memory. */
export function toArtifacts(model: TfjsModel, weights: WeightSet): ModelArtifacts {
  const total = model.variables.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const data = new Float32Array(total);
  let offset = 0;
  for (const variable of model.variables) {
    data.set(variableValue(variable, weights), offset);
    offset += elementCount(variable.shape);
  }
  return {
    format: 'layers-model',
    generatedBy: 'Convloom',
    convertedBy: null,
    modelTopology: model.modelTopology,
    weightSpecs: model.variables.map(({ name, shape }) => ({ name, shape: [...shape], dtype: 'float32' })),
    weightData: data.buffer,
  };
}

/** Throws one sentence that names the key where `given` does not fit the tensors of `known`. */
export function checkWeights(given: WeightSet, known: WeightSet): void {
  for (const [key, tensor] of Object.entries(given)) {
    const expected = known[key];
    if (!expected) throw new Error(`the network has no weight "${key}"`);
    if (!sameShape(tensor.shape, expected.shape) || tensor.data.length !== elementCount(expected.shape)) {
      throw new Error(`"${key}" must be [${expected.shape.join(', ')}], received [${tensor.shape.join(', ')}] with ${tensor.data.length} numbers`);
    }
  }
}
