// Arrays that numpy wrote: which is which, images in any order of axes, and what does not fit together.

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { buildArrays, inspectArrays } from '../../../src/datasets/own/arrays.ts';
import { build } from '../../../src/datasets/own/build.ts';
import { ownDataset } from '../../../src/datasets/own/own-dataset.ts';
import { createMemoryStorage } from '../../../src/datasets/own/storage.ts';
import { allInputs, allLabels, memorySources, request } from '../memory-sources.ts';

/** An archive as `np.savez` or `np.savez_compressed` writes it. */
function npz(members: string, how = 'savez'): Blob {
  return new Blob([new Uint8Array(execFileSync('python3', ['-c', `import io, sys, numpy as np\nb = io.BytesIO()\nnp.${how}(b, ${members})\nsys.stdout.buffer.write(b.getvalue())`], { maxBuffer: 1 << 28 }))]);
}

const inspect = (members: string, how?: string) => inspectArrays('data.npz', [{ name: 'data.npz', content: npz(members, how) }]);
const choices = { name: 'Arrays', testShare: 0, seed: 0 };

describe('arrays', () => {
  it.each(['savez', 'savez_compressed'])('of bytes are images, channels first or last, with classes (%s)', async (how) => {
    const arrays = await inspect('x_train=np.arange(5*6*7*3, dtype="u1").reshape(5, 6, 7, 3), y_train=np.array([3, 9, 3, 9, 3])', how);
    expect(arrays.draft.arrays.map(({ name, shape, role }) => [name, shape, role])).toEqual([['x_train', [5, 6, 7, 3], 'inputs'], ['y_train', [5], 'targets']]);
    const images = buildArrays(arrays, choices);
    if (!('pixels' in images)) return expect.unreachable();
    expect([images.shape, images.classNames, [...images.labels]]).toEqual([[3, 6, 7], ['3', '9'], [0, 1, 0, 1, 0]]);
    // Pixel (0, 1) of the second image: bytes 126 + 3, 4, 5.
    expect([0, 1, 2].map((channel) => images.pixels[126 + channel * 42 + 1])).toEqual([129, 130, 131]);
  });

  it('of floats are numbers, with numbers to predict', async () => {
    const numbers = buildArrays(await inspect('inputs=np.linspace(0, 1, 12).reshape(4, 3), targets=np.array([[.5, 1], [2, 3], [4, 5], [6, 7]])'), choices);
    if (!('inputs' in numbers)) return expect.unreachable();
    expect([numbers.count, numbers.size, numbers.targetNames, [...(numbers.targets ?? [])]]).toEqual([4, 3, ['y1', 'y2'], [0.5, 1, 2, 3, 4, 5, 6, 7]]);
  });

  it.each([
    ['x=np.zeros((4, 3)), y=np.zeros(5)', 'There is no array for the targets; expected one of x, y.'],
    ['x=np.array([[1., 2], [3, np.nan]]), y=np.array([0, 1])', 'x has a value that is no finite number, in example 2.'],
  ])('that do not fit are refused: %s', async (members, message) => {
    const arrays = await inspect(members);
    expect(() => buildArrays(arrays, choices)).toThrow(message);
  });

  it('of objects are named and the rest kept', async () => {
    const good = (what: string) => new Blob([new Uint8Array(execFileSync('python3', ['-c', `import io, sys, numpy as np\nb = io.BytesIO()\nnp.save(b, ${what})\nsys.stdout.buffer.write(b.getvalue())`]))]);
    const { draft } = await inspectArrays('x.npy', [{ name: 'x.npy', content: good('np.zeros((4, 2))') }, { name: 'notes.npy', content: new Blob(['nothing']) }, { name: 'labels.npy', content: good('np.array([0, 1, 0, 1])') }]);
    expect(draft.problems).toEqual([{ file: 'notes.npy', reason: 'notes.npy is no .npy file: it does not begin with NumPy’s magic bytes.' }]);
    expect(draft.arrays.map(({ name, role }) => [name, role])).toEqual([['x.npy', 'inputs'], ['labels.npy', 'targets']]);
    await expect(inspectArrays('cut.npz', [{ name: 'cut.npz', content: (await npz('a=np.zeros(1000)')).slice(0, 900) }])).rejects.toThrow('cut.npz: it is cut off within its first file.');
  });

  it('become a dataset: stored in pieces, resized and split as images are', async () => {
    const storage = createMemoryStorage();
    const arrays = await inspect('images=(np.arange(3000) % 251).astype("u1").repeat(64*64).reshape(3000, 64, 64), labels=np.arange(3000) % 3', 'savez_compressed');
    const { info } = await build({ arrays }, { ...choices, testShare: 0.1 }, { storage, onProgress: () => undefined });
    expect(info).toMatchObject({ inputShape: [1, 64, 64], classNames: ['0', '1', '2'], classCounts: [1000, 1000, 1000], trainingCount: 2700, testCount: 300, pieceSize: 2048 });
    const data = await ownDataset(info, storage).load(request({ sources: memorySources({}), preprocessing: { shape: [1, 8, 8], resize: 'bilinear', normalize: 'none', mean: 0, std: 1 }, limits: { training: 1000 } }));
    expect([data.training.count, data.validation.count]).toEqual([1000, 300]);
    const labels = allLabels(data.validation);
    const pixels = allInputs(data.validation);
    expect([0, 1, 2].map((label) => labels.filter((each) => each === label).length)).toEqual([100, 100, 100]);
    // An image's grey names its place, and so its label: image i has i mod 251.
    const greys = labels.map((_, at) => Math.round(255 * (pixels[at * 64] ?? 0)));
    greys.forEach((grey, at) => expect(Array.from({ length: 12 }, (_, k) => (grey + 251 * k) % 3)).toContain(labels[at]));
    expect(new Set(greys).size).toBeGreaterThan(100);
  });
});
