// MNIST and Fashion-MNIST: the real files against published facts, small ones for what can go wrong, the sprite.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { contentChecksum } from '../../src/datasets/gunzip.ts';
import { fashionMnist, fashionMnistEdition } from '../../src/datasets/fashion-mnist.ts';
import { mnist, mnistEdition } from '../../src/datasets/mnist.ts';
import { createNodeSources } from '../../src/datasets/node-sources.ts';
import { DataUnavailableError, type DataSources } from '../../src/datasets/sources.ts';
import { sharedData, sharedDataFolder } from '../support/shared-data.ts';
import { allLabels, gzip, idxFile, memorySources, pixelOf, plain28, request, smallFiles } from './memory-sources.ts';
import { pythonWithPillow } from './python-with-pillow.ts';

const reference = createNodeSources([sharedDataFolder]);

describe('the real files', () => {
  for (const edition of [mnistEdition, fashionMnistEdition]) {
    it(`${edition.info.name}: size, MD5 and checksum are as declared`, (context) => {
      const folder = sharedData(context, edition.info.id);
      for (const file of Object.values(edition.files)) {
        const bytes = readFileSync(`${folder}/${file.name}`);
        expect(bytes.length).toBe(file.sizeBytes);
        expect(createHash('md5').update(bytes).digest('hex')).toBe(file.md5);
        expect(contentChecksum(bytes)).toBe(file.checksum);
      }
    });
  }

  it('MNIST has the counts, labels and the mean and standard deviation that everyone knows', async (context) => {
    sharedData(context, 'mnist');
    const data = await mnist.load(request({ sources: reference, preprocessing: { ...plain28, normalize: 'dataset' } }));
    expect([data.training.count, data.validation.count]).toEqual([60_000, 10_000]);
    // torchvision's examples: Normalize((0.1307,), (0.3081,)).
    expect(data.normalization.mean[0]).toBeCloseTo(0.1307, 4);
    expect(data.normalization.std[0]).toBeCloseTo(0.3081, 4);
    expect(allLabels(data.training).slice(0, 10)).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect(allLabels(data.validation).slice(0, 10)).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  });

  it('Fashion-MNIST has its counts and the mean and standard deviation that are published', async (context) => {
    sharedData(context, 'fashion-mnist');
    const data = await fashionMnist.load(request({ sources: reference, preprocessing: { ...plain28, normalize: 'dataset' } }));
    expect([data.training.count, data.validation.count]).toEqual([60_000, 10_000]);
    expect(data.normalization.mean[0]).toBeCloseTo(0.286, 3);
    expect(data.normalization.std[0]).toBeCloseTo(0.353, 3);
    expect(data.classNames[allLabels(data.training)[0] ?? 0]).toBe('Ankle boot');
  });

  it('MNIST at 16×16 is what Pillow makes of it', async (context) => {
    const folder = sharedData(context, 'mnist');
    const python = pythonWithPillow(context);
    const data = await mnist.load(request({ sources: reference, preprocessing: { ...plain28, shape: [1, 16, 16], resize: 'bilinear' }, limits: { training: 10, test: 200 } }));
    const out = new Float32Array(200 * 256);
    data.validation.readInputs(Array.from({ length: 200 }, (_, i) => i), out);
    const expected = execFileSync(python, ['-c', resizedByPillow, folder], { maxBuffer: 1 << 24 });
    expect(Array.from(out, (value) => Math.round(value * 255))).toEqual([...expected]);
  });
});

const resizedByPillow = `
import gzip, sys
from PIL import Image
pixels = gzip.open(sys.argv[1] + '/t10k-images-idx3-ubyte.gz').read()[16:]
for i in range(200):
    image = Image.frombytes('L', (28, 28), pixels[784 * i:784 * (i + 1)])
    sys.stdout.buffer.write(image.resize((16, 16), Image.BILINEAR).tobytes())
`;

describe('loading four files', () => {
  it('reads them gzipped or plain', async () => {
    const files = smallFiles(20, 10);
    const plain = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, new Uint8Array(gunzipSync(bytes))]));
    for (const some of [files, plain]) {
      const data = await mnist.load(request({ sources: memorySources(some) }));
      expect([data.training.count, data.validation.count]).toEqual([20, 10]);
      const out = new Float32Array(784);
      data.training.readInputs([3], out);
      expect(Array.from(out, (value) => Math.round(value * 255))).toEqual(Array.from({ length: 784 }, (_, p) => pixelOf(3, p)));
    }
  });

  it('tells what it reads, by bytes, up to the end', async () => {
    const seen: [number, string][] = [];
    const preprocessing = { ...plain28, normalize: 'dataset' } as const;
    await mnist.load(request({ sources: memorySources(smallFiles(20, 10)), preprocessing, onProgress: (fraction, detail) => seen.push([fraction, detail]) }));
    expect([...new Set(seen.map(([, detail]) => detail))]).toEqual([
      'Reading MNIST: training labels', 'Reading MNIST: training images', 'Reading MNIST: test labels', 'Reading MNIST: test images', 'Preparing 20 images',
    ]);
    const fractions = seen.map(([fraction]) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
  });

  it('rejects with DataUnavailableError that says what is missing', async () => {
    const { 'mnist/train-images-idx3-ubyte.gz': _, ...rest } = smallFiles(20, 10);
    await expect(mnist.load(request({ sources: memorySources(rest) }))).rejects.toThrow(
      new DataUnavailableError('mnist/train-images-idx3-ubyte.gz', ['train-images-idx3-ubyte.gz is not in memory.']));
  });

  it.each([
    ['labels out of range', 'mnist/t10k-labels-idx1-ubyte.gz', idxFile([2], [3, 10]), 't10k-labels-idx1-ubyte.gz has label 10 at index 1; expected 0 to 9.'],
    ['another count', 'mnist/t10k-labels-idx1-ubyte.gz', idxFile([2], [3, 4]), 't10k-images-idx3-ubyte.gz holds 10 images but t10k-labels-idx1-ubyte.gz holds 2 labels.'],
    ['a web page', 'mnist/train-images-idx3-ubyte.gz', new TextEncoder().encode('<!doctype html>….'), 'not an IDX file of images'],
    ['half a file', 'mnist/train-images-idx3-ubyte.gz', gzip(idxFile([20, 28, 28], new Uint8Array(700))), 'is cut off: 20 images of 28×28 need 15680 bytes, received 700.'],
  ])('refuses %s', async (_, name, bytes, message) => {
    await expect(mnist.load(request({ sources: memorySources({ ...smallFiles(20, 10), [name]: bytes }) }))).rejects.toThrow(message);
  });

  it('asks for one file first, so that a server without any is asked once, and then for the others together', async () => {
    const files = smallFiles(20, 10);
    const asked: string[] = [];
    const waiting: (() => void)[] = [];
    const held = memorySources(files);
    const reading = mnist.load(request({
      sources: {
        async read(file, decode, options) {
          asked.push(file.name);
          await new Promise<void>((resolve) => waiting.push(resolve));
          return held.read(file, decode, options);
        },
      },
    }));
    expect(asked).toEqual(['train-labels-idx1-ubyte.gz']);
    waiting.shift()?.();
    await vi.waitFor(() => expect(asked).toHaveLength(4));
    for (const go of waiting) go();
    expect((await reading).training.count).toBe(20);
  });

  it('stops the other files where one fails', async () => {
    const { 'mnist/t10k-labels-idx1-ubyte.gz': _, ...rest } = smallFiles(20, 10);
    const held = memorySources(rest);
    let stopped = 0;
    const sources: DataSources = {
      read: (file, decode, options) => (file.name.includes('images')
        ? new Promise((_resolve, reject) => options?.signal?.addEventListener('abort', () => { stopped++; reject(new Error('stopped')); }))
        : held.read(file, decode, options)),
    };
    await expect(mnist.load(request({ sources }))).rejects.toThrow('mnist/t10k-labels-idx1-ubyte.gz could not be read');
    expect(stopped).toBe(2);
  });

  it('stops when aborted', async () => {
    await expect(mnist.load(request({ sources: memorySources(smallFiles(20, 10)), signal: AbortSignal.abort(new Error('stopped')) }))).rejects.toThrow('stopped');
  });
});

describe('the sprite', () => {
  const count = 65_000;
  const oneHot = Uint8Array.from({ length: count * 10 }, (_, at) => Number(at % 10 === Math.floor(at / 10) % 7));
  const files = { 'mnist/mnist_images.png': new Uint8Array(1), 'mnist/mnist_labels_uint8': oneHot };
  const decodeImage = async () => ({ width: 784, height: count, pixels: Uint8Array.from({ length: 784 * count }, (_, at) => Math.floor(at / 784) % 251) });

  it('stands in where the IDX files cannot be had', async () => {
    const { training, validation } = await mnist.load(request({ sources: memorySources(files, decodeImage) }));
    expect([training.count, validation.count]).toEqual([55_000, 10_000]);
    expect(allLabels(validation).slice(0, 3)).toEqual([55_000 % 7, 55_001 % 7, 55_002 % 7]);
    const out = new Float32Array(784);
    validation.readInputs([1], out);
    expect(new Set(Array.from(out, (value) => Math.round(value * 255)))).toEqual(new Set([55_001 % 251]));
  });

  it('is not asked for where PNGs cannot be decoded', async () => {
    await expect(mnist.load(request({ sources: memorySources(files) }))).rejects.toThrow('mnist/train-labels-idx1-ubyte.gz could not be read. train-labels-idx1-ubyte.gz is not in memory.');
  });

  it.each([
    ['labels that are not one-hot', { ...files, 'mnist/mnist_labels_uint8': oneHot.map((value, at) => (at === 25 ? 1 : value)) }, decodeImage, 'mnist_labels_uint8 has no one-hot label at example 2: received 0 0 1 0 0 1 0 0 0 0.'],
    ['labels of another count', { ...files, 'mnist/mnist_labels_uint8': new Uint8Array(10) }, decodeImage, 'mnist_labels_uint8 should hold 65000 one-hot labels of 10 bytes, 650000 bytes; received 10.'],
    ['an image of another size', files, async () => ({ width: 28, height: 28, pixels: new Uint8Array(784) }), 'mnist_images.png should be 784 pixels wide and 65000 high; received 28 and 28.'],
  ])('is refused with %s', async (_, some, decode, message) => {
    const loading = mnist.load(request({ sources: memorySources(some, decode) }));
    await expect(loading).rejects.toBeInstanceOf(DataUnavailableError);
    await expect(loading).rejects.toThrow(message);
  });
});
