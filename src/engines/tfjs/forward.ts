// The forward pass over the layers of a model, one after another: by the stock layers in evaluation, and in training
// by the steps of training-steps.ts where stock layers would not do.

import type * as tf from '@tensorflow/tfjs-core';
import type { DifferentiateRequest } from '../../core/derivatives.ts';
import type { NetworkPlan } from '../../core/plan.ts';
import type { LayerJson } from '../../interop/tfjs/topology.ts';
import type { LiveModel } from './model.ts';
import { trainingSteps } from './training-steps.ts';

export interface Step {
  /** Of the layer whose value it computes. */
  readonly name: string;
  /** Names of the layers it reads. */
  readonly inputs: readonly string[];
  compute(inputs: readonly tf.Tensor[], training: TrainingPass): tf.Tensor;
}

/** What a Dropout layer multiplies the first `count` numbers of a batch by: 0 with probability `p`, else 1 / (1 - p). */
export type MaskFor = (layer: string, p: number, count: number) => Float32Array;
/** What a training step's forward pass has besides values. */
export interface TrainingPass {
  readonly maskFor: MaskFor;
  /** Takes what a running statistic is to be, a tensor that outlives the pass, once the step is sure to be taken. */
  readonly move: (running: tf.Variable, next: tf.Tensor) => void;
}
/** Takes the value of an op, and gives what is to be read in its place. */
export type Tap = (op: string, value: tf.Tensor) => tf.Tensor;
export type LayerValues = ReadonlyMap<string, tf.Tensor>;

/** Images are channels last. Call inside `tf.tidy`. */
export interface ForwardPasses {
  /** The value of every layer, by name. */
  evaluate(input: tf.Tensor): LayerValues;
  /** The value of every layer that a training step computes, the output's among them. */
  train(input: tf.Tensor, pass: TrainingPass): LayerValues;
  /**
   * The value of the op `end`, or else the network's output, as in either, by operations that have gradients. Every op of `kept` is
   * computed, even where training or `end` does without.
   */
  differentiable(mode: DifferentiateRequest['mode'], kept: readonly string[], end?: string): (input: tf.Tensor, pass: TrainingPass, tap: Tap) => tf.Tensor;
}

/** Prepares both passes of a model. */
export function createForwardPasses(plan: NetworkPlan, model: LiveModel): ForwardPasses {
  const [input, ...rest] = model.lowered.modelTopology.config.layers as readonly [LayerJson, ...LayerJson[]];
  const stock = rest.map((layer) => stockStep(layer, model));
  const training = trainingSteps(stock, model);
  const run = (steps: readonly Step[], x: tf.Tensor, pass: TrainingPass): LayerValues => {
    const values = new Map([[input.name, x]]);
    for (const { name, inputs, compute } of steps) values.set(name, compute(inputs.map((source) => values.get(source) as tf.Tensor), pass));
    return values;
  };
  const refuse = (): never => {
    throw new Error('a layer behaves in evaluation as in training');
  };
  const evaluation: TrainingPass = { maskFor: refuse, move: refuse };
  return {
    evaluate: (x) => run(stock, x, evaluation),
    train: (x, pass) => run(training, x, pass),
    differentiable(mode, kept, end = plan.outputId) {
      const layerOf = (id: string) => model.lowered.layerOf[id] as string;
      const steps = trainingSteps(stock, model, { mode, kept: [...kept, ...(end === plan.outputId ? [] : [end])].map(layerOf), ends: [layerOf(end)] });
      return (x, pass, tap) => runTapped(steps, { plan, model, pass, tap, end, inputLayer: input.name }, x);
    },
  };
}

interface TappedRun {
  readonly plan: NetworkPlan;
  readonly model: LiveModel;
  readonly pass: TrainingPass;
  readonly tap: Tap;
  /** The op whose value is wanted. */
  readonly end: string;
  readonly inputLayer: string;
}

/** The value of the op `end`. Ops that pass their input on share a layer with it, so who reads what is told by ops and not by layers. */
function runTapped(steps: readonly Step[], { plan, model: { lowered: { layerOf, opOf } }, pass, tap, end, inputLayer }: TappedRun, x: tf.Tensor): tf.Tensor {
  const layers = new Map<string, tf.Tensor>();
  const ops = new Map<string, tf.Tensor>();
  const put = (layer: string, value: tf.Tensor): void => {
    layers.set(layer, value);
    for (const { id, inputs: [first = ''] } of plan.ops) {
      if (layerOf[id] === layer) ops.set(id, tap(id, opOf[layer] === id ? value : ops.get(first) as tf.Tensor));
    }
    // For those that read past an op, as a convolution does that takes a padding into itself.
    layers.set(layer, ops.get(opOf[layer] ?? '') ?? value);
  };
  put(inputLayer, x);
  for (const { name, inputs, compute } of steps) {
    const reader = plan.ops.find(({ id }) => id === opOf[name]);
    const sources = [...reader?.inputs ?? []];
    const read = (layer: string): tf.Tensor => {
      const at = sources.findIndex((id) => layerOf[id] === layer);
      const [id = ''] = at < 0 ? [] : sources.splice(at, 1);
      return ops.get(id) ?? layers.get(layer) as tf.Tensor;
    };
    put(name, compute(inputs.map(read), pass));
  }
  return ops.get(end) as tf.Tensor;
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
