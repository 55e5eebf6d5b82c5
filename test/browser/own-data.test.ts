// A user's own data in a real browser: a dropped zip of pictures is decoded, kept, looked at, trained on, and still
// there after a reload; a table's columns are chosen; what is wrong is told by name.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect } from 'vitest';
import { pythonWithPillow } from '../datasets/python-with-pillow.ts';
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
  await draft.getByText('1 thing was left out; the rest is kept').click();
  await draft.getByText('it is no PNG, JPEG, WebP, GIF or BMP image').waitFor();
  for (const name of ['Height', 'Width']) {
    await draft.getByRole('textbox', { name }).fill('16');
    await draft.getByRole('textbox', { name }).press('Tab');
  }
  await draft.getByRole('combobox', { name: 'Colours' }).selectOption('Grey');
  await draft.getByRole('button', { name: 'Add to this browser' }).click();
  await dialog.getByText('64 + 16 images, 1×16×16, 2 classes').waitFor();
  await dialog.getByText('2 things were left out; the rest is kept').click();
  await dialog.getByText('its PNG data cannot be decoded.').waitFor();
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
  expect(await accuracy(page)).toBeGreaterThan(90);

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

test('what is nothing to learn from is told, and the page goes on', async ({ openApp }) => {
  const page = await openApp();
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
  await drop(page, [{ name: 'objects.npy', bytes: Buffer.from('not numpy at all, but some words'), type: '' }]);
  await page.getByRole('dialog', { name: 'Your data' }).getByRole('alert').getByText('objects.npy is no .npy file: it does not begin with NumPy’s magic bytes.').waitFor();
  await page.getByRole('button', { name: 'Record with the camera…' }).click();
  await page.getByRole('alert').getByText('There is no camera on this device; add pictures from elsewhere as a folder for each class.').waitFor();
});
