// Sweeps: which trials a grid or a draw of settings makes, and what their results say. Pure; pages and commands run them.

import { createRandom, type Random } from '../core/random.ts';
import type { TrainingConfig } from '../core/training-config.ts';
import type { RunResults } from './run-record.ts';
import { settingLabel, type SettingValue } from './run-settings.ts';
import { readValue, vary, variationText, type Variation, type VariedSetting } from './vary-settings.ts';

/** The values of one setting: a list, or a range to draw from. */
export type SweepAxis =
  | { readonly setting: VariedSetting; readonly values: readonly SettingValue[] }
  | { readonly setting: VariedSetting; readonly from: number; readonly to: number };

export interface SweepPlan {
  readonly axes: readonly SweepAxis[];
  /** Every combination of the lists, or so many draws by a seed. */
  readonly method: { readonly type: 'grid' } | { readonly type: 'random'; readonly count: number; readonly seed: number };
}

export interface Trial {
  /** From 0. */
  readonly index: number;
  readonly variation: Variation;
  /** "learning rate 0.01, momentum 0.9". */
  readonly label: string;
  readonly config: TrainingConfig;
}

/** More trials than this are no small sweep. */
export const maxTrials = 200;

/** These are drawn evenly by their logarithm. */
const logarithmic: ReadonlySet<VariedSetting> = new Set(['learningRate', 'weightDecay']);
const whole: ReadonlySet<VariedSetting> = new Set(['batchSize', 'seed', 'epochs']);

/** An axis from its text: values with commas between, or a range as `0.001..0.1`. */
export function readAxis(setting: VariedSetting, text: string): SweepAxis | { readonly problem: string } {
  const [from, to, ...more] = text.split('..');
  if (from !== undefined && to !== undefined && more.length === 0) {
    const [low, high] = [readValue(setting, from), readValue(setting, to)];
    if ('problem' in low) return low;
    if ('problem' in high) return high;
    if (typeof low.value !== 'number' || typeof high.value !== 'number') return { problem: `${settingLabel(setting).toLowerCase()} has names, which have no range` };
    if (low.value >= high.value) return { problem: `the range of ${settingLabel(setting).toLowerCase()} must rise, received ${text.trim()}` };
    if (logarithmic.has(setting) && low.value <= 0) return { problem: `the range of ${settingLabel(setting).toLowerCase()} must begin above 0, for it is drawn by its logarithm; received ${text.trim()}` };
    return { setting, from: low.value, to: high.value };
  }
  const values: SettingValue[] = [];
  for (const part of text.split(',')) {
    const read = readValue(setting, part);
    if ('problem' in read) return read;
    if (!values.includes(read.value)) values.push(read.value);
  }
  return { setting, values };
}

/** The trials of a sweep from a base; a sentence where there are none or some could not be trained so. */
export function trialsOf(base: TrainingConfig, { axes, method }: SweepPlan): { readonly trials: readonly Trial[] } | { readonly problem: string } {
  if (axes.length === 0) return { problem: 'Give at least one setting values to try.' };
  const range = axes.find((axis) => 'from' in axis);
  if (method.type === 'grid' && range) return { problem: `A grid takes values; the range of ${settingLabel(range.setting).toLowerCase()} is for random draws.` };
  const count = method.type === 'random' ? method.count : axes.reduce((product, axis) => product * ('values' in axis ? axis.values.length : 1), 1);
  if (!Number.isInteger(count) || count < 1) return { problem: `The number of trials must be a whole number of at least 1, received ${count}.` };
  if (count > maxTrials) return { problem: `These are ${count.toLocaleString('en-US')} trials; at most ${maxTrials} are run.` };
  const variations = method.type === 'grid' ? combinations(axes) : draws(axes, method.count, createRandom(method.seed, 'sweep'));
  const trials: Trial[] = [];
  for (const [index, variation] of variations.entries()) {
    const varied = vary(base, variation);
    if ('problem' in varied) return { problem: `Trial ${index + 1} (${variationText(variation)}) cannot be trained: the ${varied.problem}.` };
    trials.push({ index, variation, label: variationText(variation), config: varied.config });
  }
  return { trials };
}

/** The last axis changes fastest. */
function combinations(axes: readonly SweepAxis[]): Variation[] {
  return axes.reduce<Variation[]>((made, axis) => made.flatMap((variation) => ('values' in axis ? axis.values : []).map((value) => ({ ...variation, [axis.setting]: value }))), [{}]);
}

function draws(axes: readonly SweepAxis[], count: number, random: Random): Variation[] {
  return Array.from({ length: count }, () => Object.fromEntries(axes.map((axis) => [axis.setting, draw(axis, random)])));
}

function draw(axis: SweepAxis, random: Random): SettingValue {
  if ('values' in axis) return axis.values[random.int(axis.values.length)] ?? '';
  const { setting, from, to } = axis;
  if (whole.has(setting)) return from + random.int(to - from + 1);
  const value = logarithmic.has(setting) ? Math.exp(random.uniform(Math.log(from), Math.log(to))) : random.uniform(from, to);
  // What a person could have typed.
  return Number(value.toPrecision(3));
}

export interface Judged {
  readonly label: string;
  readonly results: RunResults;
}

/** The best of some trials: by validation accuracy, the less loss first among equals; by loss where no accuracy was measured. */
export function bestTrial<T extends Judged>(trials: readonly T[]): T | undefined {
  const measured = trials.filter(({ results }) => results.ended?.reason !== 'failed' && results.ended?.reason !== 'diverged' && figureOf(results) !== undefined);
  return measured.reduce<T | undefined>((best, trial) => (best && !isBetter(trial.results, best.results) ? best : trial), undefined);
}

function figureOf({ best, training }: RunResults): { readonly loss: number; readonly accuracy: number } | undefined {
  return best ?? training;
}

function isBetter(a: RunResults, b: RunResults): boolean {
  const [first, second] = [figureOf(a), figureOf(b)];
  if (!first || !second) return first !== undefined;
  if (Number.isFinite(first.accuracy) && Number.isFinite(second.accuracy) && first.accuracy !== second.accuracy) return first.accuracy > second.accuracy;
  return first.loss < second.loss;
}

/** Time to the end of a sweep in ms: trials to come as the mean of those done; undefined before the first is. */
export function sweepEtaMs(doneMs: readonly number[], currentEtaMs: number | undefined, waiting: number): number | undefined {
  if (doneMs.length === 0) return waiting === 0 ? currentEtaMs : undefined;
  const mean = doneMs.reduce((a, b) => a + b, 0) / doneMs.length;
  return (currentEtaMs ?? mean) + waiting * mean;
}
