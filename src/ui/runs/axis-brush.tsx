// The part of a parallel axis that is let through: dragged with the pointer, or moved by two handles with the keyboard.

import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import type { Brush } from '../../runs/parallel-axes.ts';

export interface AxisBrushProps {
  /** The axis's name. */
  readonly label: string;
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly brush: Brush | undefined;
  readonly onChange: (brush: Brush | undefined) => void;
}

/** Half the width that takes the pointer. */
const reach = 10;
const step = 0.05;
/** A drag shorter than this many pixels was a click, which lets everything through again. */
const clickPixels = 3;

export function AxisBrush({ label, x, top, bottom, brush, onChange }: AxisBrushProps) {
  const from = useRef<number>(undefined);
  const placeOf = (event: PointerEvent<SVGElement>) => {
    const box = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    return clamp((bottom - (event.clientY - (box?.top ?? 0))) / (bottom - top));
  };
  const y = (place: number) => bottom - place * (bottom - top);
  const [low, high] = brush ?? [0, 1];
  const move = (end: 0 | 1, place: number) => {
    const next: Brush = end === 0 ? [Math.min(clamp(place), high), high] : [low, Math.max(clamp(place), low)];
    onChange(next[0] === 0 && next[1] === 1 ? undefined : next);
  };
  return (
    <g>
      <rect
        className="parallel-grip" x={x - reach} y={top - 4} width={2 * reach} height={bottom - top + 8}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          from.current = placeOf(event);
        }}
        onPointerMove={(event) => {
          if (from.current === undefined) return;
          const to = placeOf(event);
          if (Math.abs(to - from.current) * (bottom - top) >= clickPixels) onChange([Math.min(from.current, to), Math.max(from.current, to)]);
        }}
        onPointerUp={(event) => {
          if (from.current !== undefined && Math.abs(placeOf(event) - from.current) * (bottom - top) < clickPixels) onChange(undefined);
          from.current = undefined;
        }}
      />
      {brush && <rect className="parallel-brush" x={x - 5} y={y(high)} width={10} height={Math.max(2, y(low) - y(high))} rx={2} />}
      {([0, 1] as const).map((end) => (
        <rect
          key={end} className="parallel-handle" data-shown={brush !== undefined || undefined} x={x - 7} y={y(end === 0 ? low : high) - 3} width={14} height={6} rx={3}
          role="slider" tabIndex={0} aria-orientation="vertical" aria-label={`${label}, ${end === 0 ? 'from' : 'to'}`}
          aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(100 * (end === 0 ? low : high))} aria-valuetext={`${Math.round(100 * (end === 0 ? low : high))} % of the axis`}
          onKeyDown={(event) => onKey(event, end === 0 ? low : high, (place) => move(end, place), () => onChange(undefined))}
        />
      ))}
    </g>
  );
}

function clamp(place: number): number {
  return Math.min(1, Math.max(0, place));
}

function onKey(event: KeyboardEvent, place: number, move: (place: number) => void, clear: () => void): void {
  const moves: Readonly<Record<string, () => void>> = {
    ArrowUp: () => move(place + step), ArrowDown: () => move(place - step), ArrowRight: () => move(place + step), ArrowLeft: () => move(place - step),
    PageUp: () => move(place + 4 * step), PageDown: () => move(place - 4 * step), Home: () => move(0), End: () => move(1), Delete: clear, Backspace: clear, Escape: clear,
  };
  const act = moves[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}
