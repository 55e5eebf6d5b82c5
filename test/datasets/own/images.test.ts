// Folders and archives of images: classes, hostile archives, files that are none. Decoding itself is the browser's, and
// tested there; here a decoder that reads sizes stands where the browser's would.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { OwnFile } from '../../../src/core/own-data.ts';
import { buildImages, type DecodeImage } from '../../../src/datasets/own/build-images.ts';
import { inspectImages } from '../../../src/datasets/own/image-files.ts';
import { inspectFiles } from '../../../src/datasets/own/inspect.ts';
import { readImageSize } from '../../../src/datasets/own/image-size.ts';
import { ownDataset } from '../../../src/datasets/own/own-dataset.ts';
import { createMemoryStorage, listOwn } from '../../../src/datasets/own/storage.ts';
import { pythonWithPillow } from '../python-with-pillow.ts';
import { allInputs, allLabels, memorySources, request } from '../memory-sources.ts';

const folder = mkdtempSync(join(tmpdir(), 'convloom-own-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A 1×1 header of a GIF with filler, whose sixth-last byte is `value`. */
const gif = (value: number, width = 8, height = 8) => Uint8Array.from([...new TextEncoder().encode('GIF89a'), width & 255, width >> 8, height & 255, height >> 8, ...new Array<number>(30).fill(0), value]);
const decode: DecodeImage = async (bytes, _, [height, width], channels) => {
  if (bytes.at(-1) === 255) return undefined;
  return new Uint8Array(height * width * channels).fill(bytes.at(-1) ?? 0);
};

const file = (path: string, bytes: Uint8Array<ArrayBuffer> = gif(1)): OwnFile<Blob> => ({ path, content: new Blob([bytes]) });
const inspectFolder = (files: readonly OwnFile<Blob>[]) => inspectImages('photos', files);

/** A zip as Python's zipfile writes it, from lines of Python that use `z`, `gif(value)` and `zipfile`. */
function zip(lines: string): OwnFile<Blob> {
  const path = join(folder, 'archive.zip');
  execFileSync('python3', ['-c', `
import zipfile, sys
def gif(value): return b'GIF89a' + bytes([8, 0, 8, 0]) + bytes(30) + bytes([value])
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
${lines.split('\n').map((line) => `    ${line}`).join('\n')}
`, path]);
  return { path: 'photos.zip', content: new Blob([readFileSync(path)]) };
}
const inspectZip = (archive: OwnFile<Blob>) => inspectImages('photos.zip', [], archive);
const choices = { name: 'Photos', testShare: 0.5, seed: 1 };
const animals = 'for c in ["cat", "dog"]:\n    for i in range(10): z.writestr(f"animals/{c}/{i}.gif", gif(i))';

describe('folders', () => {
  it('are classes, in order, whatever lies around', async () => {
    const files = [file('a/dog/1.gif'), file('a/cat/1.gif'), file('a/cat/2.gif'), file('a/cat/.DS_Store'), file('a/readme.txt'), file('a/10/x.gif'), file('a/9/x.gif')];
    const { draft } = await inspectFolder(files);
    expect(draft.classes).toEqual([{ name: '10', count: 1 }, { name: '9', count: 1 }, { name: 'cat', count: 2 }, { name: 'dog', count: 1 }]);
    expect([draft.size, draft.sameSize, draft.hasTestFolder]).toEqual([[8, 8], true, false]);
    expect(draft.problems).toEqual([{ file: 'a/readme.txt', reason: 'it is no PNG, JPEG, WebP, GIF or BMP image' }]);
  });

  it('called train and test say which image belongs where', async () => {
    const storage = createMemoryStorage();
    const images = await inspectFolder([file('d/train/cat/1.gif'), file('d/train/dog/1.gif'), file('d/train/dog/2.gif'), file('d/test/cat/1.gif'), file('d/test/dog/1.gif')]);
    expect(images.draft.hasTestFolder).toBe(true);
    const { info } = await buildImages(storage, images, choices, decode, () => undefined);
    expect([info.classNames, info.trainingCount, info.testCount, info.classCounts]).toEqual([['cat', 'dog'], 3, 2, [2, 3]]);
  });

  it('of images are taken as such, whatever tables and archives lie among them', async () => {
    const inspected = await inspectFiles([file('d/labels.csv'), file('d/cat/1.gif'), file('d/dog/1.gif'), file('d/dog/more.zip')]);
    if (!('images' in inspected)) return expect.unreachable();
    expect(inspected.images.draft.problems).toEqual([
      { file: 'd/dog/more.zip', reason: 'it is an archive in itself; unpack it first' },
      { file: 'd/labels.csv', reason: 'it is no PNG, JPEG, WebP, GIF or BMP image' },
    ]);
  });

  it('are normalised by the training part alone', async () => {
    const storage = createMemoryStorage();
    const images = await inspectFolder([file('d/train/cat/1.gif', gif(10)), file('d/train/dog/1.gif', gif(50)), file('d/test/cat/1.gif', gif(250)), file('d/test/dog/1.gif', gif(240))]);
    const { info } = await buildImages(storage, images, { ...choices, grey: true }, decode, () => undefined);
    const preprocessing = { shape: [1, 8, 8], resize: 'none', normalize: 'dataset', mean: 0, std: 1 } as const;
    const { normalization, training, validation } = await ownDataset(info, storage).load(request({ sources: memorySources({}), preprocessing }));
    expect(normalization).toEqual({ mean: [30 / 255], std: [20 / 255] });
    expect([...new Set(allInputs(training))].map((value) => Number(value.toFixed(5)))).toEqual([-1, 1]);
    expect([...new Set(allInputs(validation))].map((value) => Number(value.toFixed(5)))).toEqual([11, 10.5]);
  });

  it('whose names are HTML stay text', async () => {
    const { draft } = await inspectFolder([file('x/<img src=x onerror=alert(1)>/1.gif'), file('x/&lt;b&gt;/1.gif')]);
    expect(draft.classes.map(({ name }) => name).sort()).toEqual(['&lt;b&gt;', '<img src=x onerror=alert(1)>']);
  });

  it.each([
    ['one class', [file('a/cat/1.gif'), file('a/cat/2.gif')], 'photos holds only the folder “cat” with images; expected a folder of images for each of two or more classes.'],
    ['no folders', [file('1.gif'), file('2.gif')], 'photos holds images outside of folders'],
    ['no images', [file('a/b.txt')], 'photos holds no images'],
  ])('with %s are refused', async (_, files, message) => {
    await expect(inspectFolder(files)).rejects.toThrow(message);
  });

  it('keep the rest where an image is broken, none, or far too large', async () => {
    const storage = createMemoryStorage();
    const images = await inspectFolder([file('a/cat/1.gif'), file('a/cat/broken.gif', gif(255)), file('a/dog/text.png', new TextEncoder().encode('not an image at all, but some text')), file('a/dog/1.gif', gif(7)), file('a/dog/bomb.gif', gif(1, 65_000, 65_000))]);
    const { info, problems } = await buildImages(storage, images, choices, decode, () => undefined);
    expect(info.classCounts).toEqual([1, 1]);
    expect(problems).toEqual([
      { file: 'a/dog/bomb.gif', reason: 'it has 65000×65000 pixels; at most 64 million are decoded' },
      { file: 'a/dog/text.png', reason: 'it does not begin like a PNG, JPEG, WebP, GIF or BMP image' },
      { file: 'a/cat/broken.gif', reason: 'its GIF data cannot be decoded' },
    ]);
  });

  it('leave nothing behind where the decoder is lost, however much was kept', async () => {
    const storage = createMemoryStorage();
    const images = await inspectFolder(['cat', 'dog'].flatMap((name) => Array.from({ length: 200 }, (_, i) => file(`a/${name}/${i}.gif`))));
    let decoded = 0;
    const lost: DecodeImage = async (...image) => {
      if (++decoded > 300) throw new Error('A worker that decodes images died.');
      return decode(...image);
    };
    await expect(buildImages(storage, images, { ...choices, size: [256, 256] }, lost, () => undefined)).rejects.toThrow('A worker that decodes images died.');
    expect([await listOwn(storage), await storage.keys()]).toEqual([[], ['infos']]);
  });

  it('of which nothing can be decoded leave nothing behind', async () => {
    const storage = createMemoryStorage();
    const images = await inspectFolder([file('a/cat/1.gif', gif(255)), file('a/dog/1.gif', gif(255))]);
    await expect(buildImages(storage, images, choices, decode, () => undefined)).rejects.toThrow('photos holds 0 images that can be decoded; expected at least two. a/cat/1.gif: its GIF data cannot be decoded.');
    expect([await listOwn(storage), (await storage.keys()).filter((key) => key !== 'infos')]).toEqual([[], []]);
  });
});

describe('classes', () => {
  const files = ['cat', 'kitten', 'dog'].map((name, index) => file(`a/${name}/1.gif`, gif(index)));
  const build = async (classNames: readonly string[]) => {
    const storage = createMemoryStorage();
    const { info } = await buildImages(storage, await inspectFolder(files), { ...choices, testShare: 0, classNames }, decode, () => undefined);
    const { training } = await ownDataset(info, storage).load(request({ sources: memorySources({}), validation: 0.5, preprocessing: { shape: [3, 8, 8], resize: 'none', normalize: 'none', mean: 0, std: 1 } }));
    return { names: info.classNames, counts: info.classCounts, labels: new Set(allLabels(training)).size };
  };

  it('take new names, and those of one name are one class', async () => {
    // In the draft's order: cat, dog, kitten.
    expect(await build(['Katze', 'Hund', 'Kätzchen'])).toMatchObject({ names: ['Hund', 'Katze', 'Kätzchen'], counts: [1, 1, 1] });
    expect(await build(['cat', 'dog', ' cat '])).toMatchObject({ names: ['cat', 'dog'], counts: [2, 1] });
    expect(await build(['caf\u00e9', 'dog', 'cafe\u0301'])).toMatchObject({ names: ['caf\u00e9', 'dog'], counts: [2, 1] });
  });

  it.each([
    [['cat', ' ', 'dog'], 'The class dog has an empty name; expected at least one character.'],
    [['pet', 'pet', 'pet'], 'photos has one class, pet, after renaming; expected two or more.'],
  ])('cannot be %j', async (names, message) => {
    await expect(build(names)).rejects.toThrow(message);
  });
});

describe('archives', () => {
  it('are folders in one file', async () => {
    const storage = createMemoryStorage();
    const images = await inspectZip(zip(animals));
    expect([images.draft.classes, images.draft.problems]).toEqual([[{ name: 'cat', count: 10 }, { name: 'dog', count: 10 }], []]);
    const { info, problems } = await buildImages(storage, images, { ...choices, grey: true }, decode, () => undefined);
    expect([info.inputShape, info.trainingCount, info.testCount, problems]).toEqual([[1, 8, 8], 10, 10, []]);
    const preprocessing = { shape: [1, 8, 8], resize: 'none', normalize: 'none', mean: 0, std: 1 } as const;
    const { validation } = await ownDataset(info, storage).load(request({ sources: memorySources({}), preprocessing }));
    expect(allLabels(validation)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
  });

  it('whose names lead out of them give up nothing', async () => {
    const { draft } = await inspectZip(zip(`${animals}\nz.writestr("../../etc/cat/1.gif", gif(1))\nz.writestr("/root/dog/1.gif", gif(1))`));
    expect(draft.problems).toEqual([
      { file: '../../etc/cat/1.gif', reason: 'its name leads out of the archive; it is left out' },
      { file: '/root/dog/1.gif', reason: 'its name leads out of the archive; it is left out' },
    ]);
    expect(draft.classes.map(({ count }) => count)).toEqual([10, 10]);
  });

  it('that are bombs are stopped', async () => {
    const storage = createMemoryStorage();
    const images = await inspectZip(zip(`${animals}\nz.writestr("animals/dog/bomb.gif", bytes(100 * 2**20))`));
    const { info, problems } = await buildImages(storage, images, choices, decode, () => undefined);
    expect([...images.draft.problems, ...problems]).toContainEqual({ file: 'animals/dog/bomb.gif', reason: 'it unpacks to more than 64 MB; it is left out' });
    expect(info.classCounts).toEqual([10, 10]);
  });

  it('that are cut off give what they have', async () => {
    const whole = zip(animals);
    const cut = (share: number): OwnFile<Blob> => ({ ...whole, content: whole.content.slice(0, Math.floor(whole.content.size * share)) });
    const half = await inspectZip(cut(0.45));
    expect(half.draft.problems).toEqual([{ file: 'photos.zip', reason: 'it is cut off: its directory is missing at the end; the 18 files before were read' }]);
    expect(half.draft.classes).toEqual([{ name: 'cat', count: 10 }, { name: 'dog', count: 8 }]);
    await expect(inspectZip({ path: 'photos.zip', content: new Blob(['nothing of the kind, just words']) })).rejects.toThrow('photos.zip holds no images');
  });

  it('in which a file is compressed in another way say so', async () => {
    const { draft } = await inspectZip(zip(`${animals}\nz.writestr(zipfile.ZipInfo("animals/dog/odd.gif"), gif(1), compress_type=zipfile.ZIP_BZIP2)`));
    expect(draft.problems).toEqual([{ file: 'animals/dog/odd.gif', reason: 'it is compressed by bzip2; expected Deflate, or nothing' }]);
  });
});

describe('readImageSize', () => {
  it('tells what Pillow wrote', (context) => {
    const python = pythonWithPillow(context);
    const sizes = ['png', 'jpeg', 'gif', 'bmp', 'webp'].map((format) => {
      const bytes = new Uint8Array(execFileSync(python, ['-c', `import io, sys\nfrom PIL import Image\nb = io.BytesIO()\nImage.new('RGB', (300, 70), 'red').save(b, '${format}')\nsys.stdout.buffer.write(b.getvalue())`]));
      return readImageSize(bytes);
    });
    expect(sizes).toEqual(['png', 'jpeg', 'gif', 'bmp', 'webp'].map((format) => ({ format, width: 300, height: 70 })));
    // OS/2's header has sizes of 16 bits; Pillow reads it and does not write it.
    const os2 = new Uint8Array(40);
    os2.set([0x42, 0x4d]);
    new DataView(os2.buffer).setUint32(14, 12, true);
    os2.set([44, 1, 70, 0, 1, 0, 24, 0], 18);
    expect(readImageSize(os2)).toEqual({ format: 'bmp', width: 300, height: 70 });
    expect(readImageSize(new TextEncoder().encode('no image, but text of some length'))).toBeUndefined();
  });
});
