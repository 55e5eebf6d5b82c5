// Dropped files: known by what they hold, kept for later loads, and refused with the name of what is wrong.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, type TestContext } from 'vitest';
import { keepDroppedFiles, recogniseFiles, type DroppedFile } from '../../src/datasets/dropped-files.ts';
import { fashionMnistEdition } from '../../src/datasets/fashion-mnist.ts';
import type { MnistEdition } from '../../src/datasets/mnist-format.ts';
import { mnistEdition } from '../../src/datasets/mnist.ts';
import type { Bytes, DataSources } from '../../src/datasets/sources.ts';
import { sharedData } from '../support/shared-data.ts';
import { idxFile } from './memory-sources.ts';

const editions = [mnistEdition, fashionMnistEdition];

/** The real four files under other names, in another order. */
function dropped(context: TestContext, edition: MnistEdition): DroppedFile[] {
  const folder = sharedData(context, edition.info.id);
  return Object.values(edition.files).reverse().map((file, i) => ({ name: `download (${i})`, bytes: new Uint8Array(readFileSync(`${folder}/${file.name}`)) }));
}

/** Sources that only keep. */
function keeper() {
  const kept = new Map<string, Bytes>();
  const sources: DataSources = { read: () => Promise.reject(new Error('not asked')), keep: async (file, bytes) => void kept.set(`${file.dataset}/${file.name}`, bytes) };
  return { kept, sources };
}

describe('recognising', () => {
  for (const edition of editions) {
    it(`${edition.info.name}: by content, whatever the files are called`, async (context) => {
      const { edition: found, files } = await recogniseFiles(dropped(context, edition), editions);
      expect(found).toBe(edition);
      expect([...files.keys()].map((file) => file.role)).toEqual(['test labels', 'test images', 'training labels', 'training images']);
    });
  }

  it('takes unpacked files too', async (context) => {
    const unpacked = dropped(context, mnistEdition).map(({ name, bytes }) => ({ name, bytes: new Uint8Array(gunzipSync(bytes)) }));
    expect((await recogniseFiles(unpacked, editions)).files.size).toBe(4);
  });

  it('says which files are missing', async (context) => {
    await expect(recogniseFiles(dropped(context, mnistEdition).slice(1, 3), editions)).rejects.toThrow(
      'MNIST is four files; missing: training images (train-images-idx3-ubyte.gz), test labels (t10k-labels-idx1-ubyte.gz).');
  });

  it('says which file belongs to another dataset', async (context) => {
    const mixed = [...dropped(context, mnistEdition).slice(0, 1), ...dropped(context, fashionMnistEdition).slice(1)];
    await expect(recogniseFiles(mixed, editions)).rejects.toThrow('download (1) is Fashion-MNIST’s test images, but the files before it are MNIST’s.');
  });

  it.each([
    ['notes.txt', new TextEncoder().encode('hello'), 'notes.txt is none of the four files of MNIST or Fashion-MNIST: it is not an IDX file.'],
    ['t10k-labels-idx1-ubyte', idxFile([3], [1, 2, 3]), 't10k-labels-idx1-ubyte is none of the four files of MNIST or Fashion-MNIST: it is an IDX file of 3 bytes with other content.'],
  ])('says that %s is none of them', async (name, bytes, message) => {
    await expect(recogniseFiles([{ name, bytes }], editions)).rejects.toThrow(message);
  });

  it('says what to give when nothing was given', async () => {
    await expect(recogniseFiles([], [mnistEdition])).rejects.toThrow('No file was given; MNIST is four files.');
  });
});

describe('keeping', () => {
  it('keeps the four files under their own names', async (context) => {
    const { kept, sources } = keeper();
    expect(await keepDroppedFiles(dropped(context, mnistEdition), editions, sources)).toBe('mnist');
    expect([...kept.keys()].sort()).toEqual(Object.values(mnistEdition.files).map((file) => `mnist/${file.name}`).sort());
  });

  it('keeps nothing where one file is damaged', async (context) => {
    const { kept, sources } = keeper();
    const files = dropped(context, mnistEdition).map((file, i) => (i === 2 ? { ...file, bytes: file.bytes.map((byte, at) => (at === 500 ? byte ^ 255 : byte)) } : file));
    await expect(keepDroppedFiles(files, editions, sources)).rejects.toThrow('train-labels-idx1-ubyte.gz is damaged');
    expect(kept.size).toBe(0);
  });
});
