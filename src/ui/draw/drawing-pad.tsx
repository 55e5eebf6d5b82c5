// A square to draw on with mouse, pen or finger. It keeps strokes, and hands out the ink as grey pixels.

import { useEffect, useRef, type PointerEvent } from 'react';
import type { GreyDrawing } from './mnist-frame.ts';

/** Points as fractions of the pad's side. */
export type Stroke = readonly { readonly x: number; readonly y: number }[];

export interface DrawingPadProps {
  readonly strokes: readonly Stroke[];
  readonly onChange: (strokes: readonly Stroke[]) => void;
}

/** Width of the pen as a fraction of the pad: MNIST's pens are about 2 to 3 of the box's 20 pixels. */
const penWidth = 0.09;

export function DrawingPad({ strokes, onChange }: DrawingPadProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const current = useRef<{ readonly before: readonly Stroke[]; points: Stroke } | undefined>(undefined);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const side = Math.round(element.clientWidth * devicePixelRatio);
    element.width = side;
    element.height = side;
    paint(context, strokes, side, getComputedStyle(element).color);
  }, [strokes]);

  const begin = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    current.current = { before: strokes, points: pointsOf(event) };
    onChange([...strokes, current.current.points]);
  };
  const draw = (event: PointerEvent<HTMLCanvasElement>) => {
    const drawing = current.current;
    if (!drawing) return;
    drawing.points = [...drawing.points, ...pointsOf(event)];
    onChange([...drawing.before, drawing.points]);
  };
  const end = () => { current.current = undefined; };
  return (
    <canvas
      ref={canvas} className="drawing-pad" role="img" aria-label={strokes.length === 0 ? 'Empty drawing pad' : 'Your drawing'}
      onPointerDown={begin} onPointerMove={draw} onPointerUp={end} onPointerCancel={end}
    />
  );
}

/** All positions since the last event, finer than one a frame where the browser tells. */
function pointsOf({ nativeEvent, currentTarget }: PointerEvent<HTMLCanvasElement>): Stroke {
  const { left, top, width, height } = currentTarget.getBoundingClientRect();
  const events = nativeEvent.getCoalescedEvents?.() ?? [];
  return (events.length > 0 ? events : [nativeEvent]).map(({ clientX, clientY }) => ({ x: (clientX - left) / width, y: (clientY - top) / height }));
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

function paint(context: Context, strokes: readonly Stroke[], side: number, colour: string): void {
  Object.assign(context, { lineCap: 'round', lineJoin: 'round', lineWidth: penWidth * side, strokeStyle: colour });
  for (const stroke of strokes) {
    const [first] = stroke;
    if (!first) continue;
    context.beginPath();
    context.moveTo(first.x * side, first.y * side);
    // A dot is a line of no length, which round caps draw.
    for (const { x, y } of stroke.length === 1 ? stroke : stroke.slice(1)) context.lineTo(x * side, y * side);
    context.stroke();
  }
}

const inkSide = 140;

/** The ink of strokes as grey pixels, read off a canvas that nobody sees. */
export function inkOf(strokes: readonly Stroke[]): GreyDrawing | undefined {
  const context = new OffscreenCanvas(inkSide, inkSide).getContext('2d', { willReadFrequently: true });
  if (!context) return undefined;
  paint(context, strokes, inkSide, 'white');
  const { data } = context.getImageData(0, 0, inkSide, inkSide);
  return { width: inkSide, height: inkSide, pixels: Uint8Array.from({ length: inkSide * inkSide }, (_, i) => data[4 * i + 3] ?? 0) };
}
