// CIFAR-10's binary version in small files: records, the archive as Python's tarfile writes it, and what can go wrong.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cifar10, isCifar10File, keepCifar10 } from '../../src/datasets/cifar-10.ts';
import { DataFormatError } from '../../src/datasets/idx.ts';
import type { Bytes } from '../../src/datasets/sources.ts';
import { allInputs, allLabels, memorySources, request } from './memory-sources.ts';

const folder = mkdtempSync(join(tmpdir(), 'convloom-cifar-'));
afterAll(() => rmSync(folder, { recursive: true }));

const names = ['data_batch_1.bin', 'data_batch_2.bin', 'data_batch_3.bin', 'data_batch_4.bin', 'data_batch_5.bin', 'test_batch.bin'];
/** Record r of file f: label (f + r) mod 10; red, green and blue planes of f, r and f + r. */
const batch = (f: number, records = 4): Bytes => Uint8Array.from(
  Array.from({ length: records }, (_, r) => [(f + r) % 10, ...[f, r, f + r].flatMap((value) => new Array<number>(1024).fill(value))]).flat(),
);
const batches = Object.fromEntries(names.map((name, f) => [name, batch(f)]));
const stored = (files: Record<string, Bytes>) => Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`cifar-10/${name}`, bytes]));
const preprocessing = { shape: [3, 32, 32], resize: 'none', normalize: 'none', mean: 0, std: 1 } as const;
const load = (files: Record<string, Bytes>) => cifar10.load(request({ sources: memorySources(stored(files)), preprocessing }));

/** As published: a folder of the batches and a text, tarred and gzipped. */
function archive(files: Record<string, Bytes>): Bytes {
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  execFileSync('python3', ['-c', `
import sys, tarfile
with tarfile.open('cifar-10-binary.tar.gz', 'w:gz', format=tarfile.USTAR_FORMAT) as tar:
    directory = tarfile.TarInfo('cifar-10-batches-bin'); directory.type = tarfile.DIRTYPE
    tar.addfile(directory)
    for name in sys.argv[1:]: tar.add(name, 'cifar-10-batches-bin/' + name)
`, ...Object.keys(files)], { cwd: folder });
  return new Uint8Array(readFileSync(join(folder, 'cifar-10-binary.tar.gz')));
}

describe('CIFAR-10', () => {
  it.each([
    ['six files', () => batches],
    ['the archive', () => ({ 'cifar-10-binary.tar.gz': archive(batches) })],
  ])('is read from %s, planes of red, green and blue', async (_, files) => {
    const { training, validation, classNames } = await load(files());
    expect([training.count, validation.count, classNames[8]]).toEqual([20, 4, 'ship']);
    expect(allLabels(training).slice(0, 8)).toEqual([0, 1, 2, 3, 1, 2, 3, 4]);
    expect(allLabels(validation)).toEqual([5, 6, 7, 8]);
    const pixels = [...allInputs(training).subarray(6 * 3072, 7 * 3072)].map((value) => Math.round(255 * value));
    // Record 2 of the second file.
    expect([0, 1023, 1024, 2047, 2048, 3071].map((at) => pixels[at])).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it.each<[string, () => Record<string, Bytes>, string]>([
    ['a batch that is cut off', () => ({ ...batches, 'test_batch.bin': batch(5).subarray(0, 5000) }), 'test_batch.bin is no batch of CIFAR-10’s binary version: its 5000 bytes are not a whole number of records of 3073 bytes.'],
    ['a label out of range', () => ({ ...batches, 'data_batch_2.bin': batch(1).with(3073, 10) }), 'data_batch_2.bin has label 10 at record 1; expected 0 to 9.'],
    ['an archive without a batch', () => ({ 'cifar-10-binary.tar.gz': archive({ 'data_batch_1.bin': batch(0) }) }), 'cifar-10-binary.tar.gz lacks data_batch_2.bin, data_batch_3.bin, data_batch_4.bin, data_batch_5.bin, test_batch.bin.'],
    ['another archive', () => ({ 'cifar-10-binary.tar.gz': new TextEncoder().encode('no archive'.repeat(100)) }), 'cifar-10-binary.tar.gz is no tar archive: its header at byte 0 cannot be read.'],
    ['nothing', () => ({}), 'data_batch_1.bin is not in memory. cifar-10-binary.tar.gz is not in memory.'],
  ])('refuses %s', async (_, files, message) => {
    await expect(load(files())).rejects.toThrow(message);
  });
});

describe('dropped files', () => {
  const keep = async (files: Record<string, Bytes>): Promise<string[]> => {
    const kept: string[] = [];
    const sources = { ...memorySources({}), keep: async ({ name }: { name: string }) => void kept.push(name) };
    expect(await keepCifar10(Object.entries(files).map(([name, bytes]) => ({ name, bytes })), sources)).toBe('cifar-10');
    return kept;
  };

  it('are kept as six batches', async () => {
    expect(await keep(batches)).toEqual(names);
    expect(await keep({ 'cifar-10-binary (1).tar.gz': archive(batches) })).toEqual(names);
  });

  it('are refused where some are missing', async () => {
    await expect(keep({ 'test_batch.bin': batch(5) })).rejects.toThrow(new DataFormatError(
      'CIFAR-10 is six files, or cifar-10-binary.tar.gz; missing: data_batch_1.bin, data_batch_2.bin, data_batch_3.bin, data_batch_4.bin, data_batch_5.bin.',
    ));
  });

  it('are known by their names', () => {
    expect(['data_batch_5.bin', 'cifar-10-binary.tar.gz', 'cifar-10-binary (2).tgz', 'data_batch_6.bin', 'train-images-idx3-ubyte.gz'].map(isCifar10File)).toEqual([true, true, true, false, false]);
  });
});
