// The settings of a dataset (how many points, how much noise), declared like the attributes of layers and kept in
// the training settings.

import { describeAttr, isAttrValue, readNumbers, type AttrSpecs, type AttrsOf } from './attrs.ts';
import type { DatasetInfo } from './data.ts';
import type { Problem } from './problems.ts';

/** By the names that the dataset declares; what is left out has its default. */
export type DatasetOptions = Readonly<Record<string, number | string | boolean>>;

/** Where a problem of a dataset's option is: the site's attr. */
export function optionSite(name: string): string {
  return `datasetOptions.${name}`;
}

/** All declared options, defaults filled in. Throws an Error that names the first one out of range. */
export function resolveOptions<S extends AttrSpecs>(specs: S, given: DatasetOptions = {}): AttrsOf<S> {
  const entries = Object.entries(specs).map(([name, spec]) => {
    const value = given[name] ?? spec.default;
    if (!isAttrValue(spec, value)) throw new Error(`${spec.label} of the dataset must be ${describeAttr(spec)}, received ${JSON.stringify(value)}.`);
    return [name, value];
  });
  // Every declared name has a value of its declaration now.
  return Object.fromEntries(entries) as AttrsOf<S>;
}

/** What is wrong with the options of a dataset. Codes: `dataset-option` (error), `dataset-option-unknown` (warning). */
export function optionProblems({ name: dataset, options = {} }: DatasetInfo, given: DatasetOptions = {}): Problem[] {
  return Object.entries(given).flatMap(([name, value]): Problem[] => {
    const spec = options[name];
    const site = { attr: optionSite(name) };
    if (!spec) {
      const known = Object.keys(options);
      return [{
        code: 'dataset-option-unknown', severity: 'warning', site,
        message: `${name} is not an option of ${dataset} and is ignored; expected ${known.length > 0 ? known.join(', ') : 'none'}`,
      }];
    }
    if (isAttrValue(spec, value)) return [];
    return [{ code: 'dataset-option', severity: 'error', site, message: `${spec.label.toLowerCase()} of ${dataset} must be ${describeAttr(spec)}, received ${JSON.stringify(value)}` }];
  });
}

/** How many examples there are to train on; undefined where that is not known before loading. */
export function trainingCountOf({ trainingCount, trainingCountBy, options = {} }: DatasetInfo, given: DatasetOptions = {}): number | undefined {
  if (!trainingCountBy) return trainingCount;
  const { option, times } = trainingCountBy;
  const value = given[option] ?? options[option]?.default;
  return typeof value === 'number' ? value * times : undefined;
}

/** A dataset as its options make it: one whose examples are typed has as many inputs and targets as were typed. */
export function sizedInfo(info: DatasetInfo, given: DatasetOptions = {}): DatasetInfo {
  if (!info.sizedBy) return info;
  const count = (option: string) => {
    const value = given[option] ?? info.options?.[option]?.default;
    return typeof value === 'string' ? readNumbers(value)?.length ?? 0 : 0;
  };
  const { inputs, targets } = info.sizedBy;
  return { ...info, inputShape: [count(inputs)], targetNames: Array.from({ length: count(targets) }, (_, i) => `target ${i}`) };
}
