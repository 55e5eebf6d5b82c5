// Feeds the overlays of lenses that are switched on, whatever tab the dock shows.

import { Suspense } from 'react';
import { useOverlays } from '../canvas/overlay-store.ts';
import { useLensNetwork } from './lens-network.ts';
import { lenses } from './registry.ts';

export function OverlayHost() {
  const on = useOverlays((overlays) => overlays.on);
  const shown = lenses.filter(({ id, Overlay }) => Overlay && on.includes(id));
  const state = useLensNetwork(shown.some(({ overlaysRuns }) => !overlaysRuns));
  if (state.state !== 'ready') return null;
  const { network } = state;
  return shown.map(({ id, Overlay, overlaysRuns }) => Overlay && (network.name === 'run' || network.past || !overlaysRuns) && <Suspense key={id}><Overlay network={network} /></Suspense>);
}
