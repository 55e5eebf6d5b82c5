// The settings of training, declared like the attributes of layers: the training panel, and the check before a
// run, read them from here.

import { booleanAttr, describeAttr, floatAttr, intAttr, isAttrValue, type AttrSpec } from './attrs.ts';
import type { Problem } from './problems.ts';
import type { OptimizerConfig, TrainingConfig } from './training-config.ts';

const learningRate = (value: number) => floatAttr({ label: 'Learning rate', help: 'How far each step moves the weights; may change while a run goes on.', default: value, min: 0 });
const weightDecay = floatAttr({ label: 'Weight decay', help: 'Adds this share of each weight to its gradient, which pulls weights towards 0.', default: 0, min: 0 });

export const optimizerAttrs = {
  sgd: {
    learningRate: learningRate(0.1),
    momentum: floatAttr({ label: 'Momentum', help: 'Share of the last step that goes into the next; may change while a run goes on.', default: 0, min: 0, max: 1 }),
    weightDecay,
  },
  adam: {
    learningRate: learningRate(0.001),
    beta1: floatAttr({ label: 'Beta 1', help: 'How slowly the mean of the gradients follows them.', default: 0.9, min: 0, max: 0.999999 }),
    beta2: floatAttr({ label: 'Beta 2', help: 'How slowly the mean of their squares follows them.', default: 0.999, min: 0, max: 0.999999 }),
    eps: floatAttr({ label: 'Epsilon', help: 'Keeps steps finite where gradients vanish.', default: 1e-8, min: 0 }),
    weightDecay,
  },
} as const satisfies { readonly [T in OptimizerConfig['type']]: Readonly<Record<Exclude<keyof Extract<OptimizerConfig, { type: T }>, 'type'>, AttrSpec<number>>> };

export const trainingAttrs = {
  batchSize: intAttr({ label: 'Batch size', help: 'Examples for each step.', default: 100, min: 1, max: 65_536 }),
  epochs: intAttr({ label: 'Epochs', help: 'How often the whole training part is gone through.', default: 10, min: 1, max: 100_000 }),
  seed: intAttr({ label: 'Seed', help: 'Names the run: initial weights, order of the examples and the validation split are drawn from it.', default: 0, min: 0 }),
  shuffle: booleanAttr({ label: 'Shuffle', help: 'A new order of the examples in every epoch.', default: true }),
} as const;

/** For a validation split that is a share of the training part. */
export const validationShare = floatAttr({ label: 'Share', help: 'This part of the training examples is kept for validation, drawn by the seed.', default: 0.1, min: 0, max: 0.9 });

/** What is out of range in the settings of training, one problem each. Code: `training-invalid`. */
export function trainingProblems(config: TrainingConfig): Problem[] {
  const { optimizer, validation } = config;
  const checks: [string, AttrSpec, unknown][] = [
    ...Object.entries(trainingAttrs).map(([name, spec]): [string, AttrSpec, unknown] => [name, spec, config[name as keyof typeof trainingAttrs]]),
    ...Object.entries(optimizerAttrs[optimizer.type]).map(([name, spec]): [string, AttrSpec, unknown] => [name, spec, (optimizer as unknown as Record<string, unknown>)[name]]),
    ...(validation === 'test' ? [] : [['validation', validationShare, validation] satisfies [string, AttrSpec, unknown]]),
  ];
  return checks
    .filter(([, spec, value]) => !isAttrValue(spec, value))
    .map(([name, spec, value]) => ({
      code: 'training-invalid', severity: 'error', site: { attr: name },
      message: `${spec.label.toLowerCase()} must be ${describeAttr(spec)}, received ${JSON.stringify(value)}`,
    }));
}
