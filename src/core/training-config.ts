// How a network is to be trained: plain data, part of the document.

import type { Initialisation } from './weights.ts';

/** Formulas and defaults as in torch.optim. */
export type OptimizerConfig =
  | { readonly type: 'sgd'; readonly learningRate: number; readonly momentum: number; readonly weightDecay: number }
  | {
      readonly type: 'adam'; readonly learningRate: number; readonly beta1: number; readonly beta2: number;
      readonly eps: number; readonly weightDecay: number;
    };

/** `test`: the dataset's own held-out part. A number: that fraction of the training part, drawn by the seed. */
export type ValidationSplit = 'test' | number;

export interface TrainingConfig {
  /** Id in the dataset registry. */
  readonly dataset: string;
  /** Takes logits and class indices, as torch.nn.CrossEntropyLoss. */
  readonly loss: 'crossEntropy';
  readonly optimizer: OptimizerConfig;
  readonly batchSize: number;
  readonly epochs: number;
  readonly seed: number;
  /** A new order of the examples in every epoch, drawn by the seed; otherwise the dataset's own order. */
  readonly shuffle: boolean;
  readonly validation: ValidationSplit;
  readonly initialisation?: Initialisation;
}

export const defaultSgd: OptimizerConfig = { type: 'sgd', learningRate: 0.1, momentum: 0, weightDecay: 0 };
export const defaultAdam: OptimizerConfig = { type: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0 };

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
  /** SGD only. */
  readonly momentum?: number;
}
