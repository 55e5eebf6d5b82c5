// How a camera was held, as EXIF notes it in JPEG, PNG and WebP files. Browsers turn some of these formats by it and
// others not, so the note is taken out before they decode, and the picture is turned here, as Pillow's exif_transpose
// does.

import { crc32 } from '../gunzip.ts';
import type { Bytes } from '../sources.ts';
import type { ImageSize } from './image-size.ts';

/** 1 is upright; 2 to 8 are mirrored or turned (EXIF 2.32, section 4.6.4). */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

interface ExifBlock {
  /** Where its TIFF structure begins and ends. */
  readonly start: number;
  readonly end: number;
  /** What makes the file valid after a change. */
  mend?(): void;
}

/** Orientation of an image file, upright where it notes none. */
export function readOrientation(bytes: Uint8Array, format: ImageSize['format']): Orientation {
  for (const { start, end } of blocksOf(bytes, format)) {
    const place = findOrientation(bytes, start, end);
    if (place) return place.value;
  }
  return 1;
}

/** The same, and `bytes` note none afterwards. */
export function takeOrientation(bytes: Bytes, format: ImageSize['format']): Orientation {
  const orientation = readOrientation(bytes, format);
  if (orientation === 1) return 1;
  for (const { start, end, mend } of blocksOf(bytes, format)) {
    const place = findOrientation(bytes, start, end);
    if (!place) continue;
    place.write(1);
    mend?.();
  }
  return orientation;
}

/** From a point of a picture of this size to the same of the turned one: x' = a x + c y + e, y' = b x + d y + f. */
export function turning(
  orientation: Orientation,
  width: number,
  height: number,
): readonly [a: number, b: number, c: number, d: number, e: number, f: number] {
  switch (orientation) {
    case 1:
      return [1, 0, 0, 1, 0, 0];
    case 2:
      return [-1, 0, 0, 1, width, 0];
    case 3:
      return [-1, 0, 0, -1, width, height];
    case 4:
      return [1, 0, 0, -1, 0, height];
    case 5:
      return [0, 1, 1, 0, 0, 0];
    case 6:
      return [0, 1, -1, 0, height, 0];
    case 7:
      return [0, -1, -1, 0, height, width];
    case 8:
      return [0, -1, 1, 0, 0, width];
  }
}

/** Where the turned picture is as wide as the file's is high. */
export function isSideways(orientation: Orientation): boolean {
  return orientation >= 5;
}

function blocksOf(bytes: Uint8Array, format: ImageSize['format']): ExifBlock[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (format === 'jpeg') return jpegBlocks(view);
  if (format === 'webp') return webpBlocks(view);
  return format === 'png' ? pngBlocks(bytes, view) : [];
}

/** "Exif" and two zeros, which stand in front in JPEG, and sometimes in WebP. */
function hasMark(view: DataView, at: number): boolean {
  return at + 6 <= view.byteLength && view.getUint32(at) === 0x45786966 && view.getUint16(at + 4) === 0;
}

function jpegBlocks(view: DataView): ExifBlock[] {
  const blocks: ExifBlock[] = [];
  for (let at = 2; at + 4 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) break;
    const marker = view.getUint8(at + 1);
    // A filling byte; and the pixels begin behind the start of scan.
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xda || marker === 0xd9) break;
    const end = at + 2 + view.getUint16(at + 2);
    if (marker === 0xe1 && hasMark(view, at + 4)) blocks.push({ start: at + 10, end: Math.min(end, view.byteLength) });
    at = end;
  }
  return blocks;
}

function webpBlocks(view: DataView): ExifBlock[] {
  const blocks: ExifBlock[] = [];
  for (let at = 12; at + 8 <= view.byteLength;) {
    const size = view.getUint32(at + 4, true);
    const data = at + 8;
    if (view.getUint32(at) === 0x45584946)
      blocks.push({ start: hasMark(view, data) ? data + 6 : data, end: Math.min(data + size, view.byteLength) });
    at = data + size + (size & 1);
  }
  return blocks;
}

function pngBlocks(bytes: Uint8Array, view: DataView): ExifBlock[] {
  const blocks: ExifBlock[] = [];
  for (let at = 8; at + 12 <= view.byteLength;) {
    const data = at + 8;
    const end = data + view.getUint32(at);
    if (end + 4 > view.byteLength) break;
    const type = at + 4;
    if (view.getUint32(type) === 0x65584966)
      blocks.push({ start: data, end, mend: () => view.setUint32(end, crc32(bytes.subarray(type, end))) });
    at = end + 4;
  }
  return blocks;
}

/** The entry of the first directory of a TIFF structure that notes the orientation. */
function findOrientation(
  bytes: Uint8Array,
  start: number,
  end: number,
): { readonly value: Orientation; write(value: Orientation): void } | undefined {
  if (start + 8 > end) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, end - start);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const little = order === 0x4949;
  const directory = view.getUint32(4, little);
  if (view.getUint16(2, little) !== 42 || directory + 2 > view.byteLength) return undefined;
  const count = view.getUint16(directory, little);
  for (let entry = directory + 2; entry < directory + 2 + 12 * count && entry + 12 <= view.byteLength; entry += 12) {
    if (view.getUint16(entry, little) !== 0x0112) continue;
    const isLong = view.getUint16(entry + 2, little) === 4;
    const value = isLong ? view.getUint32(entry + 8, little) : view.getUint16(entry + 8, little);
    if (value < 1 || value > 8) return undefined;
    return {
      value: value as Orientation,
      write: (next) => (isLong ? view.setUint32(entry + 8, next, little) : view.setUint16(entry + 8, next, little)),
    };
  }
  return undefined;
}
