// The camera: classes recorded with it, learnt and recognised again; and what is told where it is not allowed. Chromium
// plays a film of ours instead: a bright disc on the left for ten seconds, then on the right.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, expect } from 'vitest';
import { test as base } from './app.ts';

const folder = mkdtempSync(join(tmpdir(), 'convloom-camera-'));
afterAll(() => rmSync(folder, { recursive: true }));
const film = join(folder, 'discs.y4m');
writeFilm(film);

const test = base.extend({ moreFlags: [['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`], { scope: 'file' }] });

/** Uncompressed, two pictures a second, colours halved (YUV4MPEG2, 4:2:0). */
function writeFilm(path: string): void {
  const [width, height] = [96, 96];
  const grey = Buffer.alloc((width * height) / 2, 128);
  const picture = (middle: number) => {
    const light = Buffer.alloc(width * height);
    for (let i = 0; i < light.length; i++) light[i] = Math.hypot((i % width) - middle, Math.floor(i / width) - 48) < 20 ? 235 : 40;
    return Buffer.concat([Buffer.from('FRAME\n'), light, grey]);
  };
  const pictures = Array.from({ length: 40 }, (_, i) => picture(i < 20 ? 26 : 70));
  writeFileSync(path, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F2:1 Ip A1:1 C420jpeg\n`), ...pictures]));
}

/** The page's streams are noted, so that a camera left on is found out. */
async function allowCamera(context: BrowserContext): Promise<void> {
  await context.grantPermissions(['camera']);
  await context.addInitScript(() => {
    const streams: MediaStream[] = [];
    Object.assign(globalThis, { openedStreams: streams });
    // The blank page before ours has none.
    if (!navigator.mediaDevices) return;
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await open(wanted);
      streams.push(stream);
      return stream;
    };
  });
}

const liveCameras = (page: Page) => page.evaluate(() => (globalThis as unknown as { openedStreams: MediaStream[] }).openedStreams.flatMap((stream) => stream.getTracks()).filter(({ readyState }) => readyState === 'live').length);

/** Until the disc has just come to this side, so that some seconds are left to look at it. */
async function awaitDisc(page: Page, label: string, side: 'left' | 'right'): Promise<void> {
  const where = () => page.getByLabel(label, { exact: true }).evaluate((video) => {
    if (!(video instanceof HTMLVideoElement) || video.videoWidth === 0) return 'nowhere';
    const context = new OffscreenCanvas(2, 1).getContext('2d');
    context?.drawImage(video, 0, 0, 2, 1);
    const [left = 0, , , , right = 0] = context?.getImageData(0, 0, 2, 1).data ?? [];
    return left > right ? 'left' : 'right';
  });
  const other = side === 'left' ? 'right' : 'left';
  await expect.poll(where, { timeout: 60_000 }).toBe(other);
  await expect.poll(where, { timeout: 60_000 }).toBe(side);
}

async function openCamera(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Dataset' }).selectOption('Your data…');
  await page.getByRole('button', { name: 'Record with the camera…' }).click();
}

test('two classes are recorded, learnt, and recognised in the Draw lens', { timeout: 240_000 }, async ({ openApp }) => {
  const page = await openApp({ before: allowCamera, expected: /ERR_INTERNET_DISCONNECTED/ });
  await openCamera(page);
  const dialog = page.getByRole('dialog', { name: 'Your data' });
  await dialog.getByText('Record at least two classes.').waitFor();
  const record = async (number: 1 | 2, side: 'left' | 'right') => {
    await dialog.getByRole('textbox', { name: `Name of class ${number}` }).fill(side);
    const button = dialog.getByRole('button', { name: `Hold to record ${side}` });
    await awaitDisc(page, 'What the camera sees', side);
    await button.hover();
    await page.mouse.down();
    await expect.poll(() => dialog.getByRole('listitem').nth(number - 1).innerText(), { timeout: 60_000 }).toMatch(/\n(1[2-9]|[2-9]\d)$/);
    await page.mouse.up();
  };
  await record(1, 'left');
  await record(2, 'right');
  await dialog.getByRole('button', { name: 'Use these pictures' }).click();

  const draft = dialog.getByRole('form', { name: 'New dataset' });
  await draft.waitFor();
  expect(await liveCameras(page)).toBe(0);
  expect(await draft.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Camera');
  for (const name of ['Height', 'Width']) await draft.getByRole('textbox', { name }).fill('16');
  await draft.getByRole('combobox', { name: 'Colours' }).selectOption('Grey');
  await draft.getByRole('button', { name: 'Add to this browser' }).click();
  await dialog.getByText(/^\d+ \+ \d+ images, 1×16×16, 2 classes$/).waitFor();
  await dialog.getByRole('button', { name: 'Train on it' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('textbox', { name: 'Batch size' }).fill('4');
  await page.getByRole('textbox', { name: 'Epochs' }).fill('15');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect.poll(() => page.getByRole('tabpanel', { name: 'Training' }).innerText(), { timeout: 90_000 }).toContain('Finished');

  await page.getByRole('tab', { name: 'Lenses' }).click();
  await page.getByRole('tab', { name: 'Draw' }).click();
  const lens = page.getByRole('tabpanel', { name: 'Draw' });
  for (const side of ['right', 'left'] as const) {
    await lens.getByRole('button', { name: 'Use the camera' }).click();
    await awaitDisc(page, 'Camera', side);
    await lens.getByRole('button', { name: 'Take' }).click();
    await lens.getByRole('img', { name: /^Your picture, \d+ by \d+ pixels$/ }).waitFor();
    await lens.getByText(new RegExp(`^Recognised as ${side}, \\d+ %$`)).waitFor({ state: 'attached' });
    expect(await liveCameras(page)).toBe(0);
  }
});

test('a camera that is not allowed is told in one sentence, and the page goes on', async ({ openApp }) => {
  // The lens asks for MNIST, which is nowhere here.
  const page = await openApp({ expected: /ERR_INTERNET_DISCONNECTED/ });
  const session = await page.context().newCDPSession(page);
  await session.send('Browser.setPermission', { permission: { name: 'camera' }, setting: 'denied' });
  await openCamera(page);
  await page.getByRole('alert').getByText('The camera was not allowed; allow it for this page in the browser, or add pictures from elsewhere as a folder for each class.').waitFor();
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByText('Nothing is kept yet.').waitFor();
  await page.keyboard.press('Escape');

  await page.getByRole('tab', { name: 'Lenses' }).click();
  await page.getByRole('tab', { name: 'Draw' }).click();
  const lens = page.getByRole('tabpanel', { name: 'Draw' });
  await lens.getByRole('button', { name: 'Use the camera' }).click();
  await lens.getByText('The camera was not allowed; allow it for this page in the browser, or choose an image or draw.').waitFor();
  await lens.getByRole('img', { name: 'Empty drawing pad' }).waitFor();
});
