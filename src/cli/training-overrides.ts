// What options of the command line replace in a document's training settings: the usual ones by a flag of their own, any other
// by the name it has in documents.

import { createDocument } from '../core/document.ts';
import { readDocument } from '../core/document-format.ts';
import { lossTypes, type LossType } from '../core/losses.ts';
import { defaultSchedules, defaultWarmup, scheduleTypes, type ScheduleType } from '../core/schedules.ts';
import { defaultEarlyStopping, defaultOptimizers, optimizerTypes, withLiveChange, type OptimizerType, type TrainingConfig } from '../core/training-config.ts';
import { choiceOption, integerOption, positiveOption, textOption, UsageError, type OptionSpec, type OptionValues } from './command.ts';

export const overrideOptions = {
  epochs: { type: 'string', short: 'e', value: 'N', help: 'Passes over the training images (default: the document’s)' },
  seed: { type: 'string', short: 's', value: 'N', help: 'Seed of initial weights and order (default: the document’s)' },
  'batch-size': { type: 'string', short: 'b', value: 'N', help: 'Images in a step (default: the document’s)' },
  loss: { type: 'string', value: 'NAME', help: `One of ${lossTypes.join(', ')} (default: the document’s)` },
  'label-smoothing': { type: 'string', value: 'X', help: 'Share of each target that cross-entropy spreads over all classes' },
  optimizer: { type: 'string', value: 'NAME', help: `One of ${optimizerTypes.join(', ')}, as it comes (default: the document’s)` },
  lr: { type: 'string', value: 'X', help: 'Learning rate (default: the document’s, or the named optimiser’s)' },
  schedule: { type: 'string', value: 'NAME', help: `One of ${scheduleTypes.join(', ')}, as it comes (default: the document’s)` },
  warmup: { type: 'string', value: 'N', help: 'Batches over which the learning rate grows to its whole' },
  'clip-norm': { type: 'string', value: 'X', help: 'Largest norm of the gradients' },
  'clip-value': { type: 'string', value: 'X', help: 'Largest value in the gradients' },
  patience: { type: 'string', value: 'N', help: 'Stop after N epochs without a lower validation loss, with the best weights' },
  set: { type: 'string', value: 'SETTINGS', help: 'Any other setting by its name in documents: "optimizer.momentum=0.9;validation=0.1"' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

interface Overrides {
  readonly epochs?: number;
  readonly seed?: number;
  readonly batchSize?: number;
  readonly loss?: LossType;
  readonly labelSmoothing?: number;
  readonly optimizer?: OptimizerType;
  readonly learningRate?: number;
  readonly schedule?: ScheduleType;
  readonly warmup?: number;
  readonly clipNorm?: number;
  readonly clipValue?: number;
  readonly patience?: number;
}

/** Reads the options and returns what they make of a document's settings. Throws UsageError where they cannot be read. */
export function readOverrides(values: OptionValues): (config: TrainingConfig) => TrainingConfig {
  const given = {
    epochs: integerOption(values, 'epochs', 1),
    seed: integerOption(values, 'seed', 0),
    batchSize: integerOption(values, 'batch-size', 1),
    loss: choiceOption(values, 'loss', lossTypes),
    labelSmoothing: positiveOption(values, 'label-smoothing'),
    optimizer: choiceOption(values, 'optimizer', optimizerTypes),
    learningRate: positiveOption(values, 'lr'),
    schedule: choiceOption(values, 'schedule', scheduleTypes),
    warmup: integerOption(values, 'warmup', 1),
    clipNorm: positiveOption(values, 'clip-norm'),
    clipValue: positiveOption(values, 'clip-value'),
    patience: integerOption(values, 'patience', 1),
  };
  if (given.clipNorm !== undefined && given.clipValue !== undefined) throw new UsageError('--clip-norm and --clip-value exclude each other, received both.');
  const overrides: Overrides = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const set = textOption(values, 'set');
  return (config) => {
    const configured = configure(config, overrides);
    return set === undefined ? configured : withSettings(configured, set);
  };
}

/** The optimiser that the document has keeps its settings, also where it is named. */
function configure(config: TrainingConfig, { optimizer, learningRate, schedule, warmup, clipNorm, clipValue, patience, ...overrides }: Overrides): TrainingConfig {
  const scheduled = schedule === undefined ? config.schedule : scheduleOf(config, schedule);
  const warmed = warmup === undefined ? scheduled : { ...(scheduled ?? defaultSchedules.constant), warmup: { ...defaultWarmup, ...scheduled?.warmup, totalIters: warmup } };
  return {
    ...config, ...overrides,
    ...(warmed && { schedule: warmed }),
    ...(clipNorm !== undefined && { clipping: { type: 'norm', max: clipNorm } }),
    ...(clipValue !== undefined && { clipping: { type: 'value', max: clipValue } }),
    ...(patience !== undefined && { earlyStopping: { ...defaultEarlyStopping, ...config.earlyStopping, patience } }),
    optimizer: withLiveChange(optimizer === undefined ? config.optimizer : optimizerOf(config, optimizer), learningRate === undefined ? {} : { learningRate }),
  };
}

function optimizerOf({ optimizer }: TrainingConfig, type: OptimizerType): TrainingConfig['optimizer'] {
  return type === optimizer.type ? optimizer : defaultOptimizers[type];
}

function scheduleOf({ schedule }: TrainingConfig, type: ScheduleType): TrainingConfig['schedule'] {
  return type === schedule?.type ? schedule : defaultSchedules[type];
}

/**
 * Settings by their names in documents, `a.b=value` with semicolons between; another type of optimiser or schedule comes with its
 * defaults. Throws UsageError that names the setting, what was expected and what came.
 */
export function withSettings(config: TrainingConfig, text: string): TrainingConfig {
  let changed: unknown = config;
  for (const part of text.split(';').filter((one) => one.trim() !== '')) {
    const at = part.indexOf('=');
    const path = part.slice(0, Math.max(at, 0)).trim().split('.');
    if (at < 0 || path.some((name) => name === '')) throw new UsageError(`--set takes settings as name=value with semicolons between, received "${part.trim()}".`);
    changed = setAt(completed(changed as TrainingConfig, path, part.slice(at + 1).trim()), path, valueOf(part.slice(at + 1).trim()));
  }
  const read = readDocument({ ...createDocument(), training: changed });
  if ('document' in read) return read.document.training;
  throw new UsageError(`--set: ${read.problems.map(({ message }) => message.replace(/^training\./, '')).join('; ')}.`);
}

/** With the defaults of what a setting belongs to, where it is not there yet or of another type. */
function completed(config: TrainingConfig, [first, second]: readonly string[], value: string): TrainingConfig {
  const { earlyStopping, schedule } = config;
  const optimizerType = first === 'optimizer' && second === 'type' ? optimizerTypes.find((type) => type === value) : undefined;
  const scheduleType = first === 'schedule' && second === 'type' ? scheduleTypes.find((type) => type === value) : undefined;
  const scheduled = scheduleType ? scheduleOf(config, scheduleType) : schedule;
  return {
    ...config,
    ...(first === 'earlyStopping' && { earlyStopping: earlyStopping ?? defaultEarlyStopping }),
    ...(optimizerType && { optimizer: optimizerOf(config, optimizerType) }),
    ...(scheduled && { schedule: scheduled }),
    ...(first === 'schedule' && second === 'warmup' && { schedule: { ...(scheduled ?? defaultSchedules.constant), warmup: scheduled?.warmup ?? defaultWarmup } }),
  };
}

/** A number, true, false or JSON; anything else is text. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function setAt(target: unknown, [name = '', ...rest]: readonly string[], value: unknown): unknown {
  const object = typeof target === 'object' && target !== null && !Array.isArray(target) ? target : {};
  // Own properties only, so that no name reaches a prototype; the reader refuses names that are none.
  const known = Object.entries(object).find(([key]) => key === name)?.[1];
  return Object.fromEntries([...Object.entries(object).filter(([key]) => key !== name), [name, rest.length === 0 ? value : setAt(known, rest, value)]]);
}
