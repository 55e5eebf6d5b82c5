// A small picture of numbers in rows and columns: grey from least to greatest, or two hues around zero.

import { useEffect, useRef } from 'react';
import { paint, rangeOf, type Palette, type Range } from './paint.ts';
import './heat-map.css';

export interface HeatMapProps {
  /** Row after row. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** `grey`: least dark, greatest light. `signed`: zero in the middle, below and above in two hues. `heat`: dark to light in colour. */
  readonly palette?: Palette;
  /** What black and white stand for; least and greatest of the values unless given, as where several maps share a scale. */
  readonly range?: Range;
  /** For those who cannot see it; without one the map is decoration beside words that say the same. */
  readonly label?: string;
}

/** Draws one pixel a number; style it to the size wanted, edges stay sharp. */
export function HeatMap({ values, rows, columns, palette = 'grey', range, label }: HeatMapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [least, greatest] = range ?? [undefined, undefined];
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || rows * columns === 0) return;
    const image = context.createImageData(columns, rows);
    paint(values, image.data, palette, least === undefined || greatest === undefined ? rangeOf(values) : [least, greatest]);
    context.putImageData(image, 0, 0);
  }, [values, rows, columns, palette, least, greatest]);
  return (
    <canvas
      ref={canvas} className="heat-map" width={columns} height={rows}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    />
  );
}
