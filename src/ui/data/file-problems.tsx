// Files that were left out, each with the reason.

import type { FileProblem } from '../../core/own-data.ts';

const maxShown = 50;
/** So few are told at once. */
const fewOpen = 5;

export function FileProblems({ problems }: { readonly problems: readonly FileProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <details className="own-problems" open={problems.length <= fewOpen}>
      <summary>{problems.length === 1 ? '1 thing was left out' : `${problems.length.toLocaleString('en-US')} things were left out`}; the rest is kept</summary>
      <ul>
        {/* The same file may have two problems. */}
        {problems.slice(0, maxShown).map(({ file, reason }, index) => (
          // Some reasons are sentences that name the file.
          <li key={index}>{reason.startsWith(`${file} `) ? reason : <><b>{file}</b>: {reason}</>}</li>
        ))}
        {problems.length > maxShown && <li>and {(problems.length - maxShown).toLocaleString('en-US')} more</li>}
      </ul>
    </details>
  );
}
