// Learned and running tensors: their declaration (WeightSpec), their values (WeightSet) and where
// initial values come from. Values are in PyTorch's layout everywhere outside an engine.

import type { Shape } from './shape.ts';
import { elementCount } from './shape.ts';
import { createRandom, type Random } from './random.ts';

/** One tensor a layer owns, named as in PyTorch's state_dict ("weight", "running_mean"). */
export interface WeightSpec {
  readonly name: string;
  readonly shape: Shape;
  /** `parameter`: learned. `buffer`: kept by the layer itself, such as running statistics. */
  readonly role: 'parameter' | 'buffer';
  /** How it starts unless the user chooses otherwise. */
  readonly init: WeightInit;
}

/**
 * `default` is PyTorch's own for Conv and Linear: U(-1/sqrt(fanIn), 1/sqrt(fanIn)), weight and bias alike.
 * `fill` tensors (BatchNorm) start at a constant whatever scheme is chosen.
 */
export type WeightInit =
  | { readonly type: 'default'; readonly part: 'weight' | 'bias'; readonly fanIn: number; readonly fanOut: number }
  | { readonly type: 'fill'; readonly value: number };

/** A user's choice of initial values for Conv and Linear layers; formulas as in torch.nn.init. */
export type InitScheme =
  | { readonly scheme: 'default' }
  | { readonly scheme: 'xavierUniform' | 'xavierNormal' | 'heUniform' | 'heNormal'; readonly gain?: number }
  | { readonly scheme: 'uniform'; readonly low: number; readonly high: number }
  | { readonly scheme: 'normal'; readonly mean: number; readonly std: number }
  | { readonly scheme: 'constant'; readonly value: number }
  | { readonly scheme: 'zeros' }
  /** These very numbers, in PyTorch's layout; of one tensor, so of one layer alone. */
  | { readonly scheme: 'values'; readonly values: readonly number[] };

export interface Initialisation {
  readonly weight?: InitScheme;
  /** Biases keep PyTorch's default unless this is given. */
  readonly bias?: InitScheme;
}

export interface WeightTensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** Values by `nodeId.weightName`, the key of a PyTorch state_dict. */
export type WeightSet = Readonly<Record<string, WeightTensor>>;

export function weightKey(nodeId: string, weightName: string): string {
  return `${nodeId}.${weightName}`;
}

/** How many numbers of these tensors are learned; buffers are not. */
export function countParameters(weights: readonly WeightSpec[]): number {
  let count = 0;
  for (const weight of weights) if (weight.role === 'parameter') count += elementCount(weight.shape);
  return count;
}

/** What the initialiser needs to know of a plan. */
interface WeightOwner {
  readonly id: string;
  readonly weights: readonly WeightSpec[];
  readonly initialisation?: Initialisation;
}

/**
 * Initial values of all weights. Each tensor draws from its own stream, so adding a layer changes no
 * other layer's start; all engines start equal because all start here. Throws an Error where a layer is given other
 * than as many numbers as it has weights.
 */
export function initialWeights(owners: readonly WeightOwner[], seed: number, network: Initialisation = {}): WeightSet {
  const weights: Record<string, WeightTensor> = {};
  for (const owner of owners) {
    for (const spec of owner.weights) {
      const key = weightKey(owner.id, spec.name);
      weights[key] = { shape: spec.shape, data: initialise(key, spec, createRandom(seed, `init ${key}`), owner.initialisation, network) };
    }
  }
  return weights;
}

function initialise(key: string, spec: WeightSpec, random: Random, own: Initialisation | undefined, network: Initialisation): Float32Array {
  const { init } = spec;
  const data = new Float32Array(elementCount(spec.shape));
  if (init.type === 'fill') return data.fill(init.value);
  const scheme = own?.[init.part] ?? network[init.part] ?? { scheme: 'default' };
  if (scheme.scheme === 'values') {
    if (scheme.values.length !== data.length) throw new Error(`${key} is given ${scheme.values.length} initial numbers; expected ${data.length}.`);
    return Float32Array.from(scheme.values);
  }
  const draw = sampler(scheme, init.fanIn, init.fanOut, random);
  for (let i = 0; i < data.length; i++) data[i] = draw();
  return data;
}

function sampler(scheme: Exclude<InitScheme, { scheme: 'values' }>, fanIn: number, fanOut: number, random: Random): () => number {
  const within = (bound: number) => () => random.uniform(-bound, bound);
  switch (scheme.scheme) {
    case 'default': return within(1 / Math.sqrt(fanIn));
    case 'xavierUniform': return within((scheme.gain ?? 1) * Math.sqrt(6 / (fanIn + fanOut)));
    case 'xavierNormal': return () => random.normal(0, (scheme.gain ?? 1) * Math.sqrt(2 / (fanIn + fanOut)));
    case 'heUniform': return within((scheme.gain ?? Math.SQRT2) * Math.sqrt(3 / fanIn));
    case 'heNormal': return () => random.normal(0, (scheme.gain ?? Math.SQRT2) / Math.sqrt(fanIn));
    case 'uniform': return () => random.uniform(scheme.low, scheme.high);
    case 'normal': return () => random.normal(scheme.mean, scheme.std);
    case 'constant': return () => scheme.value;
    case 'zeros': return () => 0;
  }
}
