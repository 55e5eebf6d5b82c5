// Decoding image files in a worker of the browser: its own decoders, a canvas, and planes of bytes.

import type { Bytes } from '../sources.ts';
import type { DecodeImage } from './build-images.ts';
import { isSideways, takeOrientation, turning } from './image-orientation.ts';
import type { ImageSize } from './image-size.ts';

let canvas: OffscreenCanvas | undefined;

/** The middle of the picture in the proportions of the target, scaled to it; turned as a camera was held, on white where it is transparent. Changes the bytes. */
export const decodeInBrowser: DecodeImage = async (bytes, format, [height, width], channels) => {
  const orientation = takeOrientation(bytes, format);
  const picture = await decode(bytes, format);
  try {
    const [ownWidth, ownHeight] = 'displayWidth' in picture ? [picture.displayWidth, picture.displayHeight] : [picture.width, picture.height];
    const [fullWidth, fullHeight] = isSideways(orientation) ? [ownHeight, ownWidth] : [ownWidth, ownHeight];
    canvas ??= new OffscreenCanvas(width, height);
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('The browser gives no canvas to decode it with.');
    const scale = Math.min(fullWidth / width, fullHeight / height);
    const [cutWidth, cutHeight] = [width * scale, height * scale];
    context.fillStyle = 'white';
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = 'high';
    const [left, top] = [(fullWidth - cutWidth) / 2, (fullHeight - cutHeight) / 2];
    if (orientation === 1) context.drawImage(picture, left, top, cutWidth, cutHeight, 0, 0, width, height);
    else {
      const [a, b, c, d, e, f] = turning(orientation, ownWidth, ownHeight);
      context.setTransform(a / scale, b / scale, c / scale, d / scale, (e - left) / scale, (f - top) / scale);
      context.drawImage(picture, 0, 0);
      context.resetTransform();
    }
    return planesOf(context.getImageData(0, 0, width, height).data, channels);
  } finally {
    picture.close();
  }
};

/** Formats that the decoder of WebCodecs gives as they are; of the others it gives halved colours. */
const exact: ReadonlySet<ImageSize['format']> = new Set(['png', 'gif', 'bmp']);

async function decode(bytes: Bytes, format: ImageSize['format']): Promise<VideoFrame | ImageBitmap> {
  const options = { colorSpaceConversion: 'none' } as const;
  // Three times as fast for small images, since the bytes need not go through another process as a Blob's do.
  if (!('ImageDecoder' in self) || !exact.has(format)) return createImageBitmap(new Blob([bytes]), options);
  const decoder = new ImageDecoder({ data: bytes, type: `image/${format}`, ...options });
  try {
    return (await decoder.decode()).image;
  } finally {
    decoder.close();
  }
}

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
