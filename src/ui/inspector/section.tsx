// A titled part of the inspector.

import type { ReactNode } from 'react';

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="section" aria-label={title}>
      <h3 className="section-title">{title}</h3>
      {children}
    </section>
  );
}

/** Names and values in two columns; `exact` is shown on hover. */
export function Facts({ rows }: { rows: readonly { name: string; value: ReactNode; exact?: string | undefined }[] }) {
  return (
    <dl className="facts">
      {rows.map(({ name, value, exact }) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd title={exact}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
