// Awkward files in the dialog for own data: pictures turned and coloured as Pillow has them, names in other letters,
// classes renamed and merged, arrays with a test part, and files made to hurt.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect } from 'vitest';
import { pythonWithPillow } from '../datasets/python-with-pillow.ts';
import { dropOnPage } from '../support/drop-on-page.ts';
import { test } from './app.ts';

const folder = mkdtempSync(join(tmpdir(), 'convloom-own-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file that lines of Python write to `path`. */
function write(name: string, lines: string, python = 'python3'): string {
  const path = join(folder, name);
  execFileSync(python, ['-c', `import io, sys, struct, zipfile, zlib\npath = sys.argv[1]\n${lines}`, path]);
  return path;
}

/**
 * Pictures of 16×16 blocks of colour, and behind `path` what Pillow makes of each, planes of bytes in the order of
 * names.
 */
const pictures = `
from PIL import Image, ImageOps
colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0), (128, 64, 32)]
plain = Image.new('RGB', (16, 16))
for y in range(16):
    for x in range(16): plain.putpixel((x, y), colours[(x // 8 + 2 * (y // 8) + (x > 11)) % 6])
files = {}
def save(name, image, kind, **more):
    b = io.BytesIO(); image.save(b, kind, **more); files[name] = b.getvalue()
for o in range(1, 9):
    exif = plain.getexif(); exif[0x0112] = o
    save(f'a/{o}.png', plain, 'PNG', exif=exif.tobytes())
    save(f'a/{o}.webp', plain, 'WEBP', exif=exif.tobytes(), lossless=True)
    save(f'b/{o}.jpg', plain, 'JPEG', exif=exif.tobytes(), quality=100, subsampling=0)
palette = plain.quantize(6)
save('c/palette.png', palette, 'PNG')
save('c/palette.gif', palette, 'GIF')
save('c/plain.bmp', plain, 'BMP')
grey = Image.frombytes('I;16', (16, 16), b''.join(struct.pack('<H', 257 * i) for i in range(256)))
save('c/sixteen.png', grey, 'PNG')
rows = b''.join(bytes(v for x in range(16) for v in reversed(plain.getpixel((x, y)))) for y in reversed(range(16)))
files['c/os2.bmp'] = b'BM' + struct.pack('<LHHL', 26 + len(rows), 0, 0, 26) + struct.pack('<LHHHH', 12, 16, 16, 1, 24) + rows
with zipfile.ZipFile(path, 'w') as z:
    for name, data in files.items(): z.writestr(name, data)
with open(path + '.raw', 'wb') as out:
    for name, data in files.items():
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        # Pillow clips 16 bits to 8; their upper halves are meant.
        image = Image.frombytes('L', (16, 16), bytes(range(256))).convert('RGB') if 'sixteen' in name else image.convert('RGB')
        out.write(b''.join(bytes(plane.getdata()) for plane in image.split()))
`;

/** All stored images of the dataset that was kept last. */
async function storedPixels(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('convloom-own-data');
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(new Error('No database.')));
    });
    const read = <T>(key: string) =>
      new Promise<T>((resolve) => {
        const request = database.transaction('data').objectStore('data').get(key) as IDBRequest<T>;
        request.addEventListener('success', () => resolve(request.result));
      });
    const infos = await read<{ id: string }[]>('infos');
    const bytes = new Uint8Array(await read<ArrayBuffer>(`${infos.at(-1)?.id}/piece 0`));
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  });
  return Buffer.from(base64, 'base64');
}

test('pictures are turned and coloured as Pillow has them', async ({ openApp, skip }) => {
  const path = write('pictures.zip', pictures, pythonWithPillow({ skip }));
  const page = await openApp();
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
  await dropOnPage(page, path);
  const dialog = page.getByRole('dialog', { name: 'Your data' });
  await dialog.getByText('The images looked at are all of one size.').waitFor();
  await dialog.getByRole('button', { name: 'Add to this browser' }).click();
  await dialog.getByRole('button', { name: 'Train on it' }).waitFor();
  const [received, expected] = [await storedPixels(page), readFileSync(`${path}.raw`)];
  const size = 3 * 16 * 16;
  expect(received.length).toBe(29 * size);
  const names = [
    ...Array.from({ length: 8 }, (_, o) => [`${o + 1}.png`, `${o + 1}.webp`, `${o + 1}.jpg`]).flat(),
    'palette.png',
    'palette.gif',
    'plain.bmp',
    'sixteen.png',
    'os2.bmp',
  ];
  const differences = names.map((name, index) => {
    const most = Math.max(
      ...Array.from({ length: size }, (_, at) =>
        Math.abs((received[index * size + at] ?? 0) - (expected[index * size + at] ?? 0)),
      ),
    );
    return [name, most <= (name.endsWith('.jpg') ? 3 : 0) ? 'equal' : most];
  });
  expect(differences).toEqual(names.map((name) => [name, 'equal']));
});

test('names are corrected, classes renamed and merged', async ({ openApp }) => {
  const path = write(
    'names.zip',
    `
class Unflagged(zipfile.ZipInfo):
    def _encodeFilenameFlags(self): return self.raw, self.flag_bits & ~0x800
with zipfile.ZipFile(path, 'w') as z:
    for name in ['Кошки', 'собаки', 'щенки']:
        for i in range(3):
            info = Unflagged('x'); info.raw = f'data/{name}/batch{i}/1.gif'.encode('cp866')
            z.writestr(info, b'GIF89a' + struct.pack('<HH', 1, 1) + bytes.fromhex('800000ff0000ffffff2c00000000010001000002024401003b'))`,
  );
  const page = await openApp();
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
  await dropOnPage(page, path);
  const dialog = page.getByRole('dialog', { name: 'Your data' });
  await dialog.getByLabel('Letters of names').selectOption({ label: 'Cyrillic, DOS' });
  await dialog.getByText('собаки').first().waitFor();
  await dialog.getByText('Rename or merge classes').click();
  await dialog.getByLabel('Class of the folder Кошки').fill('cats');
  await dialog.getByLabel('Class of the folder щенки').fill('собаки');
  await dialog.getByText('3 folders make 2 classes.').waitFor();
  await dialog.getByRole('button', { name: 'Add to this browser' }).click();
  await dialog.getByText('2 classes').waitFor();
  await dialog.getByText('cats', { exact: true }).waitFor();
});

test('arrays: a test part that is there, and how pictures lie', async ({ openApp }) => {
  const path = write(
    'arrays.npz',
    `
import numpy as np
x = np.arange(10 * 12 * 12 * 3).reshape(10, 12, 12, 3) % 251
np.savez(path, x_train=x.astype('u1'), y_train=np.arange(10) % 2, x_test=x[:4].astype('u1'), y_test=np.arange(4) % 2)`,
  );
  const page = await openApp();
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
  await dropOnPage(page, path);
  const dialog = page.getByRole('dialog', { name: 'Your data' });
  await dialog.getByLabel('Test part').waitFor();
  expect(await dialog.getByLabel('Test share').count()).toBe(0);
  await dialog.getByText('If x_train holds pictures with their channels last, choose 3 channels of 12×12.').waitFor();
  await dialog.getByLabel('Each example is').selectOption({ label: '3 channels of 12×12 (channels last)' });
  await dialog.getByRole('button', { name: 'Add to this browser' }).click();
  await dialog.getByRole('button', { name: 'Train on it' }).waitFor();
  const stored = await storedPixels(page);
  // Red, green and blue of the first pixel lie a plane apart.
  expect([stored[0], stored[144], stored[288], stored[1]]).toEqual([0, 1, 2, 3]);
});

test('files made to hurt are refused with a sentence', async ({ openApp }) => {
  const shared = write(
    'shared.zip',
    `
data = bytes(2**20); c = zlib.compressobj(9, zlib.DEFLATED, -15); body = c.compress(data) + c.flush(); crc = zlib.crc32(data)
start = struct.pack('<LHHHHHLLLHH', 0x04034b50, 20, 0, 8, 0, 0, crc, len(body), len(data), 5, 0) + b'a.gif' + body
names = [b'%s/%d.gif' % ([b'cat', b'dog'][i % 2], i) for i in range(20000)]
d = b''.join(struct.pack('<LHHHHHHLLLHHHHHLL', 0x02014b50, 20, 20, 0, 8, 0, 0, crc, len(body), len(data), len(n), 0, 0, 0, 0, 0, 0) + n for n in names)
open(path, 'wb').write(start + d + struct.pack('<LHHHHLLH', 0x06054b50, 0, 0, 20000, 20000, len(d), len(start), 0))`,
  );
  const bomb = write(
    'bomb.gz',
    `
import gzip
member = gzip.compress(bytes(2**24))
open(path, 'wb').write(member * 256)`,
  );
  const page = await openApp();
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
  await dropOnPage(page, shared);
  const dialog = page.getByRole('dialog', { name: 'Your data' });
  await dialog.getByRole('alert').getByText('shared.zip is not read: its files').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await dropOnPage(page, bomb);
  await page.getByText('bomb.gz is none of the four files of MNIST or Fashion-MNIST: it is not an IDX file.').waitFor();
});
