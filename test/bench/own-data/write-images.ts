// Drawn digits as image files, in a folder for each class and in an archive: data of one's own, of any size.

import { mkdirSync, writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { crc32 } from '../../../src/datasets/gunzip.ts';
import { digitLabel, digitSide, drawDigit } from '../../../src/datasets/digits/draw-digit.ts';
import { createStoredZip } from './stored-zip.ts';

/** Writes `count` drawn digits as PNG files to `folder`/digits/CLASS/NUMBER.png and to the zip `archive`. */
export function writeImages(count: number, folder: string, archive: string): void {
  for (let label = 0; label < 10; label++) mkdirSync(`${folder}/digits/${label}`, { recursive: true });
  const zip = createStoredZip(archive);
  const pixels = new Uint8Array(digitSide * digitSide);
  for (let index = 0; index < count; index++) {
    drawDigit(1, index, pixels, 0);
    const png = encodeGreyPng(pixels, digitSide, digitSide);
    const path = `digits/${digitLabel(index)}/${String(index).padStart(6, '0')}.png`;
    writeFileSync(`${folder}/${path}`, png);
    zip.add(path, png);
  }
  zip.finish();
}

/** A PNG of one byte a pixel, every row unfiltered. */
function encodeGreyPng(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const rows = new Uint8Array(height * (width + 1));
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const chunks = [['IHDR', header], ['IDAT', deflateSync(rows)], ['IEND', Buffer.alloc(0)]] as const;
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), ...chunks.map(([name, data]) => chunkOf(name, data))]);
}

function chunkOf(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}
