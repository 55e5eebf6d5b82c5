// A picture as it was given, in the place of the drawing pad.

import { useEffect, useRef } from 'react';
import type { Picture } from './picture.ts';

export function PictureView({ picture: { width, height, rgba } }: { readonly picture: Picture }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(rgba), width, height), 0, 0);
  }, [rgba, width, height]);
  return <canvas ref={canvas} className="picture-view" width={width} height={height} role="img" aria-label={`Your picture, ${width} by ${height} pixels`} />;
}
