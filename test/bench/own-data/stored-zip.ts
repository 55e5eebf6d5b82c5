// A zip of stored files, written as it grows, with the directory that more than 65,535 files need (ZIP64).
// PKWARE's APPNOTE.TXT, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.14 to 4.3.16 (its ends).

import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32 } from '../../../src/datasets/gunzip.ts';

export interface StoredZip {
  add(path: string, bytes: Uint8Array): void;
  finish(): void;
}

export function createStoredZip(file: string): StoredZip {
  const descriptor = openSync(file, 'w');
  const directory: Buffer[] = [];
  let at = 0;
  const write = (bytes: Uint8Array) => {
    writeSync(descriptor, bytes);
    at += bytes.length;
  };
  return {
    add(path, bytes) {
      const name = Buffer.from(path);
      // Version 2.0, names in UTF-8, stored, no date, checksum, sizes twice, length of the name, nothing extra.
      const facts = Buffer.alloc(26);
      facts.writeUInt16LE(20, 0);
      facts.writeUInt16LE(0x800, 2);
      facts.writeUInt32LE(crc32(bytes), 10);
      facts.writeUInt32LE(bytes.length, 14);
      facts.writeUInt32LE(bytes.length, 18);
      facts.writeUInt16LE(name.length, 22);
      const place = Buffer.alloc(14);
      place.writeUInt32LE(at, 10);
      directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), facts, place, name]));
      write(Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, name, bytes]));
    },
    finish() {
      const start = at;
      for (const entry of directory) write(entry);
      const [count, size, end] = [BigInt(directory.length), BigInt(at - start), at];
      const long = Buffer.alloc(56);
      long.write('PK\x06\x06', 'latin1');
      long.writeBigUInt64LE(44n, 4);
      long.writeUInt16LE(45, 12);
      long.writeUInt16LE(45, 14);
      long.writeBigUInt64LE(count, 24);
      long.writeBigUInt64LE(count, 32);
      long.writeBigUInt64LE(size, 40);
      long.writeBigUInt64LE(BigInt(start), 48);
      const locator = Buffer.alloc(20);
      locator.write('PK\x06\x07', 'latin1');
      locator.writeBigUInt64LE(BigInt(end), 8);
      locator.writeUInt32LE(1, 16);
      const short = Buffer.alloc(22, 0xff);
      short.write('PK\x05\x06\0\0\0\0', 'latin1');
      short.writeUInt16LE(0, 20);
      write(Buffer.concat([long, locator, short]));
      closeSync(descriptor);
    },
  };
}
