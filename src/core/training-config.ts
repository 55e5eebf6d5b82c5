// How a network is to be trained: plain data, part of the document.

import type { Augmentation } from './augmentation.ts';
import type { DatasetOptions } from './dataset-options.ts';
import type { LossType } from './losses.ts';
import type { ScheduleConfig } from './schedules.ts';
import type { Initialisation } from './weights.ts';

/** Formulas, names and defaults as in torch.optim; switches that are absent are off. */
export type OptimizerConfig = SgdConfig | ({ readonly type: 'adam' } & AdamSettings) | ({ readonly type: 'adamw' } & AdamSettings) | RmspropConfig | AdagradConfig;
export type OptimizerType = OptimizerConfig['type'];
/** As documents name them, in the order to show them. */
export const optimizerTypes = ['sgd', 'adam', 'adamw', 'rmsprop', 'adagrad'] as const satisfies readonly OptimizerType[];
/** The settings of one optimiser. */
export type OptimizerOf<T extends OptimizerType> = Extract<OptimizerConfig, { type: T }>;

interface SgdConfig {
  readonly type: 'sgd';
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov?: boolean;
  readonly weightDecay: number;
}

interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  /** In the gradient with Adam, apart from it with AdamW. */
  readonly weightDecay: number;
}

interface RmspropConfig {
  readonly type: 'rmsprop';
  readonly learningRate: number;
  readonly alpha: number;
  readonly eps: number;
  readonly momentum: number;
  readonly centered?: boolean;
  readonly weightDecay: number;
}

interface AdagradConfig {
  readonly type: 'adagrad';
  readonly learningRate: number;
  readonly lrDecay: number;
  readonly eps: number;
  readonly initialAccumulatorValue: number;
  readonly weightDecay: number;
}

/** As torch.nn.utils: `norm` is clip_grad_norm_ over all parameters that learn (Euclidean), `value` clip_grad_value_. */
export interface ClippingConfig {
  readonly type: 'norm' | 'value';
  readonly max: number;
}

/** Ends a run that no longer gets better, with the weights of its best epoch; by validation, or by training where there is none. */
export interface EarlyStoppingConfig {
  readonly metric: 'loss' | 'accuracy';
  /** So many epochs in a row without improvement end the run. */
  readonly patience: number;
  /** An improvement is more than this. */
  readonly minDelta: number;
}

/** `test`: the dataset's own held-out part. A number: that fraction of the training part, drawn by the seed. */
export type ValidationSplit = 'test' | number;

export interface TrainingConfig {
  /** Id in the dataset registry. */
  readonly dataset: string;
  /** Settings of the dataset, by the names it declares; defaults where absent. */
  readonly datasetOptions?: DatasetOptions;
  /** What is done at random to the images that are trained on; nothing where absent. */
  readonly augmentation?: Augmentation;
  /** See losses.ts. */
  readonly loss: LossType;
  /** With cross-entropy: the share of each target that is spread over all classes; absent, none. */
  readonly labelSmoothing?: number;
  readonly optimizer: OptimizerConfig;
  /** Of the learning rate, which is then where it starts or its peak; absent, constant. */
  readonly schedule?: ScheduleConfig;
  /** Of the gradients, before the optimiser sees them; absent, none. */
  readonly clipping?: ClippingConfig;
  readonly earlyStopping?: EarlyStoppingConfig;
  /** Whether a run keeps the weights of its best epoch beside the present ones; absent, it does. Early stopping always does. */
  readonly keepBest?: boolean;
  readonly batchSize: number;
  readonly epochs: number;
  readonly seed: number;
  /** Seeds of their own for parts of the chance in a run; those absent are the seed. */
  readonly seeds?: Seeds;
  /** A new order of the examples in every epoch, drawn by the seed; otherwise the dataset's own order. */
  readonly shuffle: boolean;
  readonly validation: ValidationSplit;
  readonly initialisation?: Initialisation;
}

/** What chance decides in a run: initial weights; order of the examples and the validation split; what dropout drops. */
export const chances = ['weights', 'order', 'dropout'] as const;
export type Chance = (typeof chances)[number];
export type Seeds = { readonly [C in Chance]?: number };

/** The seed that decides on one part of a run. */
export function seedOf({ seed, seeds }: Pick<TrainingConfig, 'seed' | 'seeds'>, chance: Chance): number {
  return seeds?.[chance] ?? seed;
}

export const defaultSgd: OptimizerOf<'sgd'> = { type: 'sgd', learningRate: 0.1, momentum: 0, weightDecay: 0 };
export const defaultAdam: OptimizerOf<'adam'> = { type: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0 };

/** What a newly chosen optimiser starts with: torch.optim's defaults, and for SGD, which has none, a learning rate of 0.1. */
export const defaultOptimizers: { readonly [T in OptimizerType]: OptimizerOf<T> } = {
  sgd: defaultSgd,
  adam: defaultAdam,
  adamw: { type: 'adamw', learningRate: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.01 },
  rmsprop: { type: 'rmsprop', learningRate: 0.01, alpha: 0.99, eps: 1e-8, momentum: 0, weightDecay: 0 },
  adagrad: { type: 'adagrad', learningRate: 0.01, lrDecay: 0, eps: 1e-10, initialAccumulatorValue: 0, weightDecay: 0 },
};

/** What newly chosen early stopping starts with. */
export const defaultEarlyStopping: EarlyStoppingConfig = { metric: 'loss', patience: 5, minDelta: 0 };

export const defaultTraining: TrainingConfig = {
  dataset: 'mnist',
  loss: 'crossEntropy',
  optimizer: defaultSgd,
  batchSize: 100,
  epochs: 10,
  seed: 0,
  shuffle: true,
  validation: 'test',
};

/** What may change while a run goes on. */
export interface LiveChange {
  readonly learningRate?: number;
  /** For optimisers that have one: SGD and RMSprop. */
  readonly momentum?: number;
  /** Of Adam and AdamW. */
  readonly beta1?: number;
}

/** The settings after a live change; what the optimiser does not have stays away. */
export function withLiveChange<C extends OptimizerConfig>(optimizer: C, { learningRate, momentum, beta1 }: LiveChange): C {
  return {
    ...optimizer,
    ...(learningRate !== undefined && { learningRate }),
    ...(momentum !== undefined && 'momentum' in optimizer && { momentum }),
    ...(beta1 !== undefined && 'beta1' in optimizer && { beta1 }),
  };
}
