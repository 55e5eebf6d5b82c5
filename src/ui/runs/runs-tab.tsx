// The Runs tab: every kept run in a table, and those chosen drawn over each other or as lines through their settings.

import { Suspense, useMemo, useRef, useState } from 'react';
import { defaultSorting } from '../../runs/run-columns.ts';
import { lazyComponent } from '../lazy-component.ts';
import { ParallelPlot } from './parallel-plot.tsx';
import { RunsBar, type RunsView } from './runs-bar.tsx';
import { RunsTable } from './runs-table.tsx';
import { SweepOffer } from './sweep-offer.tsx';
import { SweepProgress } from './sweep-progress.tsx';
import { useRuns, useShownRuns } from './use-runs.ts';
import './runs-tab.css';

const RunOverlay = lazyComponent(() => import('./run-overlay.tsx'), 'RunOverlay');

export function RunsTab() {
  const [filter, setFilter] = useState('');
  const [sorting, setSorting] = useState(defaultSorting);
  const [view, setView] = useState<RunsView>('curves');
  const [pointed, setPointed] = useState<string>();
  const scroller = useRef<HTMLDivElement>(null);
  const status = useRuns((state) => state.status);
  const total = useRuns((state) => state.records.length);
  const selected = useRuns((state) => state.selected);
  const shown = useShownRuns(filter, sorting);
  const isEmpty = total === 0;
  const chosen = useMemo(() => shown.filter(({ id }) => selected.includes(id)), [shown, selected]);
  return (
    <div className="runs">
      <RunsBar filter={filter} onFilter={setFilter} view={view} onView={setView} shown={shown} total={total} />
      <SweepProgress />
      <SweepOffer />
      {isEmpty
        ? <EmptyRuns isLoading={status === 'loading'} />
        : (
          <div className="runs-body">
            <div className="runs-scroller" ref={scroller}>
              <RunsTable records={shown} sorting={sorting} onSort={setSorting} scroller={scroller} pointed={pointed} onPoint={setPointed} />
              {shown.length === 0 && <p className="runs-none" role="status">No run holds all of “{filter}”.</p>}
            </div>
            {view === 'parallel' && <div className="runs-side"><ParallelPlot records={shown} pointed={pointed} onPoint={setPointed} /></div>}
            {view === 'curves' && chosen.length > 0 && <div className="runs-side"><Suspense><RunOverlay records={chosen} /></Suspense></div>}
          </div>
        )}
    </div>
  );
}

function EmptyRuns({ isLoading }: { readonly isLoading: boolean }) {
  if (isLoading) return <p className="tab-empty" role="status">Reading the kept runs.</p>;
  return (
    <div className="runs-empty">
      <p><strong>Every run is kept here</strong> from its first batch on: network, settings and seed, engine, curves, and the weights it ended with.</p>
      <p>
        Choose several to see their curves over each other, or see all of them as lines through their settings. Compare trains two variants side
        by side on the same batches; Sweep tries many settings one after another. Train adds the first line.
      </p>
    </div>
  );
}
