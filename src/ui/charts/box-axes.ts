// Axes around a box that shows a plane: ticks and names below and on the left.

import type { Mark } from './scene.ts';
import { linearTicks, tickTexts } from './ticks.ts';

type Range = readonly [low: number, high: number];

/** Where the plane lies within its drawing, in CSS pixels. */
export interface PlotBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels from one tick to the next, about. */
const every = { x: 70, y: 36 };

/** The place of a value along an axis that begins at `from`. */
export function boxScale([low, high]: Range, from: number, length: number): (value: number) => number {
  return (value) => from + ((value - low) / (high - low || 1)) * length;
}

export function boxAxis(range: Range, box: PlotBox, name: string, axis: 'x' | 'y'): Mark[] {
  const bottom = box.top + box.height;
  const to = axis === 'x' ? boxScale(range, box.left, box.width) : boxScale(range, bottom, -box.height);
  const ticks = linearTicks(...range, Math.max(2, axis === 'x' ? box.width / every.x : box.height / every.y));
  const texts = tickTexts(ticks, tickText);
  return [
    ...ticks.map((tick, i): Mark => (axis === 'x'
      ? { type: 'text', text: texts[i] ?? '', x: to(tick), y: bottom + 10, anchor: 'middle', fill: '--text-faint' }
      : { type: 'text', text: texts[i] ?? '', x: box.left - 5, y: to(tick), anchor: 'end', fill: '--text-faint' })),
    ...ticks.map((tick): Mark => ({
      type: 'line', stroke: '--border-strong', width: 1,
      points: axis === 'x' ? [to(tick), bottom, to(tick), bottom + 3] : [box.left - 3, to(tick), box.left, to(tick)],
    })),
    axis === 'x'
      ? { type: 'text', text: name, x: box.left + box.width / 2, y: bottom + 25, anchor: 'middle', fill: '--text-quiet' }
      : { type: 'text', text: name, x: box.left, y: box.top - 10, anchor: 'start', fill: '--text-quiet' },
  ];
}

function tickText(tick: number): string {
  return tick !== 0 && (Math.abs(tick) >= 1e5 || Math.abs(tick) < 1e-3) ? tick.toExponential(0) : String(tick);
}
