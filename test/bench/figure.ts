// What a benchmark reports, and how it measures: interleaved rounds, medians, so that a slow moment of the
// machine touches all candidates alike.

/** One line of `npm run bench -- --json`. */
export interface Figure {
  readonly bench: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What `ratio` compares with: `value / value of against`. */
  readonly against?: string;
  readonly ratio?: number;
}

export type Report = (figure: Omit<Figure, 'bench'>) => void;

/** What every `*.bench.ts` exports. */
export interface Bench {
  /** One sentence: what is measured, and the target where there is one. */
  readonly about: string;
  /** What `--only NAME` can choose of it. */
  readonly options?: { readonly name: string; readonly known: readonly string[] };
  /** Measures all there is, or what is chosen. */
  run(report: Report, chosen: readonly string[]): Promise<void>;
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** Median of what each candidate returns, over `rounds` rounds in each of which every candidate runs once. */
export async function interleave<Name extends string>(
  candidates: Readonly<Record<Name, () => number | Promise<number>>>, rounds: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(candidates) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) values[name].push(await candidates[name]());
  }
  return Object.fromEntries(names.map((name) => [name, median(values[name])])) as Record<Name, number>;
}

/** Milliseconds that `work` takes. */
export async function timeMs(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
