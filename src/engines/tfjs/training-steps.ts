// The steps of the training pass: stock layers, but for those that differ from PyTorch in training (BatchNormalization,
// Dropout) and those whose fused kernels have no gradient everywhere (convolutions, Dense).

import * as tf from '@tensorflow/tfjs-core';
import type { DifferentiateRequest } from '../../core/derivatives.ts';
import type { LayerJson } from '../../interop/tfjs/topology.ts';
import { trainBatchNorm } from './batch-norm.ts';
import type { ExplicitPads } from './conv-gradients.ts';
import type { MaskFor, Step } from './forward.ts';
import { convolve, convolveDepthwise, dense, type Convolution } from './linear-ops.ts';
import type { LiveModel } from './model.ts';

type Mode = DifferentiateRequest['mode'];

interface StepOptions {
  readonly mode?: Mode;
  /** Names of layers that are computed whoever needs them. */
  readonly kept?: readonly string[];
  /** Names of the layers whose values are wanted; the network's output unless given. */
  readonly ends?: readonly string[];
}

/**
 * Replaces stock steps by those of training and leaves out what the ends then no longer need, but for the layers `kept`. In
 * mode `evaluate` only those are replaced whose stock steps lack gradients.
 */
export function trainingSteps(stock: readonly Step[], model: LiveModel, { mode = 'train', kept = [], ends }: StepOptions = {}): Step[] {
  const { layers, output_layers: outputs } = model.lowered.modelTopology.config;
  const jsonOf = new Map(layers.map((layer) => [layer.name, layer]));
  const steps = stock.map((step) => ({ ...step, ...trainingStep(jsonOf.get(step.name) as LayerJson, { jsonOf, model, mode, kept }) }));
  const needed = new Set([...ends ?? outputs.map(([name]) => name), ...kept]);
  return steps.reverse().filter(({ name, inputs }) => {
    if (!needed.has(name)) return false;
    for (const input of inputs) needed.add(input);
    return true;
  }).reverse();
}

interface Context {
  readonly jsonOf: ReadonlyMap<string, LayerJson>;
  readonly model: LiveModel;
  readonly mode: Mode;
  readonly kept: readonly string[];
}

/** What differs from the stock step, where anything does. */
function trainingStep(layer: LayerJson, context: Context): Partial<Step> {
  const { model, mode } = context;
  const { name, config } = layer;
  const find = (part: string) => model.variables.get(`${name}/${part}`)?.value;
  const get = (part: string) => find(part) as tf.Variable;
  switch (layer.class_name) {
    case 'Conv2D': return convolutionStep(layer, context, get('kernel'), find('bias'), convolve);
    case 'DepthwiseConv2D': return convolutionStep(layer, context, get('depthwise_kernel'), find('bias'), convolveDepthwise);
    case 'Dense': return { compute: ([x]) => dense(x as tf.Tensor, get('kernel'), find('bias')) };
    case 'BatchNormalization': {
      // A frozen BatchNorm stays in evaluation: it neither learns nor moves its statistics.
      if (config['trainable'] !== true || mode === 'evaluate') return {};
      const norm = {
        name, gamma: get('gamma'), beta: get('beta'), movingMean: get('moving_mean'), movingVariance: get('moving_variance'),
        kept: config['momentum'] as number, epsilon: config['epsilon'] as number,
      };
      return { compute: ([x], { move }) => trainBatchNorm(x as tf.Tensor, norm, move) };
    }
    case 'Dropout': return mode === 'evaluate' ? {} : { compute: ([x], { maskFor }) => dropout(x as tf.Tensor, name, config['rate'] as number, maskFor) };
    default: return {};
  }
}

function convolutionStep(
  { config, inbound_nodes }: LayerJson, { jsonOf, kept }: Context, kernel: tf.Variable, bias: tf.Variable | undefined,
  apply: (x: tf.Tensor, convolution: Convolution) => tf.Tensor,
): Partial<Step> {
  const convolution = { kernel, ...(bias && { bias }), strides: config['strides'] as [number, number], dilations: config['dilation_rate'] as [number, number] };
  const source = jsonOf.get(inbound_nodes[0]?.[0]?.[0] ?? '');
  if (source?.class_name !== 'ZeroPadding2D' || kept.includes(source.name)) return { compute: ([x]) => apply(x as tf.Tensor, { ...convolution, pads: 'valid' }) };
  // Padding as part of the convolution saves a copy, and the gradient by what is cropped off again.
  const pads: ExplicitPads = [[0, 0], ...(source.config['padding'] as [[number, number], [number, number]]), [0, 0]];
  return { inputs: (source.inbound_nodes[0] ?? []).map(([name]) => name), compute: ([x]) => apply(x as tf.Tensor, { ...convolution, pads }) };
}

/** Zeroes each element with probability `rate` and scales the others by 1/(1-rate), as torch.nn.Dropout. */
function dropout(x: tf.Tensor, name: string, rate: number, maskFor: MaskFor): tf.Tensor {
  if (rate === 0) return x;
  return tf.mul(x, tf.tensor(maskFor(name, rate, x.size), x.shape));
}
