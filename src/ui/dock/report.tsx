// What the dock's tables have in common: totals beside them, and a dash where there is nothing to tell.

import './report.css';

/** Pairs of a name and a figure. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: string])[] }) {
  return (
    <dl className="report-facts" aria-label="Totals">
      {facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

/** The dash; `label` says to a screen reader what it stands for. */
export function None({ label = 'none' }: { readonly label?: string }) {
  return <span className="quiet" aria-label={label}>–</span>;
}
