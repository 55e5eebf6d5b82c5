// Limits, split, normalisation and sizes: what a run gets from a dataset's two parts.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Preprocessing } from '../../src/core/data.ts';
import { imagesInMemory, type ImageSource } from '../../src/datasets/image-source.ts';
import { prepareData, type DatasetParts } from '../../src/datasets/prepare.ts';
import { prepareImage, PreprocessingError } from '../../src/datasets/preprocessing.ts';
import { splitExamples } from '../../src/datasets/split.ts';
import { allInputs, allLabels, memorySources, request } from './memory-sources.ts';

const sources = memorySources({});

/** `count` images of 2 channels, 1×2; image i holds i, i, 100 + i, 100 + i. */
function coloured(count: number): ImageSource {
  const pixels = Uint8Array.from({ length: count * 4 }, (_, at) => Math.floor(at / 4) + (at % 4 < 2 ? 0 : 100));
  return imagesInMemory([2, 1, 2], pixels, Uint8Array.from({ length: count }, (_, i) => i % 3));
}

const parts = (training: number, test: number, make: DatasetParts['make'] = 'atOnce'): DatasetParts =>
  ({ training: coloured(training), test: coloured(test), classNames: ['a', 'b', 'c'], make });

const asStored: Preprocessing = { shape: [2, 1, 2], resize: 'none', normalize: 'none', mean: 0, std: 1 };

describe('prepareData', () => {
  it('gives pixels from 0 to 1, channels first, and labels, in any order', async () => {
    const { training } = await prepareData(parts(5, 2), request({ sources, preprocessing: asStored }));
    const out = new Float32Array(8);
    training.readInputs([4, 1], out);
    expect([...out]).toEqual([4, 4, 104, 104, 1, 1, 101, 101].map((pixel) => Math.fround(pixel / 255)));
    const labels = new Int32Array(2);
    training.readLabels([4, 1], labels);
    expect([...labels]).toEqual([1, 1]);
  });

  it('leaves what is beyond the chosen examples alone', async () => {
    const { training } = await prepareData(parts(5, 2), request({ sources, preprocessing: asStored }));
    const out = new Float32Array(6).fill(-1);
    training.readInputs([0], out);
    expect([...out.subarray(4)]).toEqual([-1, -1]);
  });

  it('validates on the test part, or on a share of the training part drawn by the seed', async () => {
    const onTest = await prepareData(parts(10, 4), request({ sources, preprocessing: asStored }));
    expect([onTest.training.count, onTest.validation.count]).toEqual([10, 4]);

    const share = (seed: number) => prepareData(parts(10, 4), request({ sources, preprocessing: asStored, validation: 0.3, seed }));
    const [a, b, c] = await Promise.all([share(1), share(1), share(2)]);
    expect([a.training.count, a.validation.count]).toEqual([7, 3]);
    const firsts = (data: typeof a) => [...allInputs(data.validation)].filter((_, i) => i % 4 === 0).map((value) => Math.round(value * 255));
    expect(firsts(a)).toEqual(firsts(b));
    expect(firsts(a)).not.toEqual(firsts(c));
    const trained = [...allInputs(a.training)].filter((_, i) => i % 4 === 0).map((value) => Math.round(value * 255));
    expect([...trained, ...firsts(a)].sort((x, y) => x - y)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('takes the first examples where limits say so', async () => {
    const { training, validation } = await prepareData(parts(10, 4), request({ sources, preprocessing: asStored, limits: { training: 3, test: 2 } }));
    expect([training.count, validation.count]).toEqual([3, 2]);
    expect(allLabels(training)).toEqual([0, 1, 2]);
  });

  it.each(['atOnce', 'whenRead'] as const)('normalises per channel by the training examples alone (%s)', async (make) => {
    const preprocessing = { ...asStored, normalize: 'dataset' } as const;
    const data = await prepareData(parts(3, 50, make), request({ sources, preprocessing }));
    // Training pixels are 0, 1, 2 and 100, 101, 102: standard deviation sqrt(2/3).
    const std = Math.sqrt(2 / 3) / 255;
    data.normalization.mean.forEach((mean, channel) => expect(mean).toBeCloseTo([1, 101][channel] as number / 255, 12));
    data.normalization.std.forEach((value) => expect(value).toBeCloseTo(std, 12));
    const step = Math.sqrt(3 / 2);
    [...allInputs(data.training)].forEach((value, i) => expect(value).toBeCloseTo((Math.floor(i / 4) - 1) * step, 5));
    const out = new Float32Array(4);
    data.validation.readInputs([49], out);
    [...out].forEach((value) => expect(value).toBeCloseTo(48 * step, 4));
  });

  it('measures only what it trains on when a share is held out', async () => {
    const preprocessing = { ...asStored, normalize: 'dataset' } as const;
    const { training } = await prepareData(parts(100, 1), request({ sources, preprocessing, validation: 0.5, seed: 3 }));
    const inputs = allInputs(training);
    const mean = inputs.reduce((sum, value) => sum + value, 0) / inputs.length;
    const variance = inputs.reduce((sum, value) => sum + value * value, 0) / inputs.length;
    expect(mean).toBeCloseTo(0, 5);
    expect(variance).toBeCloseTo(1, 4);
  });

  it('normalises by given numbers', async () => {
    const preprocessing = { ...asStored, normalize: 'custom', mean: 0.5, std: 0.25 } as const;
    const { training, normalization } = await prepareData(parts(1, 1), request({ sources, preprocessing }));
    expect(normalization).toEqual({ mean: [0.5, 0.5], std: [0.25, 0.25] });
    expect([...allInputs(training)]).toEqual([0, 0, 100, 100].map((pixel) => Math.fround((pixel / 255 - 0.5) / 0.25)));
  });

  it('does not divide by nothing when all pixels are equal', async () => {
    const one = imagesInMemory([1, 1, 2], Uint8Array.from([51, 51]), Uint8Array.from([0]));
    const preprocessing = { shape: [1, 1, 2], resize: 'none', normalize: 'dataset', mean: 0, std: 1 } as const;
    const { training } = await prepareData({ training: one, test: one, classNames: ['a'], make: 'atOnce' }, request({ sources, preprocessing }));
    expect([...allInputs(training)]).toEqual([0, 0]);
  });

  it('makes each image once, and only those that are read, where made when read', async () => {
    const drawn: number[] = [];
    const source = coloured(50);
    const counting: ImageSource = { ...source, read: (index, out, to) => { drawn.push(index); source.read(index, out, to); } };
    const { training } = await prepareData({ ...parts(50, 1, 'whenRead'), training: counting }, request({ sources, preprocessing: asStored }));
    expect(drawn).toEqual([]);
    const out = new Float32Array(12);
    training.readInputs([3, 40, 3], out);
    training.readInputs([40], out);
    expect(drawn).toEqual([3, 40]);
  });

  it('tells progress that rises to the end, and stops when aborted', async () => {
    const seen: number[] = [];
    await prepareData(parts(200, 100), request({ sources, preprocessing: asStored, onProgress: (fraction) => seen.push(fraction) }));
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBeGreaterThan(0.9);
    expect(Math.max(...seen)).toBeLessThanOrEqual(1);
    await expect(prepareData(parts(200, 100), request({ sources, preprocessing: asStored, signal: AbortSignal.abort(new Error('stopped')) }))).rejects.toThrow('stopped');
  });

  it('lets other messages through while it works', async () => {
    const source = coloured(100);
    const slow: ImageSource = { ...source, count: 64 * 40, labels: new Uint8Array(64 * 40), read: (index, out, to) => { for (const end = performance.now() + 0.1; performance.now() < end;); source.read(index % 100, out, to); } };
    const controller = new AbortController();
    const loading = prepareData({ ...parts(1, 1), training: slow }, request({ sources, preprocessing: asStored, signal: controller.signal }));
    setTimeout(() => controller.abort(new Error('stop came through')), 20);
    await expect(loading).rejects.toThrow('stop came through');
  });
});

describe('sizes that do not fit', () => {
  it.each([
    [{ ...asStored, shape: [1, 4, 4], resize: 'bilinear' }, 'The Input asks for 1×4×4; the dataset’s images are 2×1×2.'],
    [{ ...asStored, shape: [2, 4, 4] }, 'The Input asks for 2×4×4 without resizing; the dataset’s images are 2×1×2.'],
    [{ ...asStored, shape: [5] }, 'The Input asks for 5; the dataset’s images are 2×1×2.'],
    [{ ...asStored, normalize: 'custom', std: 0 }, 'Normalisation needs a standard deviation above 0, received 0.'],
  ] as const)('are refused: %o', async (preprocessing, message) => {
    await expect(prepareData(parts(2, 2), request({ sources, preprocessing }))).rejects.toThrow(new PreprocessingError(message));
  });

  it('a flat input takes the pixels as they lie', async () => {
    const { training } = await prepareData(parts(2, 2), request({ sources, preprocessing: { ...asStored, shape: [4] } }));
    expect(training.shape).toEqual([4]);
    expect([...allInputs(training)].map((value) => Math.round(value * 255))).toEqual([0, 0, 100, 100, 1, 1, 101, 101]);
  });
});

describe('splitExamples', () => {
  it('splits all examples in two, in order, equally for equal seeds', () => {
    fc.assert(fc.property(fc.integer({ min: 4, max: 500 }), fc.double({ min: 0.2, max: 0.8, noNaN: true }), fc.integer({ min: 0, max: 2 ** 40 }), (count, fraction, seed) => {
      const { kept, heldOut } = splitExamples(count, fraction, seed);
      expect(heldOut.length).toBe(Math.round(count * fraction));
      expect([...kept, ...heldOut].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
      expect([...kept]).toEqual([...kept].sort((a, b) => a - b));
      expect(splitExamples(count, fraction, seed)).toEqual({ kept, heldOut });
    }));
  });

  it('refuses a share that leaves nothing', () => {
    expect(() => splitExamples(10, 0.01, 0)).toThrow('A validation share of 0.01 of 10 examples leaves none to validate on.');
    expect(() => splitExamples(10, 1, 0)).toThrow('A validation share of 1 of 10 examples leaves none to train on.');
  });
});

it('prepareImage gives what the examples give', async () => {
  const pixels = Uint8Array.from({ length: 28 * 28 }, (_, p) => (p * 31) % 256);
  const source = imagesInMemory([1, 28, 28], pixels, Uint8Array.from([0]));
  const preprocessing = { shape: [1, 16, 16], resize: 'bilinear', normalize: 'dataset', mean: 0, std: 1 } as const;
  const { training, normalization } = await prepareData({ training: source, test: source, classNames: ['a'], make: 'atOnce' }, request({ sources, preprocessing }));
  expect(prepareImage(pixels, [1, 28, 28], preprocessing, normalization)).toEqual(allInputs(training));
});
