// Feeds the overlays of lenses that are switched on, whatever tab the dock shows: of runs, and of the canvas's own network once
// somebody has looked at it through a lens. Before, nothing is asked for: what is on from the start costs nothing at page open.

import { Suspense, useEffect } from 'react';
import { orderOverlays, useOverlays } from '../canvas/overlay-store.ts';
import { useSession } from '../services.tsx';
import { useLensNetwork } from './lens-network.ts';
import { lenses } from './registry.ts';

export function OverlayHost() {
  const on = useSession((session) => session.overlays);
  const mayOpen = useOverlays((overlays) => overlays.mayOpen);
  useEffect(() => orderOverlays(on), [on]);
  const shown = lenses.filter(({ id, Overlay }) => Overlay && on.includes(id));
  const state = useLensNetwork(mayOpen && shown.some(({ overlaysRuns }) => !overlaysRuns));
  if (state.state !== 'ready') return null;
  const { network } = state;
  return shown.map(({ id, Overlay, overlaysRuns }) => Overlay && (network.name === 'run' || network.past || !overlaysRuns) && <Suspense key={id}><Overlay network={network} /></Suspense>);
}
