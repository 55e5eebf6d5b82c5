// A lowered network as live tfjs layers: the very artifacts that export writes, loaded by tfjs's own loader.

import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import type { NetworkPlan } from '../../core/plan.ts';
import type { Shape } from '../../core/shape.ts';
import { weightKey, type WeightSet, type WeightTensor } from '../../core/weights.ts';
import { buildTfjsModel, type TfjsModel, type TfjsVariable } from '../../interop/tfjs/topology.ts';
import { checkWeights, storeVariable, toArtifacts, variableValue } from '../../interop/tfjs/weights.ts';

/** One variable of the model, live. */
export interface LiveVariable extends TfjsVariable {
  readonly value: tf.Variable;
}

export interface LiveModel {
  readonly layers: LayersModel['layers'];
  readonly lowered: TfjsModel;
  /** By name: "conv1/kernel". */
  readonly variables: ReadonlyMap<string, LiveVariable>;
  dispose(): void;
}

/** Loads a plan's model with these weights. Throws where tfjs cannot run the plan or a weight is missing. */
export async function loadModel(plan: NetworkPlan, layers: LayerRegistry, weights: WeightSet): Promise<LiveModel> {
  const built = buildTfjsModel(plan, layers);
  if ('problems' in built) throw new Error(built.problems.map(({ message }) => message).join('; '));
  const lowered = built.model;
  const artifacts = toArtifacts(lowered, weights);
  const model = await loadLayersModel({ load: async () => ({ ...artifacts }) });
  const live = new Map(model.weights.map((weight) => [weight.originalName, weight.read() as tf.Variable]));
  const variables = lowered.variables.map((variable): [string, LiveVariable] => [
    variable.name,
    { ...variable, value: live.get(variable.name) as tf.Variable },
  ]);
  return { layers: model.layers, lowered, variables: new Map(variables), dispose: () => void model.dispose() };
}

/** Empty tensors of the shapes that the plan's weights have. */
function blankWeights(plan: NetworkPlan): Record<string, WeightTensor> {
  const blank: Record<string, WeightTensor> = {};
  for (const op of plan.ops) {
    for (const { name, shape } of op.weights) blank[weightKey(op.id, name)] = { shape, data: new Float32Array(count(shape)) };
  }
  return blank;
}

function count(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** All weights of the plan, in PyTorch's layout. */
export async function readModelWeights(plan: NetworkPlan, model: LiveModel): Promise<WeightSet> {
  const weights = blankWeights(plan);
  const variables = [...model.variables.values()];
  // Every read is asked for before the first await, so that all belong to the same step.
  const values = await Promise.all(variables.map(({ value }) => value.data<'float32'>()));
  variables.forEach((variable, i) => {
    const tensor = 'key' in variable.source && weights[variable.source.key];
    if (tensor) storeVariable(variable, values[i] as Float32Array, tensor);
  });
  return weights;
}

/** Replaces the given weights. Throws an Error that names the key where one does not fit. */
export function writeModelWeights(plan: NetworkPlan, model: LiveModel, weights: WeightSet): void {
  checkWeights(weights, blankWeights(plan));
  for (const variable of model.variables.values()) {
    if (!('key' in variable.source) || !weights[variable.source.key]) continue;
    const value = tf.tensor(variableValue(variable, weights), [...variable.shape], 'float32');
    variable.value.assign(value);
    value.dispose();
  }
}
