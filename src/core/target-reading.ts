// What a loss takes the targets of a dataset for: classes or numbers. The loss decides where they can be both.

import type { DatasetInfo } from './data.ts';
import { lossName, losses, type LossType } from './losses.ts';

export type Targets = Pick<DatasetInfo, 'name' | 'classNames' | 'targetNames' | 'targetValues'>;

export interface TargetReading {
  readonly as: 'classes' | 'numbers';
  /** Classes that outputs are counted right or wrong by; none where there is no accuracy. */
  readonly classNames: readonly string[];
  /** The loss for engines. */
  readonly loss: LossType;
}

/** How a run with this loss reads the targets, whether they suit it or not. */
export function readTargets({ classNames, targetNames, targetValues }: Targets, loss: LossType): TargetReading {
  const ofNumbers = loss === 'mse' || loss === 'l1';
  // Of the classes 0 and 1 the numbers are the same, and accuracy says more.
  const asNumbers = targetNames && (classNames.length === 0 || (ofNumbers && targetValues !== 'fractions'));
  if (!asNumbers) return { as: 'classes', classNames, loss };
  return {
    as: 'numbers', classNames: targetValues === 'distributions' ? targetNames : [],
    loss: loss === 'crossEntropy' ? 'softCrossEntropy' : loss,
  };
}

/** Why the numbers to predict do not suit the loss; undefined where they do, or are read as classes. */
export function targetObstacle(targets: Targets, loss: LossType): string | undefined {
  const { name, targetNames = [], targetValues = 'any' } = targets;
  if (readTargets(targets, loss).as === 'classes' || loss === 'mse' || loss === 'l1') return undefined;
  const wanted = targetNames.length === 1 ? '1 number' : `${targetNames.length} numbers`;
  if (loss === 'crossEntropy' && targetNames.length === 1) {
    return `${lossName(loss)} tells classes apart, and ${name} has 1 number to predict; expected a loss of numbers, such as ${lossName('mse')}`;
  }
  if (targetValues !== 'any') return undefined;
  return `${lossName(loss)} takes ${losses[loss].outputs === 'numbers' ? 'targets' : 'shares'} from 0 to 1, and ${name} has ${wanted} to predict beyond; expected a loss of numbers, such as ${lossName('mse')}`;
}

/** Where targets that were taken for numbers are classes, or the other way round. */
export const targetTypeHint = 'Whether they are classes or numbers can be said by hand where the data is added (“Predict as class”, “Predict as number”), or with --target-type on the command line.';
