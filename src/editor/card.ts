// The size of a node's card and the grid it lies on, in canvas pixels: commands that place nodes and the
// canvas that draws them must agree.

import { maxPosition, type Position } from '../core/document.ts';

export const cardWidth = 184;
/** Room for the three lines of a card, or for three ports; cards with more ports are taller. */
const minCardHeight = 72;
const portPitch = 18;
/** Between one card and the next in a row: room for a wire and its shape. */
export const cardGap = 72;
/** Positions are multiples of this. */
export const grid = 8;

/** Height of a card with this many ports on its busier side. */
export function cardHeight(ports: number): number {
  // Steps of two grid cells keep the middle, where single ports lie, on the grid.
  return Math.max(minCardHeight, Math.ceil(((ports + 1) * portPitch - minCardHeight) / (2 * grid)) * 2 * grid + minCardHeight);
}

/** The nearest point of the grid that a document may hold. */
export function snap({ x, y }: Position): Position {
  return within({ x: toGrid(x), y: toGrid(y) });
}

/** The nearest place that a document may hold. */
export function within({ x, y }: Position): Position {
  const clamp = (value: number) => Math.max(-maxPosition, Math.min(maxPosition, value));
  return { x: clamp(x), y: clamp(y) };
}

/** Adding zero turns minus zero, which JSON does not have, into zero. */
function toGrid(value: number): number {
  return Math.round(value / grid) * grid + 0;
}

/** True where two cards at these places would cover each other or all but touch. */
export function overlaps(a: Position, b: Position): boolean {
  const margin = 2 * grid;
  return Math.abs(a.x - b.x) < cardWidth + margin && Math.abs(a.y - b.y) < minCardHeight + margin;
}
