// Feeds the overlays of lenses that are switched on, whatever tab the dock shows.

import { Suspense } from 'react';
import { useOverlays } from '../canvas/overlay-store.ts';
import { useLensNetwork } from './lens-network.ts';
import { lenses } from './registry.ts';

export function OverlayHost() {
  const state = useLensNetwork();
  const on = useOverlays((overlays) => overlays.on);
  if (state.state !== 'ready') return null;
  return lenses.map(({ id, Overlay }) => Overlay && on.includes(id) && <Suspense key={id}><Overlay network={state.network} /></Suspense>);
}
