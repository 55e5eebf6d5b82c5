// The forward pass over the layers of a model, one after another: by the stock layers in evaluation, and in training
// by the steps of training-steps.ts where stock layers would not do.

import type * as tf from '@tensorflow/tfjs-core';
import type { LayerJson } from '../../interop/tfjs/topology.ts';
import type { LiveModel } from './model.ts';
import { trainingSteps } from './training-steps.ts';

export interface Step {
  /** Of the layer whose value it computes. */
  readonly name: string;
  /** Names of the layers it reads. */
  readonly inputs: readonly string[];
  compute(inputs: readonly tf.Tensor[], maskFor: MaskFor): tf.Tensor;
}

/** What a Dropout layer multiplies the first `count` numbers of a batch by: 0 with probability `p`, else 1 / (1 - p). */
export type MaskFor = (layer: string, p: number, count: number) => Float32Array;
export type LayerValues = ReadonlyMap<string, tf.Tensor>;

/** Images are channels last. Call inside `tf.tidy`. */
export interface ForwardPasses {
  /** The value of every layer, by name. */
  evaluate(input: tf.Tensor): LayerValues;
  /** The value of every layer that a training step computes, the output's among them. */
  train(input: tf.Tensor, maskFor: MaskFor): LayerValues;
}

/** Prepares both passes of a model. */
export function createForwardPasses(model: LiveModel): ForwardPasses {
  const [input, ...rest] = model.lowered.modelTopology.config.layers as readonly [LayerJson, ...LayerJson[]];
  const stock = rest.map((layer) => stockStep(layer, model));
  const training = trainingSteps(stock, model);
  const run = (steps: readonly Step[], x: tf.Tensor, maskFor: MaskFor): LayerValues => {
    const values = new Map([[input.name, x]]);
    for (const { name, inputs, compute } of steps) values.set(name, compute(inputs.map((source) => values.get(source) as tf.Tensor), maskFor));
    return values;
  };
  const noMask = (layer: string): never => {
    throw new Error(`${layer} asked for a mask in evaluation`);
  };
  return { evaluate: (x) => run(stock, x, noMask), train: (x, maskFor) => run(training, x, maskFor) };
}

function stockStep({ name, inbound_nodes }: LayerJson, model: LiveModel): Step {
  const layer = model.layers.find((each) => each.name === name);
  if (!layer) throw new Error(`tfjs has lost layer "${name}"`);
  return {
    name,
    inputs: (inbound_nodes[0] ?? []).map(([source]) => source),
    compute: (inputs) => layer.apply(inputs.length === 1 ? (inputs[0] as tf.Tensor) : [...inputs], { training: false }) as tf.Tensor,
  };
}
