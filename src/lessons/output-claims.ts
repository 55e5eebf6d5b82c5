// Claims about what a computation gives, number by number.

import { outcomeOf, type Claim } from '../core/lesson.ts';
import { near } from './measures.ts';

/** The trial's output is exactly this: rows of columns, for several channels one below the other. */
export function sameOutput(trial: string, text: string, rows: readonly (readonly number[])[]): Claim {
  return {
    text,
    output: { trial, values: rows.flat() },
    check: (results) => {
      const { output, shape } = outcomeOf(results, trial, 'computation');
      const columns = shape.at(-1) ?? 1;
      const found = Array.from({ length: output.length / columns }, (_, row) => [...output.subarray(row * columns, (row + 1) * columns)]);
      return { holds: columns === rows[0]?.length && near(output, rows.flat(), 1e-5), measured: found.map((row) => `[${row.map(tidy).join(', ')}]`).join(' ') };
    },
  };
}

/** Rounding leaves its traces far behind the point; they are no part of the lesson. */
function tidy(value: number): string {
  return String(Number(value.toFixed(4)) + 0);
}
