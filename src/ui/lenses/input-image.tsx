// An example as a picture: three channels as red, green and blue, otherwise the first in grey; features as a row.

import { useEffect, useRef } from 'react';
import type { Shape } from '../../core/shape.ts';
import { paint, rangeOf } from './paint.ts';
import './heat-map.css';

export interface InputImageProps {
  readonly shape: Shape;
  /** Channels first. */
  readonly input: Float32Array;
  /** For those who cannot see it; decoration without. */
  readonly label?: string;
}

/** One pixel a pixel, stretched from least to greatest; style it to the size wanted. */
export function InputImage({ shape, input, label }: InputImageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [channels = 1, height = 1, width = input.length] = shape.length === 3 ? shape : [1, 1, input.length];
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || height * width === 0) return;
    const image = context.createImageData(width, height);
    paintInput(input, channels, image.data);
    context.putImageData(image, 0, 0);
  }, [channels, height, width, input]);
  return (
    <canvas
      ref={canvas} className="heat-map" width={width} height={height}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    />
  );
}

/** Writes red, green, blue and opacity of every pixel; `input` may have further channels, which are not seen. */
export function paintInput(input: Float32Array, channels: number, out: Uint8ClampedArray): void {
  const plane = out.length / 4;
  if (channels !== 3) return paint(input.subarray(0, plane), out, 'grey', rangeOf(input.subarray(0, plane)));
  const [least, greatest] = rangeOf(input);
  const scale = 255 / (greatest - least || 1);
  for (let i = 0; i < plane; i++) {
    for (let channel = 0; channel < 3; channel++) out[4 * i + channel] = scale * ((input[channel * plane + i] ?? 0) - least);
    out[4 * i + 3] = 255;
  }
}
