// What lenses lay over the canvas: a small picture on each card, a tone and a label on each wire. Lenses that the session has
// switched on fill it; cards and wires each read their own entry, so that one that stays the same is not drawn again.

import type { ReactNode } from 'react';
import { create } from 'zustand';

export type WireTone = 'good' | 'caution' | 'bad';

export interface WireOverlay {
  readonly tone: WireTone;
  /** Instead of the shape: a number with its unit. */
  readonly label?: string;
}

/** By node and by edge id. */
export interface Overlay {
  readonly cards?: ReadonlyMap<string, ReactNode>;
  readonly wires?: ReadonlyMap<string, WireOverlay>;
}

interface Overlays extends Required<Overlay> {
  /** Whether the canvas's own network may be opened in the worker for overlays: a lens was looked at in this visit. */
  readonly mayOpen: boolean;
  /** The canvas is seen from so far away that pictures on cards are left out. */
  readonly isTiny: boolean;
}

export const useOverlays = create<Overlays>(() => ({ cards: new Map(), wires: new Map(), mayOpen: false, isTiny: false }));

/** What lenses have given, by lens, and their order, the last one foremost. */
const given = new Map<string, Overlay>();
let order: readonly string[] = [];
let frame: number | undefined;

/** More cards or wires than these are changed in several frames, so that a thousand leave the page smooth. */
const mostAtOnce = 40;

/** Lays a lens's pictures over the canvas, instead of those before. */
export function showOverlay(lens: string, overlay: Overlay): void {
  given.set(lens, overlay);
  deliver();
}

/** Takes a lens's pictures away. */
export function clearOverlay(lens: string): void {
  given.delete(lens);
  deliver();
}

/** Where several lenses have something for a card or a wire, the last of `lenses` is seen. */
export function orderOverlays(lenses: readonly string[]): void {
  order = lenses;
  deliver();
}

/** What lies on a card. */
export function useCardOverlay(node: string): ReactNode {
  return useOverlays(({ cards }) => cards.get(node));
}

/** What lies on a wire. */
export function useWireOverlay(edge: string): WireOverlay | undefined {
  return useOverlays(({ wires }) => wires.get(edge));
}

function deliver(): void {
  const lenses = [...given.keys()].sort((a, b) => order.indexOf(a) - order.indexOf(b)).map((lens) => given.get(lens));
  const { cards, wires } = useOverlays.getState();
  const nextCards = towards(cards, new Map(lenses.flatMap((overlay) => [...overlay?.cards ?? []])), Object.is);
  const nextWires = towards(wires, new Map(lenses.flatMap((overlay) => [...overlay?.wires ?? []])), isSameWire);
  if (nextCards.changed + nextWires.changed > 0) useOverlays.setState({ cards: nextCards.map, wires: nextWires.map });
  if (frame !== undefined || (nextCards.changed < mostAtOnce && nextWires.changed < mostAtOnce)) return;
  frame = requestAnimationFrame(() => {
    frame = undefined;
    deliver();
  });
}

/** `shown` with so many entries changed to those of `wanted` as may be at once; the others, and those that are the same, stay. */
function towards<T>(shown: ReadonlyMap<string, T>, wanted: ReadonlyMap<string, T>, isSame: (a: T, b: T) => boolean): { readonly map: ReadonlyMap<string, T>; readonly changed: number } {
  const map = new Map(shown);
  let changed = 0;
  for (const [id, value] of wanted) {
    if (changed === mostAtOnce) break;
    if (map.has(id) && isSame(map.get(id) as T, value)) continue;
    map.set(id, value);
    changed++;
  }
  for (const id of shown.keys()) {
    if (changed === mostAtOnce) break;
    if (!wanted.has(id) && map.delete(id)) changed++;
  }
  return { map, changed };
}

function isSameWire(a: WireOverlay, b: WireOverlay): boolean {
  return a.tone === b.tone && a.label === b.label;
}
