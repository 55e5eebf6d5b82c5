// Sources in memory, and a small dataset in MNIST's form, for the tests.

import { gzipSync } from 'node:zlib';
import type { Preprocessing } from '../../src/core/data.ts';
import type { LoadRequest } from '../../src/datasets/dataset-kind.ts';
import { readFirst, type Bytes, type DataSources } from '../../src/datasets/sources.ts';

/** Sources that hold the given files, by "dataset/name". */
export function memorySources(files: Readonly<Record<string, Bytes>>, decodeImage?: DataSources['decodeImage']): DataSources {
  return {
    read: (file, decode, options) => readFirst(file, [{ name: 'memory', fetch: async () => files[`${file.dataset}/${file.name}`] }], decode, options),
    ...(decodeImage && { decodeImage }),
  };
}

/** An IDX file: `type` byte and axes in the header, then the values. */
export function idxFile(sizes: readonly number[], values: ArrayLike<number>): Bytes {
  const header = [0, 0, 8, sizes.length, ...sizes.flatMap((size) => [size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255])];
  return Uint8Array.from([...header, ...Array.from(values)]);
}

export function gzip(bytes: Bytes): Bytes {
  return new Uint8Array(gzipSync(bytes));
}

/** The four files of a small dataset of height × width; pixel p of image i is (7i + p) mod 256, its label i mod 10. */
export function smallFiles(training: number, test: number, size: readonly [number, number] = [28, 28], folder = 'mnist'): Record<string, Bytes> {
  const images = (count: number) => idxFile([count, ...size], Array.from({ length: count * size[0] * size[1] }, (_, at) => pixelOf(Math.floor(at / (size[0] * size[1])), at % (size[0] * size[1]))));
  const labels = (count: number) => idxFile([count], Array.from({ length: count }, (_, i) => i % 10));
  return {
    [`${folder}/train-images-idx3-ubyte.gz`]: gzip(images(training)),
    [`${folder}/train-labels-idx1-ubyte.gz`]: gzip(labels(training)),
    [`${folder}/t10k-images-idx3-ubyte.gz`]: gzip(images(test)),
    [`${folder}/t10k-labels-idx1-ubyte.gz`]: gzip(labels(test)),
  };
}

export function pixelOf(image: number, pixel: number): number {
  return (7 * image + pixel) % 256;
}

export const plain28: Preprocessing = { shape: [1, 28, 28], resize: 'none', normalize: 'none', mean: 0, std: 1 };

/** A request with quiet progress; the rest as given. */
export function request(changes: Partial<LoadRequest> & Pick<LoadRequest, 'sources'>): LoadRequest {
  return { preprocessing: plain28, validation: 'test', seed: 0, onProgress: () => undefined, ...changes };
}

/** All inputs of a set, one after another. */
export function allInputs(set: { count: number; shape: readonly number[]; readInputs(indices: ArrayLike<number>, out: Float32Array): void }): Float32Array {
  const out = new Float32Array(set.count * set.shape.reduce((a, b) => a * b, 1));
  set.readInputs(Array.from({ length: set.count }, (_, i) => i), out);
  return out;
}

export function allLabels(set: { count: number; readLabels(indices: ArrayLike<number>, out: Int32Array): void }): number[] {
  const out = new Int32Array(set.count);
  set.readLabels(Array.from({ length: set.count }, (_, i) => i), out);
  return Array.from(out);
}
