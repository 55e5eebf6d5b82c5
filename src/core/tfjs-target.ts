// How a layer kind says what it is in tfjs: a few stock layers with plain configurations. The builder is
// passed in, so a kind's file loads without tfjs, and the same lowering serves training and export.

import type { TypedOp } from './layer-kind.ts';
import type { ProblemDraft } from './problems.ts';

/** Names of factories in tfjs's `layers` namespace. */
export type TfjsLayerName =
  | 'activation' | 'add' | 'averagePooling2d' | 'batchNormalization' | 'concatenate' | 'conv2d' | 'cropping2D'
  | 'dense' | 'depthwiseConv2d' | 'dropout' | 'flatten' | 'globalAveragePooling2d' | 'leakyReLU' | 'maxPooling2d'
  | 'permute' | 'reshape' | 'softmax' | 'zeroPadding2d';

/** From PyTorch's axis order to tfjs's. `OIHW>HWIO`: convolution kernels; `OIHW>HWOI`: depthwise, see engine; `OI>IO`: dense. */
export type WeightLayout = 'same' | 'OIHW>HWIO' | 'depthwise' | 'OI>IO';

/** Ties one variable of a stock layer to (a part of) a PyTorch tensor of the op. */
export interface WeightBinding {
  /** Name of the op's weight; a number fills a variable that PyTorch does not have with that constant. */
  readonly weight: string | number;
  readonly layout?: WeightLayout;
  /** Rows `[start, end)` of the PyTorch tensor's first axis, where a layer holds one group of it. */
  readonly rows?: readonly [number, number];
}

/** Adds stock layers to the model under construction. Tensors are NHWC; `[features]` stays as it is. */
export interface TfjsBuilder<T> {
  /**
   * Applies a new stock layer. Bindings are in the order of the stock layer's `getWeights()`.
   * `config` is tfjs's own, JSON only.
   */
  layer(name: TfjsLayerName, config: Readonly<Record<string, unknown>>, input: T | readonly T[], weights?: readonly WeightBinding[]): T;
}

export interface TfjsTarget<A> {
  /** What tfjs cannot do exactly for this op; checked before lowering. */
  readonly limits?: (op: TypedOp<A>) => readonly ProblemDraft[];
  /** The value of the op; every lowered op has at least one input. */
  readonly lower: <T>(op: TypedOp<A>, inputs: readonly [T, ...T[]], builder: TfjsBuilder<T>) => T;
}
