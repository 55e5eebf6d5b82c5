// What a command of the command line is, and what it is handed. The composition root (main.ts) fills it in.

import type { LayerRegistry } from '../core/layer-kind.ts';
import type { LessonRegistry } from '../core/lesson.ts';
import type { NetworkPlan } from '../core/plan.ts';
import type { PlanExplanation } from '../core/plan-explanation.ts';
import type { TrainingConfig } from '../core/training-config.ts';
import type { DatasetRegistry } from '../datasets/dataset-kind.ts';
import type { Edition } from '../datasets/edition.ts';
import type { DataSources } from '../datasets/sources.ts';
import type { PrepareDependencies } from '../training/prepare-run.ts';

/** Exit codes: 0 done, 1 problems or failure, 2 the command line itself is wrong. */
export type ExitCode = 0 | 1 | 2 | 130;

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** Stands for the value in the help: "N", "DIR". */
  readonly value?: string;
  /** One line for the help, without a full stop. */
  readonly help: string;
}

/** Values by option name, as `parseArgs` of node:util gives them. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

export interface Arguments {
  readonly positionals: readonly string[];
  readonly values: OptionValues;
}

export interface Command {
  readonly name: string;
  /** Positionals in the help: "FILE...". */
  readonly parameters: string;
  /** One sentence. */
  readonly summary: string;
  /** Fewest and most positionals. */
  readonly arity: readonly [number, number];
  readonly options: Readonly<Record<string, OptionSpec>>;
  run(args: Arguments, cli: Cli): Promise<ExitCode>;
}

/** Everything a command may use. Engines load when one is chosen, so that `check` starts without them. */
export interface Cli {
  readonly version: string;
  readonly layers: LayerRegistry;
  readonly datasets: DatasetRegistry;
  /** The labs of the course, in order. */
  readonly lessons: LessonRegistry;
  /** Datasets whose files can be downloaded, by id. */
  readonly editions: ReadonlyMap<string, Edition>;
  /** Files of datasets in `folder`, or the project's own data folder. */
  dataSources(folder?: string): DataSources;
  /** Ids of the engines, the most promising first. */
  readonly engineIds: readonly string[];
  /** The fastest engine for a plan by measurement, or the one named; rejects with a sentence where there is none. */
  readonly chooseEngine: PrepareDependencies['chooseEngine'];
  /** What the WebAssembly engine makes of a plan; measured on one thread where asked. Rejects with a sentence where it cannot. */
  explainPlan(plan: NetworkPlan, config: TrainingConfig, measure: boolean): Promise<PlanExplanation>;
  /** The project's git-ignored folder of downloaded data. */
  readonly dataFolder: string;
  /** Networks to start from, those of the labs in a folder of their own. */
  readonly templatesFolder: string;
  /** The built page. */
  readonly appFolder: string;
  readonly out: Output;
  readonly err: Output;
  /** Aborted by the first Ctrl+C. */
  readonly signal: AbortSignal;
}

/** A terminal, a pipe or a file. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The command line is wrong: exit code 2 and a pointer to the help. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command cannot be carried out: exit code 1 and one sentence. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** A whole number given as an option; undefined where it is not. Throws UsageError where it is no such number. */
export function integerOption(values: OptionValues, name: string, min: number, max = Infinity): number | undefined {
  const given = values[name];
  if (given === undefined) return undefined;
  const number = Number(given);
  if (String(given).trim() === '' || !Number.isSafeInteger(number) || number < min || number > max) {
    const range = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
    throw new UsageError(`--${name} must be a whole number ${range}, received "${String(given)}".`);
  }
  return number;
}

/** A number above zero given as an option; undefined where it is not. Throws UsageError where it is no such number. */
export function positiveOption(values: OptionValues, name: string): number | undefined {
  const given = values[name];
  if (given === undefined) return undefined;
  const number = Number(given);
  if (!Number.isFinite(number) || number <= 0) throw new UsageError(`--${name} must be a number above 0, received "${String(given)}".`);
  return number;
}

/** One of a few names given as an option; undefined where it is not. Throws UsageError where it is another. */
export function choiceOption<const T extends string>(values: OptionValues, name: string, options: readonly T[]): T | undefined {
  const given = values[name];
  const chosen = options.find((option) => option === given);
  if (given !== undefined && chosen === undefined) throw new UsageError(`--${name} must be one of ${options.join(', ')}, received "${String(given)}".`);
  return chosen;
}

/** The engine named by --backend; undefined for the fastest by measurement. Throws UsageError where there is none of the name. */
export function backendOption(values: OptionValues, { engineIds }: Pick<Cli, 'engineIds'>): string | undefined {
  const chosen = choiceOption(values, 'backend', ['auto', ...engineIds]);
  return chosen === 'auto' ? undefined : chosen;
}

/** Throws UsageError where one of `names` is given without the option that it belongs to. */
export function belongTo(values: OptionValues, owner: string, isGiven: boolean, names: readonly string[]): void {
  const given = names.find((name) => values[name] !== undefined);
  if (given !== undefined && !isGiven) throw new UsageError(`--${given} belongs to ${owner}, which is not given.`);
}

/** A text given as an option; undefined where it is not. */
export function textOption(values: OptionValues, name: string): string | undefined {
  const given = values[name];
  return typeof given === 'string' ? given : undefined;
}
