// The Draw lens: an untrained network and a drawing, a picture chosen as a file and one that is none, the camera that is
// not there; what was drawn is the example of the other lenses.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { dropOn } from '../support/drop-on-page.ts';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { makeSmallMnist } from '../support/small-mnist.ts';
import { test } from './app.ts';
import { readRecognition, recordRecognitions } from './recognitions.ts';

let mnist: { folder: string; remove(): void } | undefined;
beforeAll(() => {
  if (hasSharedData('mnist')) mnist = makeSmallMnist(1000, 200);
});
afterAll(() => mnist?.remove());

const lens = (page: Page) => page.getByRole('tabpanel', { name: 'Draw' });

test('shows a drawing and a picture to an untrained network, layer by layer, and to every other lens', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }), before: recordRecognitions });
  await page.getByRole('textbox', { name: 'Document name' }).waitFor();
  await page.getByRole('tab', { name: 'Lenses' }).click();
  await page.getByRole('tab', { name: 'Draw' }).click();
  const pad = lens(page).getByRole('img', { name: 'Empty drawing pad' });
  await pad.waitFor({ timeout: 60_000 });
  const box = await pad.boundingBox();
  if (!box) throw new Error('The drawing pad has no place on the page.');
  await page.mouse.move(box.x + 80, box.y + 30);
  await page.mouse.down();
  for (let y = 40; y < 130; y += 10) await page.mouse.move(box.x + 80, box.y + y);
  await page.mouse.up();
  await lens(page).getByText(/^Recognised as \d, \d+ %$/).waitFor({ state: 'attached' });
  await lens(page).getByText('What the network sees; every lens shows it now.').waitFor();
  const maps = lens(page).getByRole('list', { name: 'Feature maps' });
  await maps.getByRole('img', { name: 'conv1, channel 7' }).waitFor();
  await maps.getByText('+24').first().waitFor();
  const drawn = await readRecognition(page);
  expect(drawn.shape).toEqual([1, 16, 16]);

  // Dark on light, as on paper: the same stroke as a picture is seen as the same digit.
  const png = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(160, 160);
    const context = canvas.getContext('2d');
    if (!context) return [];
    context.fillStyle = 'white';
    context.fillRect(0, 0, 160, 160);
    Object.assign(context, { lineCap: 'round', lineWidth: 0.09 * 160, strokeStyle: 'black' });
    context.beginPath();
    context.moveTo(80, 30);
    context.lineTo(80, 120);
    context.stroke();
    return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())];
  });
  await lens(page).getByLabel('Image file').setInputFiles({ name: 'one.png', mimeType: 'image/png', buffer: Buffer.from(png) });
  await lens(page).getByRole('img', { name: 'Your picture, 160 by 160 pixels' }).waitFor();
  await expect.poll(async () => {
    const { image } = await readRecognition(page);
    return Math.max(...image.map((value, i) => Math.abs(value - (drawn.image[i] ?? 0)))) / (Math.max(...drawn.image) - Math.min(...drawn.image));
  }).toBeLessThan(0.1);

  await page.getByRole('tab', { name: 'Predictions' }).click();
  await page.getByRole('tab', { name: 'One image' }).click();
  await page.getByRole('tabpanel', { name: 'Predictions' }).getByText('your picture').waitFor();
  await page.getByRole('tab', { name: 'Draw' }).click();

  await lens(page).getByLabel('Image file').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
  await lens(page).getByText('notes.txt is no picture that this browser can read; expected PNG, JPEG, WebP, GIF or BMP.').waitFor();
  await lens(page).getByRole('button', { name: 'Use the camera' }).click();
  await lens(page).getByText(/^(There is no camera on this device|The camera was not allowed)/).waitFor();
});

test('an image file dropped on the pad is shown to the network; a table dropped there is data of one’s own', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const folder = mkdtempSync(join(tmpdir(), 'convloom-dropped-'));
  try {
    const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }) });
    await page.getByRole('textbox', { name: 'Document name' }).waitFor();
    await page.getByRole('tab', { name: 'Lenses' }).click();
    await page.getByRole('tab', { name: 'Draw' }).click();
    await lens(page).getByRole('img', { name: 'Empty drawing pad' }).waitFor({ timeout: 60_000 });
    const png = await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(120, 90);
      canvas.getContext('2d')?.fillRect(50, 10, 12, 70);
      return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())];
    });
    const file = (name: string, bytes: Uint8Array | string) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const surface = lens(page).getByRole('group', { name: 'Drawing' });
    await dropOn(surface, file('stroke.png', Uint8Array.from(png)));
    await lens(page).getByRole('img', { name: 'Your picture, 120 by 90 pixels' }).waitFor();
    await lens(page).getByText('What the network sees; every lens shows it now.').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);

    await dropOn(surface, file('broken.png', 'no picture'));
    await lens(page).getByText('broken.png is no picture that this browser can read; expected PNG, JPEG, WebP, GIF or BMP.').waitFor();
    // What was shown before is still there.
    await lens(page).getByRole('img', { name: 'Your picture, 120 by 90 pixels' }).waitFor();

    await dropOn(surface, file('points.csv', 'x,class\n1,a\n2,b\n3,a\n'));
    await page.getByRole('dialog', { name: 'Your data' }).getByRole('form', { name: 'New dataset' }).waitFor();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
