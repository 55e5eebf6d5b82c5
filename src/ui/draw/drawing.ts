// What there is to recognise: strokes of a pen or a picture; and the pixels that a network is asked about.

import type { ImageShape } from '../../training/protocol.ts';
import { inkOf, type Stroke } from './drawing-pad.tsx';
import { frameAsMnist, frameSide } from './mnist-frame.ts';
import { centreCut, pictureInk, planesOf, type Picture } from './picture.ts';

export interface Drawing {
  readonly strokes: readonly Stroke[];
  /** Shown instead of strokes. */
  readonly picture?: Picture;
  /** Light and dark change places. */
  readonly turnOver?: boolean;
}

export const emptyDrawing: Drawing = { strokes: [] };

export function isEmptyDrawing({ strokes, picture }: Drawing): boolean {
  return strokes.length === 0 && !picture;
}

/** `digit`: framed as MNIST framed its own. Otherwise the plain pixels at a network's own size. */
export interface WantedPixels {
  readonly shape: ImageShape;
  readonly framing: 'digit' | 'plain';
}

export const digitPixels: WantedPixels = { shape: [1, frameSide, frameSide], framing: 'digit' };

/** Pixels from 0 to 255, channels first; undefined where there is nothing to see. */
export function pixelsOf(drawing: Drawing, { shape, framing }: WantedPixels): Uint8Array<ArrayBuffer> | undefined {
  if (isEmptyDrawing(drawing)) return undefined;
  const { picture, turnOver = false } = drawing;
  if (framing === 'digit') {
    const ink = picture ? pictureInk(picture, turnOver) : inkOf(drawing.strokes);
    return ink && frameAsMnist(ink);
  }
  const fitted = picture ? resized(picture, shape) : strokesPicture(drawing.strokes, shape);
  const planes = fitted && planesOf(fitted, shape[0]);
  return planes && turnOver ? planes.map((value) => 255 - value) : planes;
}

function resized(picture: Picture, [, height, width]: ImageShape): Picture | undefined {
  const source = new OffscreenCanvas(picture.width, picture.height);
  source.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(picture.rgba), picture.width, picture.height), 0, 0);
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) return undefined;
  context.imageSmoothingQuality = 'high';
  const cut = centreCut(picture, width, height);
  context.drawImage(source, cut.left, cut.top, cut.width, cut.height, 0, 0, width, height);
  return { width, height, rgba: context.getImageData(0, 0, width, height).data };
}

/** White strokes on black. */
function strokesPicture(strokes: readonly Stroke[], shape: ImageShape): Picture | undefined {
  const ink = inkOf(strokes);
  if (!ink) return undefined;
  const rgba = new Uint8ClampedArray(4 * ink.width * ink.height);
  for (let i = 0; i < ink.width * ink.height; i++) {
    const value = ink.pixels[i] ?? 0;
    rgba.set([value, value, value, 255], 4 * i);
  }
  return resized({ width: ink.width, height: ink.height, rgba }, shape);
}

/** Larger pictures are made smaller: a network sees less still. */
const mostSide = 512;

/** The picture in a file. Rejects with a sentence where it holds none. */
export async function readPicture(file: Blob, name = 'The file'): Promise<Picture> {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error(`${name} is no picture that this browser can read; expected PNG, JPEG, WebP, GIF or BMP.`);
  });
  const picture = pictureOf(bitmap, bitmap.width, bitmap.height);
  bitmap.close();
  return picture;
}

/** What a bitmap or a playing video shows now. */
export function pictureOf(source: ImageBitmap | HTMLVideoElement, width: number, height: number): Picture {
  const scale = Math.min(1, mostSide / Math.max(width, height));
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const context = new OffscreenCanvas(w, h).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser gives no canvas to read the picture from.');
  context.drawImage(source, 0, 0, w, h);
  return { width: w, height: h, rgba: context.getImageData(0, 0, w, h).data };
}
