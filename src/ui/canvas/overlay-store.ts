// What lenses lay over the canvas: a small picture on each card, a tone and a label on each wire. Lenses that are
// switched on fill it; cards and wires each read their own entry, so that one that stays the same is not drawn again.

import type { ReactNode } from 'react';
import { create } from 'zustand';

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
  /** Ids of the lenses that are switched on, the last one foremost. */
  readonly on: readonly string[];
  /** By lens. */
  readonly shown: Readonly<Record<string, Overlay>>;
}

/** Health is on until it is switched off: it is cheap, and shows runs alone. */
export const useOverlays = create<Overlays>(() => ({ on: ['health'], shown: {} }));

/** Switches a lens's overlay on or off; switched off, it is gone at once. */
export function switchOverlay(lens: string, isOn: boolean): void {
  useOverlays.setState(({ on, shown }) => {
    const others = on.filter((id) => id !== lens);
    const { [lens]: _, ...rest } = shown;
    return isOn ? { on: [...others, lens] } : { on: others, shown: rest };
  });
}

/** Lays a lens's pictures over the canvas, instead of those before; nothing where it is switched off. */
export function showOverlay(lens: string, overlay: Overlay): void {
  useOverlays.setState(({ on, shown }) => (on.includes(lens) ? { shown: { ...shown, [lens]: overlay } } : {}));
}

/** What lies on a card: of several lenses that of the last switched on. */
export function useCardOverlay(node: string): ReactNode {
  return useOverlays((state) => foremost(state, (overlay) => overlay.cards?.get(node)));
}

/** What lies on a wire, likewise. */
export function useWireOverlay(edge: string): WireOverlay | undefined {
  return useOverlays((state) => foremost(state, (overlay) => overlay.wires?.get(edge)));
}

function foremost<T>({ on, shown }: Overlays, read: (overlay: Overlay) => T | undefined): T | undefined {
  for (let i = on.length - 1; i >= 0; i--) {
    const overlay = shown[on[i] ?? ''];
    const found = overlay && read(overlay);
    if (found !== undefined) return found;
  }
  return undefined;
}
