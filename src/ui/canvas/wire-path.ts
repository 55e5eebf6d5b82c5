// The path of a wire: a bezier forwards, a lane below the row where cards lie in between, and a carriage return
// where the next card lies in a row below.

import { getBezierPath, getSmoothStepPath, Position } from '@xyflow/react';
import type { Layout, Position as Place } from '../../core/document.ts';
import { cardGap, cardHeight, cardWidth } from '../../editor/card.ts';

export interface WireEnds {
  readonly sourceX: number;
  readonly sourceY: number;
  readonly targetX: number;
  readonly targetY: number;
}

const turn = 24;
/** Half the gap between cards: where a wire turns into its lane, and out of it. */
const bend = cardGap / 2;
const laneGap = 20;

/** SVG path and the middle of it, from an output on the right of a card to an input on the left of another. */
export function wirePath(ends: WireEnds, lane?: number): { path: string; x: number; y: number } {
  const { sourceX, sourceY, targetX, targetY } = ends;
  if (lane !== undefined && targetX - sourceX > 2 * bend) {
    const down = `C ${sourceX + bend} ${sourceY} ${sourceX} ${lane} ${sourceX + bend} ${lane}`;
    const up = `C ${targetX} ${lane} ${targetX - bend} ${targetY} ${targetX} ${targetY}`;
    return { path: `M ${sourceX} ${sourceY} ${down} L ${targetX - bend} ${lane} ${up}`, x: (sourceX + targetX) / 2, y: lane };
  }
  const around = { ...ends, sourcePosition: Position.Right, targetPosition: Position.Left };
  const [path, x, y] = targetX >= sourceX
    ? getBezierPath({ ...around, curvature: 0.3 })
    : getSmoothStepPath({ ...around, borderRadius: turn, offset: turn });
  return { path, x, y };
}

/** Height of the lane that a wire takes below its row; none where nothing lies between its cards. */
export function laneOf({ nodes }: Layout, source: string, target: string): number | undefined {
  const from = nodes[source];
  const to = nodes[target];
  if (!from || !to || to.x - from.x < 2 * cardWidth) return undefined;
  const height = cardHeight(1);
  const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y) + height];
  const between = cardsBetween(nodes, from.x, to.x).filter(([id, { y }]) => id !== source && id !== target && y + height > top && y < bottom);
  const inRow = between.filter(([, { y }]) => Math.abs(y - from.y) < height);
  if (between.length === 0) return undefined;
  return Math.max(from.y, ...inRow.map(([, { y }]) => y)) + height + laneGap;
}

/** Cards of a layout by their left edge. */
const sorted = new WeakMap<Layout['nodes'], readonly (readonly [id: string, place: Place])[]>();

/** Cards that reach beyond the card at `left` and begin before `right`. */
function cardsBetween(nodes: Layout['nodes'], left: number, right: number): readonly (readonly [id: string, place: Place])[] {
  let cards = sorted.get(nodes);
  if (!cards) {
    cards = Object.entries(nodes).toSorted(([, a], [, b]) => a.x - b.x);
    sorted.set(nodes, cards);
  }
  return cards.slice(firstBeyond(cards, left), firstBeyond(cards, right, true));
}

/** Index of the first card whose left edge is beyond `x`, or at it where `orAt`. */
function firstBeyond(cards: readonly (readonly [id: string, place: Place])[], x: number, orAt = false): number {
  let [low, high] = [0, cards.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = cards[middle]?.[1].x ?? 0;
    if (at > x || (orAt && at === x)) high = middle;
    else low = middle + 1;
  }
  return low;
}
