// How many examples each class has, as bars.

import { PlotDownload } from '../charts/plot-download.tsx';
import { tableScene } from '../charts/table-scene.ts';
import { exactCount } from '../format.ts';

export function ClassBalance({ names, counts }: { readonly names: readonly string[]; readonly counts: readonly number[] }) {
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  const least = counts.reduce((a, b) => Math.min(a, b), most);
  return (
    <section className="own-balance" aria-label="Class balance">
      <p className="own-balance-caption">
        Class balance
        <PlotDownload
          name="Class balance" rows={() => [['class', 'examples'], ...names.map((name, index) => [name, counts[index] ?? 0])]}
          drawing={{ scene: (measure) => tableScene([['Class', 'Examples'], ...names.map((name, index) => [name, { text: exactCount(counts[index] ?? 0), share: (counts[index] ?? 0) / most }])], measure) }}
        />
      </p>
      <ul>
        {names.map((name, index) => (
          <li key={name}>
            <span className="own-balance-name" title={name}>{name}</span>
            <span className="own-balance-bar" aria-hidden><span style={{ width: `${(100 * (counts[index] ?? 0)) / most}%` }} /></span>
            <span className="own-balance-count">{exactCount(counts[index] ?? 0)}</span>
          </li>
        ))}
      </ul>
      {least * 5 < most && <p className="own-note">The largest class has {Math.round(most / Math.max(least, 1))} times as many as the smallest; accuracy alone will flatter the network.</p>}
    </section>
  );
}
