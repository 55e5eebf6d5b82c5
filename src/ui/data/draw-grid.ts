// Small images in a grid on a canvas.

import type { Thumbnails } from '../../core/own-data.ts';

/** Side of an image and room between two, in CSS pixels. */
export const cell = 56;
export const gap = 4;

/** Draws images of one shape, row by row. */
export function drawGrid(canvas: HTMLCanvasElement, { shape, pixels, labels }: Thumbnails, columns: number, rows: number): void {
  const [channels = 1, height = 1, width = 1] = shape;
  const scale = window.devicePixelRatio;
  [canvas.width, canvas.height] = [columns * (cell + gap) * scale, rows * (cell + gap) * scale];
  [canvas.style.width, canvas.style.height] = [`${columns * (cell + gap)}px`, `${rows * (cell + gap)}px`];
  const context = canvas.getContext('2d');
  const one = new OffscreenCanvas(width, height);
  const small = one.getContext('2d');
  if (!context || !small) return;
  context.scale(scale, scale);
  const plane = height * width;
  const factor = cell / Math.max(height, width);
  labels.forEach((_, index) => {
    const image = small.createImageData(width, height);
    for (let p = 0; p < plane; p++) {
      for (let c = 0; c < 3; c++) image.data[4 * p + c] = pixels[(index * channels + Math.min(c, channels - 1)) * plane + p] ?? 0;
      image.data[4 * p + 3] = 255;
    }
    small.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = factor < 1;
    context.drawImage(one, (index % columns) * (cell + gap), Math.floor(index / columns) * (cell + gap), width * factor, height * factor);
  });
}
