// Decoding image files in a worker of the browser: its own decoder, a canvas, and planes of bytes.

import type { DecodeImage } from './build-images.ts';

let canvas: OffscreenCanvas | undefined;

/** The middle of the picture in the proportions of the target, scaled to it; on white where it is transparent. */
export const decodeInBrowser: DecodeImage = async (content, [height, width], channels) => {
  const bitmap = await createImageBitmap(content, { colorSpaceConversion: 'none' });
  try {
    canvas ??= new OffscreenCanvas(width, height);
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('The browser gives no canvas to decode it with.');
    const scale = Math.min(bitmap.width / width, bitmap.height / height);
    const [cutWidth, cutHeight] = [width * scale, height * scale];
    context.fillStyle = 'white';
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, (bitmap.width - cutWidth) / 2, (bitmap.height - cutHeight) / 2, cutWidth, cutHeight, 0, 0, width, height);
    return planesOf(context.getImageData(0, 0, width, height).data, channels);
  } finally {
    bitmap.close();
  }
};

/** RGBA pixels as planes; grey by ITU-R 601 in Pillow's fixed point. */
export function planesOf(rgba: Uint8ClampedArray, channels: 1 | 3): Uint8Array {
  const plane = rgba.length / 4;
  const out = new Uint8Array(channels * plane);
  for (let p = 0; p < plane; p++) {
    const [red, green, blue] = [rgba[4 * p] as number, rgba[4 * p + 1] as number, rgba[4 * p + 2] as number];
    if (channels === 1) out[p] = (red * 19_595 + green * 38_470 + blue * 7471 + 0x8000) >> 16;
    else {
      out[p] = red;
      out[plane + p] = green;
      out[2 * plane + p] = blue;
    }
  }
  return out;
}
