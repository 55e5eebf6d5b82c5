// Gzip and its checksum. The decompression runs off the thread and verifies length and CRC-32.

import { DataFormatError } from './idx.ts';
import type { Bytes } from './sources.ts';

/** Undoes gzip; bytes that are not gzipped come back as they are. Throws DataFormatError with `name` where damaged. */
export async function gunzip(name: string, bytes: Bytes): Promise<Bytes> {
  if (!isGzip(bytes)) return bytes;
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new DataFormatError(`${name} is damaged: its ${bytes.length} bytes do not decompress.`);
  }
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
