// Gzip: undone whole, told from plain bytes, and damage is noticed.

import { crc32 as zlibCrc } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { contentChecksum, crc32, gunzip, gunzipStart } from '../../src/datasets/gunzip.ts';
import { DataFormatError } from '../../src/datasets/idx.ts';
import { createBudget, type Budget } from '../../src/datasets/own/budget.ts';
import { gzip } from './memory-sources.ts';

const text = new TextEncoder().encode('123456789');

describe('gunzip', () => {
  it('undoes gzip and lets plain bytes be', async () => {
    expect(await gunzip('a.gz', gzip(text))).toEqual(text);
    expect(await gunzip('a', text)).toBe(text);
  });

  it.each([
    ['cut off', (bytes: Uint8Array<ArrayBuffer>) => bytes.subarray(0, bytes.length - 9)],
    ['cut off within its checksum', (bytes: Uint8Array<ArrayBuffer>) => bytes.subarray(0, bytes.length - 2)],
    ['changed in the middle', (bytes: Uint8Array<ArrayBuffer>) => bytes.map((byte, i) => (i === bytes.length - 20 ? byte ^ 4 : byte))],
    ['of another checksum', (bytes: Uint8Array<ArrayBuffer>) => bytes.map((byte, i) => (i === bytes.length - 8 ? byte ^ 1 : byte))],
  ])('refuses a file that is %s', async (_, damage) => {
    const random = Uint8Array.from({ length: 5000 }, (__, i) => Math.imul(i, 2654435761) >>> 24);
    const damaged = damage(gzip(random));
    await expect(gunzip('a.gz', damaged)).rejects.toThrow(new DataFormatError(`a.gz is damaged: its ${damaged.length} bytes do not decompress.`));
  });
});

describe('a bomb', () => {
  /** 4 MB on the disk, 4 GB unpacked. */
  const zeros = new Uint8Array(2 ** 22);
  const bomb = (members: number) => new Uint8Array(Buffer.concat(new Array<Uint8Array>(members).fill(gzip(zeros))));

  it('is stopped at the budget, with no more unpacked than a piece beyond', async () => {
    let unpacked = 0;
    const counting: Budget = { ...createBudget('bomb.gz', { bytes: 2 ** 24 }), take: (_, amount) => {
      unpacked += amount;
      budget.take('bytes', amount);
    } };
    const budget = createBudget('bomb.gz', { bytes: 2 ** 24 });
    await expect(gunzip('bomb.gz', bomb(64), counting)).rejects.toThrow('bomb.gz unpacks to more than 16 MB, which is not read.');
    expect(unpacked).toBeLessThan(2 ** 24 + 2 ** 22);
  });

  it('is unpacked for its first bytes alone where only they are wanted', async () => {
    expect((await gunzipStart('bomb.gz', bomb(64), 1024)).length).toBeLessThan(2 ** 22);
    expect(await gunzipStart('a.gz', gzip(text), 1024)).toEqual(text);
  });
});

it('crc32 gives the check value of the standard', () => {
  // ITU-T V.42; the check value of "123456789" in every catalogue of CRCs.
  expect(crc32(text)).toBe(0xcbf43926);
});

it('contentChecksum is the same for a file gzipped or not', () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * i) & 255);
  expect(contentChecksum(gzip(bytes))).toBe(contentChecksum(bytes));
  expect(contentChecksum(bytes)).toBe(zlibCrc(bytes));
});
