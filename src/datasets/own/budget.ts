// How much a file may make the program hold and do. Every reader counts what it takes against one budget, before it
// takes it where the file says how much there is, and while it reads where it does not.

import { DataFormatError } from '../idx.ts';

/** What is counted. `bytes` are those held after unpacking, `numbers` those that the examples become. */
export type Resource = 'bytes' | 'entries' | 'columns' | 'numbers' | 'seconds';

export type BudgetLimits = Readonly<Record<Resource, number>>;

export const defaultLimits: BudgetLimits = {
  bytes: 2 * 2 ** 30,
  entries: 300_000,
  /** Gene expression has 60,000. */
  columns: 65_536,
  /** 800 MB of floats. */
  numbers: 200_000_000,
  seconds: 1800,
};

export interface Budget {
  /** Counts `amount` as taken. Throws DataFormatError that names the file, the limit and `advice` where that is more than is left. */
  take(resource: Exclude<Resource, 'seconds'>, amount: number, advice?: string): void;
  /** Throws DataFormatError where reading has lasted too long; for each piece that is read. */
  checkTime(): void;
}

/** A budget for one file, or several that are read as one. `now` gives milliseconds. */
export function createBudget(name: string, limits: Partial<BudgetLimits> = {}, now: () => number = () => performance.now()): Budget {
  const most = { ...defaultLimits, ...limits };
  const taken = { bytes: 0, entries: 0, columns: 0, numbers: 0 };
  const start = now();
  return {
    take(resource, amount, advice) {
      // Amounts that are no number are too much as well.
      if (taken[resource] + amount <= most[resource]) taken[resource] += amount;
      else throw new DataFormatError(`${name} ${sentences[resource](most[resource])}${advice === undefined ? '' : `; ${advice}`}.`);
    },
    checkTime() {
      if (now() - start > 1000 * most.seconds) throw new DataFormatError(`${name} ${sentences.seconds(most.seconds)}.`);
    },
  };
}

const sentences: Readonly<Record<Resource, (limit: number) => string>> = {
  bytes: (limit) => `unpacks to more than ${sizeText(limit)}, which is not read`,
  entries: (limit) => `holds more than ${count(limit)} files; expected at most as many`,
  columns: (limit) => `has more than ${count(limit)} columns; expected at most as many`,
  numbers: (limit) => `would become more than ${count(limit)} numbers; expected at most as many`,
  seconds: (limit) => `has been read for ${count(limit / 60)} minutes and is still not done; reading was stopped`,
};

function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}

function sizeText(bytes: number): string {
  return bytes >= 2 ** 30 ? `${count(bytes / 2 ** 30)} GB` : `${count(bytes / 2 ** 20)} MB`;
}
