// A few maps of a node's value side by side, small enough for its card: one canvas, drawn anew for other values.

import { useEffect, useRef } from 'react';
import { elementCount, type Shape } from '../../../core/shape.ts';
import { useOverlays } from '../../canvas/overlay-store.ts';
import { drawSoon } from '../draw-queue.ts';
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
  const isTiny = useOverlays((overlays) => overlays.isTiny);
  const [channels, height, breadth] = gridOf(shape);
  const count = Math.min(mostMaps, channels);
  const by = Math.max(1, Math.ceil(Math.max(height, breadth) / mostCells));
  const [rows, columns] = [Math.ceil(height / by), Math.ceil(breadth / by)];
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || values.length < elementCount(shape)) return undefined;
    return drawSoon(context, () => {
      const grid = gridOf(shape);
      const range = rangeOf(values);
      for (let map = 0; map < count; map++) {
        const small = shrinkMap(channelOf(values, grid, map), grid[1], grid[2], mostCells);
        const image = context.createImageData(small.columns, small.rows);
        paint(small.values, image.data, 'grey', range);
        context.putImageData(image, map * (columns + 1), 0);
      }
    });
  }, [isTiny, values, shape, count, columns]);
  // Too small to be seen; a thousand of them would be felt.
  if (isTiny) return null;
  return <canvas ref={canvas} className="map-strip" data-flat={rows === 1 || undefined} width={count * (columns + 1) - 1} height={rows} aria-hidden />;
}
