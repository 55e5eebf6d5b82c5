// The settings of a run as a flat list of names and values: what tables, files, sweeps and parallel axes tell runs apart by.

import { optimizerAttrs, trainingAttrs, validationShare } from '../core/training-attrs.ts';
import type { TrainingConfig } from '../core/training-config.ts';
import type { Initialisation, InitScheme } from '../core/weights.ts';

export type SettingValue = string | number | boolean;

/** Every setting of a configuration by name, in the order in which documents write them. */
export function settingsOf({ optimizer: { type, ...optimizer }, initialisation, validation, dataset, loss, ...rest }: TrainingConfig): Readonly<Record<string, SettingValue>> {
  return {
    dataset, loss, optimizer: type, ...optimizer, ...flatten(rest), validation, initialisation: initialisationText(initialisation),
  };
}

/** Settings of settings by path: `clipping.type`. */
function flatten(value: object, prefix = ''): Record<string, SettingValue> {
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    if (typeof item === 'object' && item !== null) return Object.entries(flatten(item, `${prefix}${key}.`));
    return typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean' ? [[`${prefix}${key}`, item]] : [];
  }));
}

/** How weights start, in short: "default", "heNormal", "uniform(-0.1, 0.1)"; biases only where they differ from PyTorch's. */
export function initialisationText({ weight = { scheme: 'default' }, bias }: Initialisation = {}): string {
  return bias ? `${schemeText(weight)}, bias ${schemeText(bias)}` : schemeText(weight);
}

function schemeText({ scheme, ...numbers }: InitScheme): string {
  const values = Object.values(numbers);
  return values.length === 0 ? scheme : `${scheme}(${values.join(', ')})`;
}

/** Abbreviations that a table has no room to write out are none of these: labels are those of the fields that set them. */
const labels: Readonly<Record<string, string>> = {
  dataset: 'Dataset', loss: 'Loss function', optimizer: 'Optimiser', initialisation: 'Initial weights', validation: 'Validate on',
  ...Object.fromEntries(Object.values(optimizerAttrs).flatMap((attrs) => Object.entries(attrs).map(([name, { label }]) => [name, label]))),
  ...Object.fromEntries(Object.entries(trainingAttrs).map(([name, { label }]) => [name, label])),
};

/** A setting's name as people read it; "clipping.norm" becomes "Clipping norm". */
export function settingLabel(name: string): string {
  const words = name.replaceAll('.', ' ').replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
  return labels[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** A setting's value as people read it. */
export function settingText(name: string, value: SettingValue): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (name === 'validation') return value === 'test' ? 'test set' : `${validationShare.label.toLowerCase()} ${value}`;
  return String(value);
}
