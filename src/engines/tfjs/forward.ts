// The forward pass over stock layers, one after another. In training the layers whose stock behaviour differs
// from PyTorch's (BatchNormalization, Dropout) or whose gradients tfjs lacks are computed by our own code.

import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../core/random.ts';
import type { LayerJson } from '../../interop/tfjs/topology.ts';
import { trainBatchNorm } from './batch-norm.ts';
import { convolve, convolveDepthwise, dense, type Convolution } from './linear-ops.ts';
import type { LiveModel } from './model.ts';

export type Mode = { readonly training: false } | { readonly training: true; readonly randomFor: (layer: string) => Random };

type Compute = (inputs: tf.Tensor[], mode: Mode) => tf.Tensor;
interface Step {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly compute: Compute;
}

/** Computes the value of every layer by name; images are channels last. Call inside `tf.tidy`. */
export type ForwardPass = (input: tf.Tensor, mode: Mode) => ReadonlyMap<string, tf.Tensor>;

/** Prepares the forward pass of a model. */
export function createForwardPass(model: LiveModel): ForwardPass {
  const [input, ...rest] = model.lowered.modelTopology.config.layers;
  const steps = rest.map((layer) => createStep(layer, model));
  return (x, mode) => {
    const values = new Map([[input?.name ?? '', x]]);
    for (const { name, inputs, compute } of steps) {
      values.set(name, compute(inputs.map((source) => values.get(source) as tf.Tensor), mode));
    }
    return values;
  };
}

function createStep(json: LayerJson, model: LiveModel): Step {
  const layer = model.layers.find(({ name }) => name === json.name);
  if (!layer) throw new Error(`tfjs has lost layer "${json.name}"`);
  const stock: Compute = (inputs) => layer.apply(inputs.length === 1 ? (inputs[0] as tf.Tensor) : inputs, { training: false }) as tf.Tensor;
  const training = trainingCompute(json, model);
  return {
    name: json.name,
    inputs: (json.inbound_nodes[0] ?? []).map(([name]) => name),
    compute: training ? (inputs, mode) => (mode.training ? training : stock)(inputs, mode) : stock,
  };
}

/** How a layer computes in training, where that is not by its stock code. */
function trainingCompute({ name, class_name, config }: LayerJson, model: LiveModel): Compute | undefined {
  const find = (part: string) => model.variables.get(`${name}/${part}`)?.value;
  const get = (part: string) => find(part) as tf.Variable;
  const convolution = (kernel: string): Convolution => {
    const bias = find('bias');
    return {
      kernel: get(kernel), ...(bias && { bias }), strides: config['strides'] as [number, number],
      dilations: config['dilation_rate'] as [number, number], padding: config['padding'] as 'valid',
    };
  };
  switch (class_name) {
    case 'Conv2D': {
      const conv = convolution('kernel');
      return ([x]) => convolve(x as tf.Tensor, conv);
    }
    case 'DepthwiseConv2D': {
      const conv = convolution('depthwise_kernel');
      return ([x]) => convolveDepthwise(x as tf.Tensor, conv);
    }
    case 'Dense': return ([x]) => dense(x as tf.Tensor, get('kernel'), find('bias'));
    case 'BatchNormalization': {
      // A frozen BatchNorm stays in evaluation: it neither learns nor moves its statistics.
      if (config['trainable'] !== true) return undefined;
      const norm = {
        name, gamma: get('gamma'), beta: get('beta'), movingMean: get('moving_mean'), movingVariance: get('moving_variance'),
        kept: config['momentum'] as number, epsilon: config['epsilon'] as number,
      };
      return ([x]) => trainBatchNorm(x as tf.Tensor, norm);
    }
    case 'Dropout': {
      const rate = config['rate'] as number;
      return ([x], mode) => (mode.training ? dropout(x as tf.Tensor, rate, mode.randomFor(name)) : (x as tf.Tensor));
    }
    default: return undefined;
  }
}

/** Zeroes each element with probability `rate` and scales the others by 1/(1-rate), as torch.nn.Dropout. */
function dropout(x: tf.Tensor, rate: number, random: Random): tf.Tensor {
  if (rate === 0) return x;
  const mask = new Float32Array(x.size);
  const threshold = rate * 2 ** 32;
  const scale = 1 / (1 - rate);
  for (let i = 0; i < mask.length; i++) mask[i] = random.bits() < threshold ? 0 : scale;
  return tf.mul(x, tf.tensor(mask, x.shape));
}
