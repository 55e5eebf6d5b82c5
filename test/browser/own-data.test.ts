// A user's own data in a real browser: a dropped zip of pictures is decoded, kept, looked at, trained on, and still
// there after a reload; a table's columns are chosen; what is wrong is told by name.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect } from 'vitest';
import { pythonWithPillow } from '../datasets/python-with-pillow.ts';
import { dropOnPage } from '../support/drop-on-page.ts';
import { test } from './app.ts';

const folder = mkdtempSync(join(tmpdir(), 'convloom-own-browser-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** 40 pictures in each of two classes, PNG, JPEG, WebP, GIF and BMP by turns: a bright disc left or right. */
const writeZip = `
import io, sys, zipfile, random
from PIL import Image, ImageDraw
random.seed(0)
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
    for c, name in enumerate(['<b>left</b>'.replace('/', ''), 'right']):
        for i in range(40):
            image = Image.new('RGB', (40, 40), (random.randint(0, 60),) * 3)
            x = (4 if c == 0 else 24) + random.randint(-3, 3); y = random.randint(3, 22)
            ImageDraw.Draw(image).ellipse((x, y, x + 12, y + 12), fill=(random.randint(150, 255), random.randint(150, 255), 90))
            kind = ['PNG', 'JPEG', 'WEBP', 'GIF', 'BMP'][i % 5]
            b = io.BytesIO(); image.save(b, kind)
            z.writestr(f'discs/{name}/{i}.{kind.lower()}', b.getvalue())
    z.writestr('discs/right/broken.png', b'\\x89PNG' + bytes(100))
    z.writestr('discs/notes.txt', 'hello')
`;

/** Drops files on the page as a person does, by a DataTransfer of real files. */
async function drop(page: Page, files: readonly { readonly name: string; readonly bytes: Buffer; readonly type: string }[]): Promise<void> {
  const given = files.map(({ name, bytes, type }) => ({ name, type, base64: bytes.toString('base64') }));
  await page.evaluate((list) => {
    const transfer = new DataTransfer();
    for (const { name, type, base64 } of list) transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type }));
    document.querySelector('main')?.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, given);
}

const accuracy = async (page: Page) => Number(/([\d.]+)\s*%\s*validation/.exec(await page.getByRole('figure', { name: 'Accuracy' }).innerText())?.[1]);

test('a zip of pictures: dropped, decoded, trained on, and kept', async ({ openApp, skip }) => {
  const path = join(folder, 'discs.zip');
  execFileSync(pythonWithPillow({ skip }), ['-c', writeZip, path]);
  const page = await openApp();
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
  await drop(page, [{ name: 'discs.zip', bytes: readFileSync(path), type: 'application/zip' }]);

  const dialog = page.getByRole('dialog', { name: 'Your data' });
  const draft = dialog.getByRole('form', { name: 'New dataset' });
  await draft.waitFor();
  expect(await draft.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('discs');
  // A class named like HTML stays text.
  await draft.getByText('<b>left<b>', { exact: true }).waitFor();
  await draft.getByText('1 thing was left out; the rest is kept').waitFor();
  await draft.getByText('it is no PNG, JPEG, WebP, GIF or BMP image').waitFor();
  for (const name of ['Height', 'Width']) {
    await draft.getByRole('textbox', { name }).fill('16');
    await draft.getByRole('textbox', { name }).press('Tab');
  }
  await draft.getByRole('combobox', { name: 'Colours' }).selectOption('Grey');
  await draft.getByRole('button', { name: 'Add to this browser' }).click();
  await dialog.getByText('64 + 16 images, 1×16×16, 2 classes').waitFor();
  await dialog.getByText('2 things were left out; the rest is kept').waitFor();
  await dialog.getByText('its PNG data cannot be decoded').waitFor();
  await dialog.getByText(/^Images 1 to \d+ of 80: /).waitFor();
  // The first picture is there: bright somewhere, dark elsewhere.
  const values = await dialog.locator('canvas').evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? [...(canvas.getContext('2d')?.getImageData(0, 0, 50, 50).data ?? [])].filter((_, i) => i % 4 === 0) : []));
  expect(Math.max(...values)).toBeGreaterThan(140);
  expect(Math.min(...values)).toBeLessThan(80);

  await dialog.getByRole('button', { name: 'Train on it' }).click();
  await dialog.waitFor({ state: 'detached' });
  // The network's output now has two features, which undo takes back.
  await page.getByText(/discs is chosen for training\. Set out features of .* to 2/).waitFor();
  await page.getByRole('textbox', { name: 'Batch size' }).fill('8');
  await page.getByRole('textbox', { name: 'Epochs' }).fill('12');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect.poll(() => page.getByRole('tabpanel', { name: 'Training' }).innerText(), { timeout: 90_000 }).toContain('Finished');
  await expect.poll(() => accuracy(page)).toBeGreaterThan(90);

  await page.reload();
  await page.getByRole('combobox', { name: 'Dataset' }).waitFor();
  await expect.poll(() => page.getByRole('combobox', { name: 'Dataset' }).locator('option:checked').innerText()).toBe('discs');
  await page.getByRole('textbox', { name: 'Epochs' }).fill('1');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect.poll(() => page.getByRole('tabpanel', { name: 'Training' }).innerText(), { timeout: 90_000 }).toContain('Finished');
});

test('a table: columns chosen, missing values named, a number predicted without an accuracy', async ({ openApp }) => {
  const page = await openApp();
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
  const rows = Array.from({ length: 60 }, (_, i) => `${i / 10},${i % 2 ? 'red' : 'blue'},${i === 3 ? '' : (2 * i) / 10 + (i % 2)}`);
  await drop(page, [{ name: 'prices.csv', bytes: Buffer.from(`size,colour,price\n${rows.join('\n')}\n`), type: 'text/csv' }]);
  const dialog = page.getByRole('dialog', { name: 'Your data' });
  const draft = dialog.getByRole('form', { name: 'New dataset' });
  await draft.getByText('Values are missing in row 4, price.').waitFor();
  expect(await draft.getByRole('combobox', { name: 'Use of price' }).inputValue()).toBe('number');
  await draft.getByRole('button', { name: 'Add to this browser' }).click();
  await dialog.getByRole('alert').getByText('prices.csv has missing values, the first in row 4, column price; leave these rows out, or ignore price.').waitFor();
  await draft.getByRole('switch', { name: 'Leave these rows out' }).check();
  await draft.getByRole('button', { name: 'Add to this browser' }).click();
  await dialog.getByText('47 + 12 rows of 3 numbers, price to predict').waitFor();
  await dialog.getByRole('button', { name: 'Back' }).click();
  await dialog.getByRole('button', { name: 'Remove prices from this browser' }).click();
  await dialog.getByText('Nothing is kept yet.').waitFor();
});

test('an .npz: the arrays chosen, trained on, and named where they do not fit', async ({ openApp }) => {
  const path = join(folder, 'bars.npz');
  // A bright column left (3) or right (7) in images of bytes; numbers beside them that are one too few.
  execFileSync('python3', ['-c', `
import sys, numpy as np
r = np.random.RandomState(0)
y = np.arange(80) % 2 * 4 + 3
x = r.randint(0, 60, (80, 12, 12)).astype('u1')
for i in range(80): x[i, :, (2 if y[i] == 3 else 8) + r.randint(0, 2)] = 250
np.savez_compressed(sys.argv[1], pictures=x, labels=y, weights=np.zeros(79))
`, path]);
  const page = await openApp();
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
  await dropOnPage(page, path);
  const dialog = page.getByRole('dialog', { name: 'Your data' });
  const draft = dialog.getByRole('form', { name: 'New dataset' });
  await draft.waitFor();
  const chosen = (name: string) => draft.getByRole('combobox', { name }).locator('option:checked').innerText();
  expect([await chosen('Inputs'), await chosen('To predict')]).toEqual(['pictures (80×12×12, uint8)', 'labels (80, int64)']);
  await draft.getByRole('combobox', { name: 'To predict' }).selectOption('weights');
  await draft.getByRole('button', { name: 'Add to this browser' }).click();
  await dialog.getByRole('alert').getByText('weights has 79 entries, and pictures has 80 examples.').waitFor();
  await draft.getByRole('combobox', { name: 'To predict' }).selectOption('labels');
  await draft.getByRole('button', { name: 'Add to this browser' }).click();
  await dialog.getByText('64 + 16 images, 1×12×12, 2 classes').waitFor();
  expect(await dialog.getByRole('region', { name: 'Class balance' }).getByRole('listitem').allInnerTexts()).toEqual(['3\n40', '7\n40']);
  await dialog.getByRole('button', { name: 'Train on it' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('textbox', { name: 'Batch size' }).fill('8');
  await page.getByRole('textbox', { name: 'Epochs' }).fill('12');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect.poll(() => page.getByRole('tabpanel', { name: 'Training' }).innerText(), { timeout: 90_000 }).toContain('Finished');
  await expect.poll(() => accuracy(page)).toBeGreaterThan(90);
});

/** A folder of every kind of picture, right and wrong, and what systems leave behind. */
const writeFolder = String.raw`
import io, os, struct, sys, zlib
from PIL import Image
top = sys.argv[1]
def write(path, data):
    os.makedirs(os.path.dirname(f'{top}/{path}'), exist_ok=True)
    open(f'{top}/{path}', 'wb').write(data)
def encoded(image, kind='PNG', **options):
    b = io.BytesIO(); image.save(b, kind, **options); return b.getvalue()
def pixels(*colours):
    image = Image.new('RGB', (8, 8)); image.putdata([colours[(i % 8) // (8 // len(colours))] for i in range(64)]); return image
red, blue = (255, 0, 0), (0, 0, 255)
for i in range(6): write(f'größe ♥/{i}.png', encoded(pixels(red, blue)))
write('größe ♥/sixteen bit.png', encoded(Image.new('I;16', (8, 8), 0x8000)))
write('größe ♥/grey.png', encoded(Image.new('L', (8, 8), 77)))
write('größe ♥/clear.png', encoded(Image.new('RGBA', (8, 8), (0, 0, 0, 0))))
write('größe ♥/palette.gif', encoded(pixels(red, blue), 'GIF'))
write('größe ♥/lossless.webp', encoded(pixels(red, blue), 'WEBP', lossless=True))
turned = Image.Exif(); turned[0x112] = 6
write('turned/camera.jpg', encoded(Image.frombytes('L', (8, 8), bytes([20] * 32 + [220] * 32)), 'JPEG', quality=100, exif=turned))
write('turned/large.png', encoded(Image.new('RGB', (40, 20), (9, 9, 9))))
write('turned/.hidden.png', b'x'); write('__MACOSX/turned/._camera.jpg', b'x'); write('turned/Thumbs.db', b'x'); write('.git/turned/1.png', b'x')
write('turned/text.png', b'this is no image but only words that go on')
write('turned/cut.png', encoded(Image.effect_noise((64, 64), 90))[:900])
write('turned/more.zip', b'PK')
header = struct.pack('>IIBBBBB', 60000, 60000, 8, 2, 0, 0, 0)
write('turned/huge.png', b'\x89PNG\r\n\x1a\n' + struct.pack('>I', 13) + b'IHDR' + header + struct.pack('>I', zlib.crc32(b'IHDR' + header)) + bytes(20))
os.makedirs(f'{top}/empty', exist_ok=True)
write('only text/readme.txt', b'hello'); write('labels.csv', b'a,b\n1,2\n3,4\n')
`;

test('a folder as the desktop drops it: every format exact, every wrong file named, the rest kept', async ({ openApp, skip }) => {
  const top = join(folder, 'mixed');
  execFileSync(pythonWithPillow({ skip }), ['-c', writeFolder, top]);
  const page = await openApp();
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
  await dropOnPage(page, top);
  const dialog = page.getByRole('dialog', { name: 'Your data' });
  const draft = dialog.getByRole('form', { name: 'New dataset' });
  await draft.waitFor();
  expect(await draft.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('mixed');
  expect(await draft.getByRole('region', { name: 'Class balance' }).getByRole('listitem').allInnerTexts()).toEqual(['größe ♥\n11', 'turned\n5']);
  for (const name of ['Height', 'Width']) await draft.getByRole('textbox', { name }).fill('8');
  await draft.getByRole('textbox', { name: 'Test share' }).fill('0');
  await draft.getByRole('button', { name: 'Add to this browser' }).click();
  await dialog.getByText('13 + 0 images, 3×8×8, 2 classes').waitFor();
  const told = await dialog.locator('.own-problems li').allTextContents();
  expect(told.sort()).toEqual([
    'mixed/labels.csv: it is no PNG, JPEG, WebP, GIF or BMP image',
    'mixed/only text/readme.txt: it is no PNG, JPEG, WebP, GIF or BMP image',
    'mixed/turned/cut.png: its PNG data cannot be decoded',
    'mixed/turned/huge.png: it has 60000×60000 pixels; at most 64 million are decoded',
    'mixed/turned/more.zip: it is an archive in itself; unpack it first',
    'mixed/turned/text.png: it does not begin like a PNG, JPEG, WebP, GIF or BMP image',
  ]);
  const stored = await readStored(page);
  const pixel = (image: number, channel: number, y: number, x: number) => stored[((image * 3 + channel) * 8 + y) * 8 + x];
  const rgb = (image: number, y: number, x: number) => [0, 1, 2].map((channel) => pixel(image, channel, y, x));
  const found = Array.from({ length: 13 }, (_, image) => JSON.stringify([rgb(image, 4, 1), rgb(image, 4, 6)])).sort();
  const redBlue = JSON.stringify([[255, 0, 0], [0, 0, 255]]);
  const even = (value: number) => JSON.stringify([[value, value, value], [value, value, value]]);
  // Six and two that are red and blue; a 16-bit half, a grey, white where it was clear; the camera's, turned a quarter; the large one.
  expect(found).toEqual([...Array.from({ length: 8 }, () => redBlue), even(128), even(77), even(255), JSON.stringify([[220, 220, 220], [20, 20, 20]]), even(9)].sort());
});

/** The first piece of the dataset that was kept last, as it lies in the browser. */
function readStored(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('convloom-own-data');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('no database'));
    });
    const store = database.transaction('data').objectStore('data');
    const read = <T>(request: IDBRequest<T>) => new Promise<T>((resolve) => { request.onsuccess = () => resolve(request.result); });
    const infos = (await read(store.get('infos'))) as readonly { readonly id: string }[];
    const piece = (await read(store.get(`${infos.at(-1)?.id}/piece 0`))) as ArrayBuffer;
    database.close();
    return [...new Uint8Array(piece)];
  });
}

test('a chosen folder with one class only is refused; with one image of a class it is kept, and the imbalance told', async ({ openApp, skip }) => {
  const python = pythonWithPillow({ skip });
  const write = (name: string, classes: string) => {
    execFileSync(python, ['-c', `
import os, sys
from PIL import Image
for name, count in ${classes}:
    os.makedirs(f'{sys.argv[1]}/{name}')
    for i in range(count): Image.new('RGB', (4, 4), (i, 0, 0)).save(f'{sys.argv[1]}/{name}/{i}.png')
`, join(folder, name)]);
    return join(folder, name);
  };
  const page = await openApp();
  await page.getByRole('combobox', { name: 'Dataset' }).selectOption('Your data…');
  const dialog = page.getByRole('dialog', { name: 'Your data' });
  await dialog.getByLabel('Folder of your data').setInputFiles(write('one', '[("cat", 3)]'));
  await dialog.getByRole('alert').getByText('one holds only the folder “cat” with images; expected a folder of images for each of two or more classes.').waitFor();
  await dialog.getByLabel('Folder of your data').setInputFiles(write('few', '[("common", 40), ("rare", 1)]'));
  const draft = dialog.getByRole('form', { name: 'New dataset' });
  await draft.getByText('The largest class has 40 times as many as the smallest; accuracy alone will flatter the network.').waitFor();
  await draft.getByRole('button', { name: 'Add to this browser' }).click();
  // The one is learnt from rather than kept apart.
  await dialog.getByText('33 + 8 images, 3×4×4, 2 classes').waitFor();

  // Each kind of augmentation changes what training will see, and no kind shows nothing.
  const preview = dialog.getByRole('region', { name: 'Augmentation' });
  await preview.getByText('Augmentation: none').click();
  const picture = preview.getByRole('img', { name: '3 images, each in 4 forms as training will see it' });
  expect(await picture.count()).toBe(0);
  const seen = new Set<string>();
  const kinds = [['Shift', '0.5'], ['Rotate', '90'], ['Scale', '0.9'], ['Noise', '0.3'], ['Cut out', '0.5']] as const;
  for (const [label, value] of kinds) {
    const field = preview.getByRole('textbox', { name: label });
    await field.fill(value);
    await field.press('Tab');
    await picture.waitFor();
    await expect.poll(() => picture.evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : ''))).not.toBe([...seen].at(-1));
    seen.add(await picture.evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : '')));
    await field.fill('0');
    await field.press('Tab');
    await picture.waitFor({ state: 'detached' });
  }
  expect(seen.size).toBe(kinds.length);
});

test('a folder that Chromium’s chooser gives as a handle is gone through by the worker', async ({ openApp }) => {
  const page = await openApp();
  // A folder of the browser's own file system stands for one of the disk, and this for the chooser, which no test can drive.
  await page.evaluate(async () => {
    const top = await (await navigator.storage.getDirectory()).getDirectoryHandle('pets', { create: true });
    for (const [name, colour] of [['cat', 'red'], ['dog', 'blue']] as const) {
      const inner = await top.getDirectoryHandle(name, { create: true });
      for (let i = 0; i < 3; i++) {
        const canvas = new OffscreenCanvas(6, 6);
        const context = canvas.getContext('2d');
        if (context) Object.assign(context, { fillStyle: colour }).fillRect(0, 0, 6, 6);
        const file = await (await inner.getFileHandle(`${i}.png`, { create: true })).createWritable();
        await file.write(await canvas.convertToBlob());
        await file.close();
      }
    }
    Object.assign(window, { showDirectoryPicker: async () => top });
  });
  await page.getByRole('combobox', { name: 'Dataset' }).selectOption('Your data…');
  const dialog = page.getByRole('dialog', { name: 'Your data' });
  await dialog.getByRole('button', { name: 'Choose a folder…' }).click();
  const draft = dialog.getByRole('form', { name: 'New dataset' });
  await draft.waitFor();
  expect(await draft.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('pets');
  await draft.getByRole('button', { name: 'Add to this browser' }).click();
  await dialog.getByText('4 + 2 images, 3×6×6, 2 classes').waitFor();
});

test('what is nothing to learn from is told, and the page goes on', async ({ openApp }) => {
  const page = await openApp();
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
  await drop(page, [{ name: 'objects.npy', bytes: Buffer.from('not numpy at all, but some words'), type: '' }]);
  await page.getByRole('dialog', { name: 'Your data' }).getByRole('alert').getByText('objects.npy is no .npy file: it does not begin with NumPy’s magic bytes.').waitFor();
  await page.getByRole('button', { name: 'Record with the camera…' }).click();
  await page.getByRole('alert').getByText('There is no camera on this device; add pictures from elsewhere as a folder for each class.').waitFor();
});
