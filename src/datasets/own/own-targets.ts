// What own data has to predict: classes, numbers, or whole numbers that the loss takes for either.

import type { DatasetInfo } from '../../core/data.ts';
import { DataFormatError } from '../idx.ts';

/** Either or both: `labels` of `classNames`, and `targets`, one for each of `targetNames`, example after example. */
export interface OwnTargets {
  /** Empty where the targets are no classes. */
  readonly classNames: readonly string[];
  readonly labels?: Uint8Array;
  readonly targetNames?: readonly string[];
  readonly targets?: Float32Array;
  readonly targetValues?: NonNullable<DatasetInfo['targetValues']>;
}

/** Classes as far as examples have them; those that none has are left out. Throws DataFormatError where fewer than two are left. */
export function classTargets(file: string, what: string, classNames: readonly string[], labels: Uint8Array): Required<Pick<OwnTargets, 'classNames' | 'labels'>> {
  const counts = new Uint32Array(classNames.length);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const present = classNames.filter((_, index) => (counts[index] ?? 0) > 0);
  if (present.length < 2) throw new DataFormatError(`${file} has one class${present[0] === undefined ? '' : `, ${JSON.stringify(present[0])}`}: ${what} says the same of every example; expected at least two classes.`);
  const places = new Map(present.map((name, index) => [name, index]));
  return { classNames: present, labels: labels.map((label) => places.get(classNames[label] ?? '') ?? 0) };
}

/** Numbers to predict, with what losses need to know of them. */
export function numberTargets(targetNames: readonly string[], targets: Float32Array): Required<Pick<OwnTargets, 'targetNames' | 'targets' | 'targetValues'>> {
  return { targetNames, targets, targetValues: valuesOf(targets, targetNames.length) };
}

/** As far as float32 adds up. */
const tolerance = 1e-4;

function valuesOf(targets: Float32Array, width: number): NonNullable<DatasetInfo['targetValues']> {
  if (!targets.every((value) => value >= 0 && value <= 1)) return 'any';
  for (let from = 0; from < targets.length; from += width) {
    let sum = 0;
    for (let at = from; at < from + width; at++) sum += targets[at] as number;
    if (width < 2 || Math.abs(sum - 1) > tolerance) return 'fractions';
  }
  return 'distributions';
}

