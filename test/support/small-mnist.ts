// The first images of the real MNIST as a data folder of its own, so that an epoch takes seconds.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sharedDataFolder } from './shared-data.ts';

/** IDX: a magic number and a size for each axis, then the bytes; the first axis counts the examples. */
function cut(idx: Buffer, count: number): Buffer {
  const axes = idx[3] ?? 0;
  const header = Buffer.from(idx.subarray(0, 4 + 4 * axes));
  const exampleBytes = (idx.length - header.length) / header.readUInt32BE(4);
  header.writeUInt32BE(count, 4);
  return Buffer.concat([header, idx.subarray(header.length, header.length + count * exampleBytes)]);
}

/** Writes a folder that holds mnist/ with so many training and test examples. */
export function makeSmallMnist(training: number, test: number): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'convloom-mnist-'));
  mkdirSync(join(folder, 'mnist'));
  for (const [part, count] of [['train', training], ['t10k', test]] as const) {
    for (const name of [`${part}-images-idx3-ubyte.gz`, `${part}-labels-idx1-ubyte.gz`]) {
      const whole = gunzipSync(readFileSync(join(sharedDataFolder, 'mnist', name)));
      writeFileSync(join(folder, 'mnist', name), gzipSync(cut(whole, count)));
    }
  }
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
