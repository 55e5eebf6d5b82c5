// Gzip and its checksum. The decompression runs off the thread and verifies length and CRC-32.

import { DataFormatError } from './idx.ts';
import { createBudget, type Budget } from './own/budget.ts';
import type { Bytes } from './sources.ts';

/** The largest that is published, CIFAR-10's archive, unpacks to 176 MB. */
export const maxUnpackedBytes = 512 * 2 ** 20;

/**
 * Undoes gzip; bytes that are not gzipped come back as they are. Throws DataFormatError with `name` where they are
 * damaged, or unpack to more than the budget has.
 */
export async function gunzip(
  name: string, bytes: Bytes, budget: Budget = createBudget(name, { bytes: maxUnpackedBytes }),
): Promise<Bytes> {
  if (!isGzip(bytes)) return bytes;
  const pieces: Bytes[] = [];
  for await (const piece of unpack(name, bytes)) {
    budget.take('bytes', piece.length);
    pieces.push(piece);
  }
  return joined(pieces);
}

/** The first bytes of what `gunzip` gives, `count` or more, or all where there are fewer; the rest is not unpacked. */
export async function gunzipStart(name: string, bytes: Bytes, count: number): Promise<Bytes> {
  if (!isGzip(bytes)) return bytes;
  const pieces: Bytes[] = [];
  let length = 0;
  for await (const piece of unpack(name, bytes)) {
    pieces.push(piece);
    length += piece.length;
    if (length >= count) break;
  }
  return joined(pieces);
}

/** Piece by piece; what is not asked for is not unpacked. */
async function* unpack(name: string, bytes: Bytes): AsyncGenerator<Bytes, void, void> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw new DataFormatError(`${name} is damaged: its ${bytes.length} bytes do not decompress.`);
      });
      if (done) return;
      yield value;
    }
  } finally {
    // Also where whoever asked wants no more.
    await reader.cancel().catch(() => undefined);
  }
}

function joined(pieces: readonly Bytes[]): Bytes {
  const out = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** CRC-32 of what the file holds, decompressed; a gzipped file says it in its last eight bytes. */
export function contentChecksum(bytes: Uint8Array): number {
  if (!isGzip(bytes) || bytes.length < 18) return crc32(bytes);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(bytes.length - 8, true);
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** CRC-32 as in gzip and PNG (RFC 1952, section 8). */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ (crcTable[(crc ^ (bytes[i] as number)) & 0xff] as number);
  return (crc ^ 0xffffffff) >>> 0;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
