// A small picture of what a network was given: dark for its least value, light for its greatest.

import { useEffect, useRef } from 'react';
import type { Recognition } from './use-recognition.ts';

/** Of the picture: a flat input is the square that it came from. */
export function seenSize({ shape, data }: Recognition['seen']): { readonly width: number; readonly height: number } {
  const [, rows = 1, columns = 1] = shape;
  const width = shape.length === 3 ? columns : Math.round(Math.sqrt(data.length));
  return { width, height: shape.length === 3 ? rows : Math.floor(data.length / width) };
}

/** The image of one example; a flat one is drawn as the square it came from. */
export function SeenImage({ seen: { shape, data } }: { readonly seen: Recognition['seen'] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = seenSize({ shape, data });
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(width, height);
    const least = data.reduce((a, b) => Math.min(a, b), Infinity);
    const range = data.reduce((a, b) => Math.max(a, b), -Infinity) - least || 1;
    for (let i = 0; i < width * height; i++) {
      const grey = (255 * ((data[i] ?? 0) - least)) / range;
      image.data.set([grey, grey, grey, 255], 4 * i);
    }
    context.putImageData(image, 0, 0);
  }, [data, width, height]);
  return <canvas ref={canvas} className="seen-image" width={width} height={height} role="img" aria-label={`Your drawing at ${width} by ${height} pixels`} />;
}
