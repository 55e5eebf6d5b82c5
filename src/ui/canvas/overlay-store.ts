// What lenses lay over the canvas: a small picture on each card, a tone and a label on each wire. Lenses that the session has
// switched on fill it; cards and wires each read their own entry, so that one that stays the same is not drawn again.

import type { ReactNode } from 'react';
import { create } from 'zustand';
import { useSession } from '../services.tsx';

export type WireTone = 'good' | 'caution' | 'bad';

export interface WireOverlay {
  readonly tone: WireTone;
  /** Instead of the shape: a number with its unit. */
  readonly label?: string;
}

/** By node and by edge id. An entry keeps its identity while it shows the same. */
export interface Overlay {
  readonly cards?: ReadonlyMap<string, ReactNode>;
  readonly wires?: ReadonlyMap<string, WireOverlay>;
}

interface Overlays {
  /** By lens. */
  readonly shown: Readonly<Record<string, Overlay>>;
  /** Whether the canvas's own network may be opened in the worker for overlays: a lens was looked at in this visit. */
  readonly mayOpen: boolean;
  /** The canvas is seen from so far away that pictures on cards are left out. */
  readonly isTiny: boolean;
}

export const useOverlays = create<Overlays>(() => ({ shown: {}, mayOpen: false, isTiny: false }));

/** Lays a lens's pictures over the canvas, instead of those before. */
export function showOverlay(lens: string, overlay: Overlay): void {
  useOverlays.setState(({ shown }) => ({ shown: { ...shown, [lens]: overlay } }));
}

/** Takes a lens's pictures away. */
export function clearOverlay(lens: string): void {
  useOverlays.setState(({ shown: { [lens]: _, ...rest } }) => ({ shown: rest }));
}

/** What lies on a card: of several lenses that are on, that of the foremost. */
export function useCardOverlay(node: string): ReactNode {
  const on = useSession((state) => state.overlays);
  return useOverlays(({ shown }) => foremost(on, shown, (overlay) => overlay.cards?.get(node)));
}

/** What lies on a wire, likewise. */
export function useWireOverlay(edge: string): WireOverlay | undefined {
  const on = useSession((state) => state.overlays);
  return useOverlays(({ shown }) => foremost(on, shown, (overlay) => overlay.wires?.get(edge)));
}

function foremost<T>(on: readonly string[], shown: Overlays['shown'], read: (overlay: Overlay) => T | undefined): T | undefined {
  for (let i = on.length - 1; i >= 0; i--) {
    const overlay = shown[on[i] ?? ''];
    const found = overlay && read(overlay);
    if (found !== undefined) return found;
  }
  return undefined;
}
