// A few maps of a node's value side by side, small enough for its card: one canvas, drawn anew for other values.

import { useEffect, useRef } from 'react';
import { elementCount, type Shape } from '../../../core/shape.ts';
import { channelOf, gridOf, shrinkMap } from '../grid-shape.ts';
import { paint, rangeOf } from '../paint.ts';
import './map-strip.css';

/** So many fit a card. */
const mostMaps = 4;
/** Cells along a side: a map on a card has some forty pixels. */
const mostCells = 40;

export interface MapStripProps {
  readonly values: Float32Array;
  readonly shape: Shape;
}

/** The first channels of an image, or features as one map; all on one scale. Decoration: the lens has the numbers. */
export function MapStrip({ values, shape }: MapStripProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const grid = gridOf(shape);
  const count = Math.min(mostMaps, grid[0]);
  const by = Math.max(1, Math.ceil(Math.max(grid[1], grid[2]) / mostCells));
  const [rows, columns] = [Math.ceil(grid[1] / by), Math.ceil(grid[2] / by)];
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || values.length < elementCount(shape)) return;
    const range = rangeOf(values);
    for (let map = 0; map < count; map++) {
      const small = shrinkMap(channelOf(values, grid, map), grid[1], grid[2], mostCells);
      const image = context.createImageData(small.columns, small.rows);
      paint(small.values, image.data, 'grey', range);
      context.putImageData(image, map * (columns + 1), 0);
    }
  });
  return <canvas ref={canvas} className="map-strip" data-flat={rows === 1 || undefined} width={count * (columns + 1) - 1} height={rows} aria-hidden />;
}
