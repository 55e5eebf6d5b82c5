// The Lenses tab of the dock: the lenses by name, and the view of the chosen one on the network that is there to look at.

import { Tabs } from 'radix-ui';
import { memo, Suspense, useEffect, useMemo } from 'react';
import { useOverlays } from '../canvas/overlay-store.ts';
import { PlotSubjectContext } from '../charts/plot-subject.ts';
import { Button } from '../controls/button.tsx';
import { ErrorBoundary } from '../error-boundary.tsx';
import { useServices, useSession } from '../services.tsx';
import { stepOf, useLensNetwork, type LensNetwork } from './lens-network.ts';
import { weightsText } from './opened-weights.ts';
import { lenses, type Lens } from './registry.ts';
import { Scrubber } from './scrubber.tsx';
import './lenses-tab.css';

export function LensesTab() {
  const { session } = useServices();
  const wanted = useSession((state) => state.lens);
  const chosen = lenses.find(({ id }) => id === wanted) ?? lenses[0];
  const state = useLensNetwork();
  useEffect(() => useOverlays.setState({ mayOpen: true }), []);
  if (!chosen) return null;
  return (
    <Tabs.Root className="lenses" orientation="vertical" value={chosen.id} onValueChange={session.showLens}>
      <Tabs.List className="lens-list" aria-label="Lenses">
        {lenses.map(({ id, label }) => <Tabs.Trigger key={id} className="lens-name" value={id}>{label}</Tabs.Trigger>)}
      </Tabs.List>
      <Tabs.Content className="lens-view" value={chosen.id}>
        <Scrubber />
        {state.state === 'ready' && <OpenLens lens={chosen} network={state.network} />}
        {state.state === 'opening' && <p className="tab-empty" role="status">{chosen.summary} Opening the network.</p>}
        {state.state === 'failed' && (
          <div className="tab-empty" role="status">
            <p>{state.reason}</p>
            <Button onClick={state.retry}>Try again</Button>
          </div>
        )}
      </Tabs.Content>
    </Tabs.Root>
  );
}

/** Drawn anew for another network alone: the tab itself hears of every batch. */
const OpenLens = memo(function OpenLens({ lens: { label, View }, network }: { readonly lens: Lens; readonly network: LensNetwork }) {
  const note = noteOn(network);
  const step = stepOf(network);
  const named = network.opened?.name;
  const subject = useMemo(() => ({ lens: label, step, ...(named !== undefined && { network: named }) }), [label, step, named]);
  return (
    <ErrorBoundary part={`The lens ${label}`}>
      {note && <p className="lens-note">{note}</p>}
      <PlotSubjectContext value={subject}><Suspense><View network={network} /></Suspense></PlotSubjectContext>
    </ErrorBoundary>
  );
});

/** What the network is, where that is not the run's present state. */
function noteOn({ name, past, opened, isOutdated }: LensNetwork): string | undefined {
  const outdated = 'The canvas has changed since; this is the network that was trained.';
  if (opened) return `This is ${opened.name} with its ${weightsText(opened)}.${isOutdated ? ` ${outdated}` : ''}`;
  if (past) return `This is the network as it was after step ${past.step.toLocaleString('en-US')}.`;
  if (name === 'preview') return 'The network is not trained yet: these are its initial weights.';
  return isOutdated ? outdated : undefined;
}
