// Files in a tar archive (POSIX ustar, as `tar` writes it); only what datasets are published in.

import { DataFormatError } from './idx.ts';
import type { Bytes } from './sources.ts';

const block = 512;

/** Regular files by the last part of their names, as views of `bytes`. Throws DataFormatError with `name` where cut off. */
export function readTar(name: string, bytes: Bytes): ReadonlyMap<string, Bytes> {
  const files = new Map<string, Bytes>();
  for (let at = 0; at + block <= bytes.length;) {
    const header = bytes.subarray(at, at + block);
    // The archive ends with blocks of zeros.
    if (header[0] === 0) break;
    const size = Number.parseInt(text(header, 124, 12), 8);
    if (!Number.isSafeInteger(size) || size < 0 || text(header, 257, 5) !== 'ustar') throw new DataFormatError(`${name} is no tar archive: its header at byte ${at} cannot be read.`);
    const start = at + block;
    if (start + size > bytes.length) throw new DataFormatError(`${name} is cut off: ${text(header, 0, 100)} needs ${size} bytes, received ${bytes.length - start}.`);
    const isFile = header[156] === 0x30 || header[156] === 0;
    if (isFile) files.set(text(header, 0, 100).split('/').at(-1) ?? '', bytes.subarray(start, start + size));
    at = start + block * Math.ceil(size / block);
  }
  return files;
}

function text(header: Uint8Array, at: number, length: number): string {
  const field = header.subarray(at, at + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end)).trim();
}
