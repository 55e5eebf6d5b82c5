// Settings of training that comparisons and sweeps vary: read from text, and put into a configuration.

import { optimizerSpecs, settingProblems, trainingAttrs } from '../core/training-attrs.ts';
import { defaultOptimizers, optimizerTypes, type OptimizerType, type TrainingConfig } from '../core/training-config.ts';
import type { InitScheme } from '../core/weights.ts';
import { settingLabel, type SettingValue } from './run-settings.ts';

/** As they are named in documents, in the order to offer them. */
export const variedSettings = ['learningRate', 'momentum', 'weightDecay', 'batchSize', 'optimizer', 'initialisation', 'seed', 'epochs'] as const;
export type VariedSetting = (typeof variedSettings)[number];
export type Variation = Readonly<Partial<Record<VariedSetting, SettingValue>>>;

/** Schemes of initial weights that need no numbers. */
export const plainSchemes = ['default', 'xavierUniform', 'xavierNormal', 'heUniform', 'heNormal', 'zeros'] as const satisfies readonly InitScheme['scheme'][];

/** The names that a setting may have; undefined where it is a number. */
export function choicesOf(setting: VariedSetting): readonly string[] | undefined {
  return setting === 'optimizer' ? optimizerTypes : setting === 'initialisation' ? plainSchemes : undefined;
}

/** A value from its text. */
export function readValue(setting: VariedSetting, text: string): { readonly value: SettingValue } | { readonly problem: string } {
  const trimmed = text.trim();
  const choices = choicesOf(setting);
  const label = settingLabel(setting).toLowerCase();
  if (choices) {
    return choices.includes(trimmed) ? { value: trimmed } : { problem: `${label} must be one of ${choices.join(', ')}, received "${trimmed}"` };
  }
  const value = trimmed === '' ? NaN : Number(trimmed);
  return Number.isFinite(value) ? { value } : { problem: `${label} must be a number, received "${trimmed}"` };
}

/** The configuration with other values; a sentence where it cannot have them. Another optimiser comes with PyTorch's defaults. */
export function vary(config: TrainingConfig, variation: Variation): { readonly config: TrainingConfig } | { readonly problem: string } {
  const { optimizer: type = config.optimizer.type, initialisation, ...numbers } = variation;
  let varied: TrainingConfig = type === config.optimizer.type ? config : { ...config, optimizer: defaultOptimizers[type as OptimizerType] };
  if (initialisation !== undefined) varied = { ...varied, initialisation: { ...varied.initialisation, weight: { scheme: initialisation } as InitScheme } };
  for (const [name, value] of Object.entries(numbers)) {
    if (name in trainingAttrs) varied = { ...varied, [name]: value };
    else if (optimizerSpecs(varied.optimizer.type).some(([own]) => own === name)) varied = { ...varied, optimizer: { ...varied.optimizer, [name]: value } };
    else return { problem: `${varied.optimizer.type} has no ${settingLabel(name).toLowerCase()}` };
  }
  const [problem] = settingProblems(varied);
  return problem ? { problem: problem.message } : { config: varied };
}

/** A variation in words: "learning rate 0.01, momentum 0.9". */
export function variationText(variation: Variation): string {
  return Object.entries(variation).map(([name, value]) => `${settingLabel(name).toLowerCase()} ${String(value)}`).join(', ');
}
