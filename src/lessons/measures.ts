// What claims read off results, and how figures are said.

import { outcomeOf, type LessonEpoch, type LessonResults, type Verdict } from '../core/lesson.ts';

/** The epoch `number`, from 1, of a training trial; its last unless given. Throws where it was not reached. */
export function epochOf(results: LessonResults, trial: string, number?: number): LessonEpoch {
  const { epochs, failure } = outcomeOf(results, trial, 'training');
  const epoch = number === undefined ? epochs.at(-1) : epochs[number - 1];
  if (!epoch) throw new Error(`trial "${trial}" has no epoch ${number ?? 'at all'}${failure === undefined ? '' : `: ${failure}`}`);
  return epoch;
}

/** Validation accuracy after epoch `number`, or the last; 0 where training failed before. */
export function accuracyOf(results: LessonResults, trial: string, number?: number): number {
  const { failure } = outcomeOf(results, trial, 'training');
  return failure === undefined ? epochOf(results, trial, number).validationAccuracy : 0;
}

/** Accuracy over all training examples at the end, in evaluation mode; 0 where training failed before. */
export function trainingAccuracyOf(results: LessonResults, trial: string): number {
  const { failure, trainingScore } = outcomeOf(results, trial, 'training');
  return failure === undefined ? trainingScore?.accuracy ?? NaN : 0;
}

/** Sum of the batches' losses in epoch `number`, from 1. */
export function costOf(results: LessonResults, trial: string, number: number): number {
  const { losses, epochs } = outcomeOf(results, trial, 'training');
  const batches = losses.length / epochs.length;
  return losses.slice((number - 1) * batches, number * batches).reduce((sum, loss) => sum + loss, 0);
}

/** How far a weight has moved in training, by its own size at the start. */
export function movedShare(results: LessonResults, trial: string, key: string): number {
  const { initialWeights, weights } = outcomeOf(results, trial, 'training');
  const [before, after] = [initialWeights[key]?.data, weights[key]?.data];
  if (!before || !after) throw new Error(`trial "${trial}" has no weight ${key}`);
  return Math.hypot(...after.map((value, i) => value - (before[i] as number))) / Math.hypot(...before);
}

/** Values of a weight after training, by its key. */
export function weightOf(results: LessonResults, trial: string, key: string): readonly number[] {
  const tensor = outcomeOf(results, trial, 'training').weights[key];
  if (!tensor) throw new Error(`trial "${trial}" has no weight ${key}`);
  return [...tensor.data];
}

/** True where both lists are as long and no number differs by more than `tolerance`. */
export function near(found: ArrayLike<number>, expected: readonly number[], tolerance: number): boolean {
  return found.length === expected.length && expected.every((value, i) => Math.abs((found[i] ?? NaN) - value) <= tolerance);
}

/** A claim whose trials end with validation accuracies within bounds, ends included; or with what else `measure` says. */
export function accuraciesWithin(bounds: Readonly<Record<string, readonly [least: number, most: number]>>, measure = (results: LessonResults, trial: string) => accuracyOf(results, trial)): (results: LessonResults) => Verdict {
  return (results) => {
    const found = Object.entries(bounds).map(([trial, [least, most]]) => ({ trial, accuracy: measure(results, trial), least, most }));
    return {
      holds: found.every(({ accuracy, least, most }) => accuracy >= least && accuracy <= most),
      measured: found.map(({ trial, accuracy }) => `${trial} ${percent(accuracy)}`).join(', '),
    };
  };
}

/**
 * A claim whose trials end within bounds, as `accuraciesWithin`, and in the order in which they are named: each ahead of the next
 * by as much as `leads` says.
 */
export function inOrder(bounds: Parameters<typeof accuraciesWithin>[0], leads: Readonly<Record<string, number>>): (results: LessonResults) => Verdict {
  const within = accuraciesWithin(bounds);
  const names = Object.keys(bounds);
  return (results) => {
    const verdict = within(results);
    const follows = names.slice(1).every((name, i) => {
      const before = names[i] ?? '';
      return accuracyOf(results, before) >= accuracyOf(results, name) + (leads[before] ?? 0);
    });
    return { ...verdict, holds: verdict.holds && follows };
  };
}

/** 0.9851 as "98.51 %". */
export function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}

/** Numbers to so many decimals, separated by commas. */
export function listed(values: ArrayLike<number>, decimals = 4): string {
  return Array.from(values, (value) => value.toFixed(decimals)).join(', ');
}
