// The settings of training, declared like the attributes of layers: the training panel, and the check before a
// run, read them from here.

import { booleanAttr, describeAttr, floatAttr, intAttr, isAttrValue, type AttrSpec } from './attrs.ts';
import type { Problem } from './problems.ts';
import { scheduleFaults } from './schedule-attrs.ts';
import type { Chance, OptimizerConfig, OptimizerOf, OptimizerType, TrainingConfig } from './training-config.ts';

const learningRate = (value: number) => floatAttr({ label: 'Learning rate', help: 'How far each step moves the weights; may change while a run goes on.', default: value, min: 0 });
const momentum = floatAttr({ label: 'Momentum', help: 'Share of the last step that goes into the next; may change while a run goes on.', default: 0, min: 0, max: 1 });
const weightDecay = floatAttr({ label: 'Weight decay', help: 'Adds this share of each weight to its gradient, which pulls weights towards 0.', default: 0, min: 0 });
/** Not 0: a weight whose gradient has always been 0 would then be divided by it. */
const eps = (value: number) => floatAttr({ label: 'Epsilon', help: 'Keeps steps finite where gradients vanish.', default: value, min: 1e-16 });

const adam = {
  learningRate: learningRate(0.001),
  beta1: floatAttr({ label: 'Beta 1', help: 'How slowly the mean of the gradients follows them.', default: 0.9, min: 0, max: 0.999999 }),
  beta2: floatAttr({ label: 'Beta 2', help: 'How slowly the mean of their squares follows them.', default: 0.999, min: 0, max: 0.999999 }),
  eps: eps(1e-8),
  weightDecay,
} as const;

export const optimizerAttrs = {
  sgd: {
    learningRate: learningRate(0.1),
    momentum,
    weightDecay,
    nesterov: booleanAttr({ label: 'Nesterov momentum', help: 'Steps by the gradient and by the velocity that follows from it.', default: false }),
  },
  adam,
  adamw: {
    ...adam,
    weightDecay: floatAttr({ label: 'Weight decay', help: 'Each step takes this share, times the learning rate, off every weight, apart from its gradient.', default: 0.01, min: 0 }),
  },
  rmsprop: {
    learningRate: learningRate(0.01),
    alpha: floatAttr({ label: 'Alpha', help: 'How slowly the mean of the squared gradients follows them.', default: 0.99, min: 0, max: 0.999999 }),
    eps: eps(1e-8),
    momentum,
    weightDecay,
    centered: booleanAttr({ label: 'Centered', help: 'Divides by the standard deviation of the gradients instead of their mean size.', default: false }),
  },
  adagrad: {
    learningRate: learningRate(0.01),
    lrDecay: floatAttr({ label: 'Learning rate decay', help: 'Step t, from 0, has the learning rate divided by 1 + t times this.', default: 0, min: 0 }),
    eps: eps(1e-10),
    initialAccumulatorValue: floatAttr({ label: 'Initial accumulator', help: 'What the sums of squared gradients start from.', default: 0, min: 0 }),
    weightDecay,
  },
} as const satisfies { readonly [T in OptimizerType]: SpecsOf<OptimizerOf<T>> };

type SpecsOf<C> = { readonly [K in Exclude<keyof C, 'type'>]-?: AttrSpec<NonNullable<C[K]> extends boolean ? boolean : number> };

/** The settings of an optimiser by name, in the order to show them. */
export function optimizerSpecs(type: OptimizerType): readonly [string, AttrSpec<number> | AttrSpec<boolean>][] {
  return Object.entries(optimizerAttrs[type]);
}

export const trainingAttrs = {
  batchSize: intAttr({ label: 'Batch size', help: 'Examples for each step.', default: 100, min: 1, max: 65_536 }),
  epochs: intAttr({ label: 'Epochs', help: 'How often the whole training part is gone through.', default: 10, min: 1, max: 100_000 }),
  seed: intAttr({ label: 'Seed', help: 'Names the run: initial weights, order of the examples and the validation split are drawn from it.', default: 0, min: 0 }),
  shuffle: booleanAttr({ label: 'Shuffle', help: 'A new order of the examples in every epoch.', default: true }),
} as const;

/** Settings that a document may leave out, and which are then off. */
export const optionalAttrs = {
  labelSmoothing: floatAttr({ label: 'Label smoothing', help: 'This share of each target is spread over all classes, so that no output is driven to extremes.', default: 0, min: 0, max: 1 }),
} as const;

/** Seeds of their own, by what they decide on. */
export const seedAttrs = {
  weights: intAttr({ label: 'Weights seed', help: 'Initial weights are drawn by it; the seed unless set.', default: 0, min: 0 }),
  order: intAttr({ label: 'Order seed', help: 'The order of the examples and the validation split are drawn by it; the seed unless set.', default: 0, min: 0 }),
  dropout: intAttr({ label: 'Dropout seed', help: 'What dropout drops is drawn by it; the seed unless set.', default: 0, min: 0 }),
} as const satisfies Record<Chance, AttrSpec<number>>;

/** Gradient clipping, by its type. Not 0: nothing would move. */
export const clippingAttrs = {
  norm: floatAttr({ label: 'Largest norm', help: 'Gradients of all parameters together are scaled down to this length, as torch.nn.utils.clip_grad_norm_.', default: 1, min: 1e-12 }),
  value: floatAttr({ label: 'Largest value', help: 'Each number of the gradients is kept between minus this and this, as torch.nn.utils.clip_grad_value_.', default: 0.5, min: 1e-12 }),
} as const;

export const earlyStoppingAttrs = {
  patience: intAttr({ label: 'Patience (epochs)', help: 'So many epochs in a row without improvement end the run, and the best weights come back.', default: 5, min: 1 }),
  minDelta: floatAttr({ label: 'Better by', help: 'An epoch counts as better only by more than this.', default: 0, min: 0 }),
} as const;

export const keepBestAttr = booleanAttr({ label: 'Keep best weights', help: 'Those of the best epoch stay in memory beside the present ones.', default: true });

/** For a validation split that is a share of the training part. */
export const validationShare = floatAttr({ label: 'Share', help: 'This part of the training examples is kept for validation, drawn by the seed.', default: 0.1, min: 0, max: 0.9 });

/** What is out of range in the settings of training, one problem each. Code: `training-invalid`. */
export function settingProblems(config: TrainingConfig): Problem[] {
  const { optimizer, validation } = config;
  const checks: [string, AttrSpec, unknown][] = [
    ...Object.entries(trainingAttrs).map(([name, spec]): [string, AttrSpec, unknown] => [name, spec, config[name as keyof typeof trainingAttrs]]),
    ...optimizerSpecs(optimizer.type).map(([name, spec]): [string, AttrSpec, unknown] => [name, spec, settingOf(optimizer, name) ?? (spec.type === 'boolean' ? false : undefined)]),
    ...Object.entries(optionalAttrs).map(([name, spec]): [string, AttrSpec, unknown] => [name, spec, config[name as keyof typeof optionalAttrs] ?? spec.default]),
    ...Object.entries(config.earlyStopping ? earlyStoppingAttrs : {}).map(([name, spec]): [string, AttrSpec, unknown] => [name, spec, config.earlyStopping?.[name as keyof typeof earlyStoppingAttrs]]),
    ...Object.entries(config.seeds ?? {}).map(([name, value]): [string, AttrSpec, unknown] => [`seeds.${name}`, seedAttrs[name as Chance], value]),
    ...(config.clipping ? [['clipping', clippingAttrs[config.clipping.type], config.clipping.max] satisfies [string, AttrSpec, unknown]] : []),
    ...(validation === 'test' ? [] : [['validation', validationShare, validation] satisfies [string, AttrSpec, unknown]]),
  ];
  const invalid = (attr: string, message: string): Problem => ({ code: 'training-invalid', severity: 'error', site: { attr }, message });
  const problems = checks
    .filter(([, spec, value]) => !isAttrValue(spec, value))
    .map(([name, spec, value]) => invalid(name, `${spec.label.toLowerCase()} must be ${describeAttr(spec)}, received ${JSON.stringify(value)}`));
  problems.push(...scheduleFaults(config).map(([attr, message]) => invalid(attr, message)));
  // As torch.optim.SGD refuses it.
  if (optimizer.type === 'sgd' && optimizer.nesterov === true && optimizer.momentum === 0) {
    problems.push(invalid('nesterov', 'nesterov momentum needs a momentum above 0, received 0'));
  }
  return problems;
}

/** A setting of an optimiser by name; undefined where it has none, or a switch is left out. */
export function settingOf(optimizer: OptimizerConfig, name: string): unknown {
  return Object.entries(optimizer).find(([key]) => key === name)?.[1];
}
