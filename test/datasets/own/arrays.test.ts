// Arrays that numpy wrote: which is which, images in any order of axes, and what does not fit together.

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { BuildChoices } from '../../../src/core/own-data.ts';
import { buildArrays, inspectArrays } from '../../../src/datasets/own/arrays.ts';
import { createBudget } from '../../../src/datasets/own/budget.ts';
import { build } from '../../../src/datasets/own/build.ts';
import { ownDataset } from '../../../src/datasets/own/own-dataset.ts';
import { createMemoryStorage } from '../../../src/datasets/own/storage.ts';
import { allInputs, allLabels, memorySources, request } from '../memory-sources.ts';

/** An archive as `np.savez` or `np.savez_compressed` writes it. */
function npz(members: string, how = 'savez'): Blob {
  return new Blob([new Uint8Array(execFileSync('python3', ['-c', `import io, sys, numpy as np\nb = io.BytesIO()\nnp.${how}(b, ${members})\nsys.stdout.buffer.write(b.getvalue())`], { maxBuffer: 1 << 28 }))]);
}

const inspect = (members: string, how?: string) => inspectArrays('data.npz', [{ name: 'data.npz', content: npz(members, how) }]);
/** Kept with a share of the examples as test part where the arrays have none. */
async function keep(members: string, testShare: number, more: Partial<BuildChoices> = {}) {
  const storage = createMemoryStorage();
  const { info } = await build({ arrays: await inspect(members) }, { ...choices, testShare, ...more }, { storage, onProgress: () => undefined });
  return { storage, info };
}
const choices = { name: 'Arrays', testShare: 0, seed: 0 };

describe('arrays', () => {
  it.each(['savez', 'savez_compressed'])('of bytes are images, channels first or last, with classes (%s)', async (how) => {
    const arrays = await inspect('x_train=np.arange(5*6*7*3, dtype="u1").reshape(5, 6, 7, 3), y_train=np.array([3, 9, 3, 9, 3])', how);
    expect(arrays.draft.arrays.map(({ name, shape, role }) => [name, shape, role])).toEqual([['x_train', [5, 6, 7, 3], 'inputs'], ['y_train', [5], 'targets']]);
    const images = await buildArrays(arrays, { ...choices, layout: 'channelsLast' });
    if (!('pixels' in images)) return expect.unreachable();
    expect([images.shape, images.classNames, [...images.labels]]).toEqual([[3, 6, 7], ['3', '9'], [0, 1, 0, 1, 0]]);
    // Pixel (0, 1) of the second image: bytes 126 + 3, 4, 5.
    expect([0, 1, 2].map((channel) => images.pixels[126 + channel * 42 + 1])).toEqual([129, 130, 131]);
  });

  it('of floats are numbers, with numbers to predict', async () => {
    const numbers = await buildArrays(await inspect('inputs=np.linspace(0, 1, 12).reshape(4, 3), targets=np.array([[.5, 1], [2, 3], [4, 5], [6, 7]])'), choices);
    if (!('inputs' in numbers)) return expect.unreachable();
    expect([numbers.count, numbers.size, numbers.targetNames, [...(numbers.targets ?? [])]]).toEqual([4, 3, ['y1', 'y2'], [0.5, 1, 2, 3, 4, 5, 6, 7]]);
  });

  it('of floats stand as they are, unless it is said that channels are last', async () => {
    const arrays = await inspect('x=np.arange(3*16*8*3, dtype="f4").reshape(3, 16, 8, 3), y=np.array([0, 1, 0])');
    const asTheyStand = await buildArrays(arrays, choices);
    const turned = await buildArrays(arrays, { ...choices, layout: 'channelsLast' });
    if (!('inputs' in asTheyStand) || !('inputs' in turned)) return expect.unreachable();
    expect([...asTheyStand.inputs]).toEqual(Array.from({ length: 1152 }, (_, index) => index));
    const expected = execFileSync('python3', ['-c', 'import numpy as np\nprint(np.arange(3*16*8*3).reshape(3, 16, 8, 3).transpose(0, 3, 1, 2).ravel().tolist())'], { encoding: 'utf8' });
    expect([...turned.inputs]).toEqual(JSON.parse(expected));
  });

  it.each([['bytes', 'u1'], ['floats', 'f4']])('that have a test part keep it (%s)', async (_, type) => {
    const { storage, info } = await keep(`x_train=np.arange(12*8*8, dtype="${type}").reshape(12, 8, 8) % 100, y_train=np.arange(12, dtype="u1") % 3, x_test=np.full((6, 8, 8), 200, dtype="${type}"), y_test=np.full(6, 5, dtype="u1")`, 0.5);
    expect(info).toMatchObject({ classNames: ['0', '1', '2', '5'], trainingCount: 12, testCount: 6, classCounts: [4, 4, 4, 6] });
    const { training, validation } = await ownDataset(info, storage).load(request({ sources: memorySources({}), preprocessing: { shape: [1, 8, 8], resize: 'none', normalize: 'none', mean: 0, std: 1 } }));
    expect([allLabels(training), allLabels(validation)]).toEqual([[0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], [3, 3, 3, 3, 3, 3]]);
    expect(Math.min(...allInputs(validation))).toBeCloseTo(type === 'u1' ? 200 / 255 : 200, 5);
  });

  it('that have a test part are split anew where that is chosen', async () => {
    const { info } = await keep('x_train=np.ones((12, 3)), y_train=np.arange(12) % 2, x_test=np.ones((6, 3)), y_test=np.zeros(6)', 0.5, { testArrays: false });
    expect(info).toMatchObject({ trainingCount: 6, testCount: 6, classCounts: [6, 6] });
  });

  it('that are not used are not unpacked', async () => {
    const arrays = await inspect('x=np.ones((4, 3)), y=np.arange(4), mask_a=np.zeros(2**20, dtype="u1"), mask_b=np.zeros(2**20, dtype="u1")', 'savez_compressed');
    const budget = () => createBudget('data.npz', { bytes: 1.5 * 2 ** 20 });
    expect(await buildArrays(arrays, choices, budget())).toMatchObject({ count: 4, size: 3 });
    await expect(buildArrays(arrays, { ...choices, inputs: 'mask_a', targets: 'mask_b' }, budget())).rejects.toThrow('data.npz unpacks to more than 1.5 MB, which is not read; save it in a smaller type');
  });

  it.each([
    ['x=np.zeros((4, 3)), y=np.zeros(4), x_test=np.zeros((2, 4)), y_test=np.zeros(2)', 'x_test has shape 2×4, and x 4×3; expected them to differ in their first axis alone.'],
    ['x=np.array([[1., 2], [3, 1e39]]), y=np.array([0, 1])', 'x has a value that is no finite number of single precision, in example 2.'],
    ['x=np.ones((2, 2)), y=np.array([0.5, np.inf])', 'y has Infinity in example 2; expected finite 32-bit numbers.'],
    ['x=np.ones((1, 2)), y=np.array([0])', 'x has shape 1×2; expected two or more examples.'],
    ['x=np.zeros((4, 3)), y=np.zeros(5)', 'y has 5 entries, and x has 4 examples.'],
    ['x=np.array([[1., 2], [3, np.nan]]), y=np.array([0, 1])', 'x has a value that is no finite number of single precision, in example 2.'],
  ])('that do not fit are refused: %s', async (members, message) => {
    const arrays = await inspect(members);
    await expect(buildArrays(arrays, choices)).rejects.toThrow(message);
  });

  it('of objects are named and the rest kept', async () => {
    const good = (what: string) => new Blob([new Uint8Array(execFileSync('python3', ['-c', `import io, sys, numpy as np\nb = io.BytesIO()\nnp.save(b, ${what})\nsys.stdout.buffer.write(b.getvalue())`]))]);
    const { draft } = await inspectArrays('x.npy', [{ name: 'x.npy', content: good('np.zeros((4, 2))') }, { name: 'notes.npy', content: new Blob(['nothing']) }, { name: 'labels.npy', content: good('np.array([0, 1, 0, 1])') }]);
    expect(draft.problems).toEqual([{ file: 'notes.npy', reason: 'notes.npy is no .npy file: it does not begin with NumPy’s magic bytes.' }]);
    expect(draft.arrays.map(({ name, role }) => [name, role])).toEqual([['x.npy', 'inputs'], ['labels.npy', 'targets']]);
    await expect(inspectArrays('cut.npz', [{ name: 'cut.npz', content: (await npz('a=np.zeros(1000)')).slice(0, 900) }])).rejects.toThrow('cut.npz: it is cut off within its first file.');
  });

  it.each([
    ['text', 'names=np.array(["a", "b"]), x=np.ones((2, 2)), y=np.arange(2)', { file: 'names', reason: 'names holds text; expected numbers or booleans.' }],
    ['single values', 'epochs=np.array(3), x=np.ones((2, 2)), y=np.arange(2)', { file: 'epochs', reason: 'epochs is a single value; expected an array whose first axis counts the examples.' }],
  ])('of %s are left out, and why is told', async (_, members, problem) => {
    const { draft } = await inspect(members);
    expect([draft.problems, draft.arrays.map(({ role }) => role)]).toEqual([[problem], ['inputs', 'targets']]);
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
