// The IDX reader: what it reads, and the one sentence for each way a file can be wrong.

import { describe, expect, it } from 'vitest';
import { DataFormatError, peekIdx, readIdxImages, readIdxLabels, requireSameCount } from '../../src/datasets/idx.ts';
import { idxFile } from './memory-sources.ts';

describe('readIdxImages', () => {
  it('reads count, size and pixels', () => {
    const images = readIdxImages('a.idx', idxFile([2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255]));
    expect(images).toEqual({ count: 2, height: 2, width: 3, pixels: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255]) });
  });

  it('reads sizes above 255 in big-endian order', () => {
    expect(readIdxImages('a.idx', idxFile([258, 1, 1], new Uint8Array(258))).count).toBe(258);
  });

  it('reads a file that lies in the middle of a buffer', () => {
    const inside = Uint8Array.from([9, 9, 9, ...idxFile([1, 1, 1], [42]), 9]).subarray(3, -1);
    expect(readIdxImages('a.idx', inside).pixels).toEqual(Uint8Array.from([42]));
  });

  it.each([
    ['labels instead', idxFile([3], [1, 2, 3, 4, 5, 6, 7, 8]), 'a.idx is not an IDX file of images: expected the magic number 0x00000803, received 0x00000801.'],
    ['something else', new TextEncoder().encode('<!doctype html><html>'), 'a.idx is not an IDX file of images: expected the magic number 0x00000803, received 0x3c21646f.'],
    ['nothing', new Uint8Array(0), 'a.idx is cut off: an IDX file of images has a header of 16 bytes, received 0 bytes.'],
    ['too little', idxFile([2, 2, 2], [1, 2, 3, 4, 5, 6, 7]), 'a.idx is cut off: 2 images of 2×2 need 8 bytes, received 7.'],
    ['too much', idxFile([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9]), 'a.idx is too long: 2 images of 2×2 need 8 bytes, received 9.'],
    ['no images', idxFile([0, 28, 28], []), 'a.idx holds no images: its header says 0 of 28×28.'],
    ['images without pixels', idxFile([2, 0, 28], []), 'a.idx holds no images: its header says 2 of 0×28.'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readIdxImages('a.idx', bytes)).toThrow(new DataFormatError(message));
  });
});

describe('readIdxLabels', () => {
  it('reads labels', () => {
    expect(readIdxLabels('l.idx', idxFile([4], [0, 9, 3, 1]), 10)).toEqual(Uint8Array.from([0, 9, 3, 1]));
  });

  it.each([
    ['a label out of range', idxFile([3], [0, 10, 11]), 'l.idx has label 10 at index 1; expected 0 to 9.'],
    ['images instead', idxFile([1, 1, 1], [1]), 'l.idx is not an IDX file of labels: expected the magic number 0x00000801, received 0x00000803.'],
    ['a cut file', idxFile([300], new Uint8Array(299)), 'l.idx is cut off: 300 labels need 300 bytes, received 299.'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readIdxLabels('l.idx', bytes, 10)).toThrow(new DataFormatError(message));
  });
});

it('requireSameCount names both files', () => {
  expect(() => requireSameCount('a', 5, 'b', 5)).not.toThrow();
  expect(() => requireSameCount('a.idx', 60000, 'b.idx', 10000)).toThrow('a.idx holds 60000 images but b.idx holds 10000 labels.');
});

it('peekIdx tells sizes, and nothing of other files', () => {
  expect(peekIdx(idxFile([2, 28, 28], []))).toEqual([2, 28, 28]);
  expect(peekIdx(new TextEncoder().encode('PK..'))).toBeUndefined();
});
