// The Runs tab: every kept run in a table, and those chosen drawn over each other or as lines through their settings.

import { Suspense, useMemo, useRef, useState } from 'react';
import { create } from 'zustand';
import { defaultSorting, type RunSorting } from '../../runs/run-columns.ts';
import { PlotSubjectContext } from '../charts/plot-subject.ts';
import { lazyComponent } from '../lazy-component.ts';
import { ParallelPlot } from './parallel-plot.tsx';
import { RunsBar, type RunsView } from './runs-bar.tsx';
import { RunsTable } from './runs-table.tsx';
import { SweepProgress } from './sweep-progress.tsx';
import { useRuns, useShownRuns } from './use-runs.ts';
import './runs-tab.css';

const RunOverlay = lazyComponent(() => import('./run-overlay.tsx'), 'RunOverlay');

/** As the tab was left; kept while the page is open. */
const useShown = create<{ readonly filter: string; readonly sorting: RunSorting; readonly view: RunsView }>(() => ({ filter: '', sorting: defaultSorting, view: 'curves' }));

/** Their plots are of several networks. */
const subject = { network: 'Kept runs' } as const;

export function RunsTab() {
  const { filter, sorting, view } = useShown();
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
      <RunsBar filter={filter} onFilter={(text) => useShown.setState({ filter: text })} view={view} onView={(next) => useShown.setState({ view: next })} shown={shown} total={total} />
      <SweepProgress />
      {isEmpty
        ? <EmptyRuns isLoading={status === 'loading'} />
        : (
          <div className="runs-body">
            <div className="runs-scroller" ref={scroller}>
              <RunsTable records={shown} sorting={sorting} onSort={(next) => useShown.setState({ sorting: next })} scroller={scroller} pointed={pointed} onPoint={setPointed} />
              {shown.length === 0 && <p className="runs-none" role="status">No run holds all of “{filter}”.</p>}
            </div>
            <PlotSubjectContext value={subject}>
              {view === 'parallel' && <div className="runs-side"><ParallelPlot records={shown} pointed={pointed} onPoint={setPointed} /></div>}
              {view === 'curves' && chosen.length > 0 && <div className="runs-side"><Suspense><RunOverlay records={chosen} /></Suspense></div>}
            </PlotSubjectContext>
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
