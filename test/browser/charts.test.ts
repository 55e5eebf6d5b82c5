// The charts of a run as people use them: the crosshair by pointer and keyboard, the logarithmic scale, and the files
// that a plot is taken away as.

import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { test } from './app.ts';
import { readSvg, takeFile } from './take-file.ts';

const batches = 12;

/** A run on Digits that has taken some batches and waits. */
async function trainSome(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Dataset' }).selectOption('Digits');
  for (let batch = 1; batch <= batches; batch++) {
    await page.getByRole('button', { name: 'Train one batch' }).click();
    await expect.poll(() => page.getByRole('tabpanel', { name: 'Training' }).innerText(), { timeout: 120_000 }).toContain(`batch ${batch} of`);
  }
  // Charts are drawn a few times a second; the last batch comes to them a little later.
  const loss = page.getByRole('slider', { name: /^Loss/ });
  await loss.focus();
  await expect.poll(async () => {
    await page.keyboard.press('End');
    return loss.getAttribute('aria-valuetext');
  }).toContain(`step ${batches},`);
  await page.keyboard.press('Escape');
}

const valueOf = (page: Page, name: RegExp) => page.getByRole('slider', { name }).getAttribute('aria-valuetext');

describe('the charts of a run', () => {
  test('are read by keyboard and pointer, together', async ({ openApp }) => {
    const page = await openApp();
    await trainSome(page);
    const loss = page.getByRole('slider', { name: /^Loss/ });
    await loss.focus();
    await page.keyboard.press('Home');
    expect(await valueOf(page, /^Loss/)).toMatch(/^Epoch 0\.01, step 1, batch 2\.\d+, training 2\.\d+$/);
    // The other chart's crosshair is at the same place.
    expect(await valueOf(page, /^Accuracy/)).toMatch(/^Epoch 0\.01, step 1, batch [\d.]+ %, training [\d.]+ %$/);
    await page.keyboard.press('ArrowRight');
    expect(await valueOf(page, /^Loss/)).toContain('step 2,');
    await page.keyboard.press('End');
    expect(await valueOf(page, /^Loss/)).toContain(`step ${batches},`);
    await page.keyboard.press('Escape');
    expect(await valueOf(page, /^Loss/)).toBe('no place chosen');

    const box = await page.getByRole('slider', { name: /^Accuracy/ }).boundingBox();
    if (!box) throw new Error('The chart has no place on the page.');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const here = /step \d+/.exec((await valueOf(page, /^Accuracy/)) ?? '')?.[0];
    expect(here).toBeDefined();
    await page.getByRole('figure', { name: 'Loss' }).getByText(here ?? '').waitFor();
  });

  test('show the learning rate where it is asked for, with what was changed by hand', async ({ openApp }) => {
    const page = await openApp();
    await trainSome(page);
    expect(await page.getByRole('figure', { name: 'Learning rate' }).count()).toBe(0);
    await page.getByRole('figure', { name: 'Loss' }).getByRole('button', { name: 'Learning rate' }).click();
    const rate = page.getByRole('slider', { name: /^Learning rate/ });
    await rate.focus();
    await page.keyboard.press('Home');
    expect(await valueOf(page, /^Learning rate/)).toMatch(/^Epoch 0\.01, step 1, learning rate 0\.1$/);
    const field = page.getByRole('form', { name: 'Training settings' }).getByRole('textbox', { name: 'Learning rate', exact: true });
    await field.fill('0.02');
    await field.press('Enter');
    await page.getByRole('button', { name: 'Train one batch' }).click();
    await rate.focus();
    await expect.poll(async () => {
      await page.keyboard.press('End');
      return valueOf(page, /^Learning rate/);
    }).toMatch(new RegExp(`step ${batches + 1}, learning rate 0\\.02, changed by hand 0\\.02$`));
    const csv = await takeFile(page, 'Learning rate', 'CSV');
    const rows = csv.content.toString().trimEnd().split('\n');
    expect(rows[0]).toBe('epoch,step,learning rate,changed to');
    expect(rows.slice(-2).map((row) => row.split(',').slice(1))).toEqual([[String(batches), '0.1', ''], [String(batches + 1), '0.02', '0.02']]);
    if (process.env['CONVLOOM_SHOTS']) await page.screenshot({ path: `${process.env['CONVLOOM_SHOTS']}/rate.png` });
    await page.setViewportSize({ width: 1024, height: 768 });
    if (process.env['CONVLOOM_SHOTS']) await page.screenshot({ path: `${process.env['CONVLOOM_SHOTS']}/rate-small.png` });
  });

  test('are taken away as SVG, PNG and CSV', async ({ openApp }) => {
    const page = await openApp({ colorScheme: 'dark' });
    await trainSome(page);
    await page.getByRole('button', { name: 'Log scale' }).click();

    const csv = await takeFile(page, 'Loss', 'CSV');
    expect(csv.name).toBe('mnist-cnn-loss.csv');
    const [header, ...rows] = csv.content.toString().trimEnd().split('\n').map((line) => line.split(/,(?! )/));
    expect(header).toEqual(['epoch', 'step', 'batch', '"training, smoothed by 0.9"', 'validation']);
    expect(rows.map(([, step]) => Number(step))).toEqual(Array.from({ length: batches }, (_, i) => i + 1));
    // The first loss of ten classes that are all as likely.
    expect(Math.abs(Number(rows[0]?.[2]) - Math.log(10))).toBeLessThan(0.1);

    const svg = await takeFile(page, 'Loss', 'SVG');
    expect(svg.name).toBe('mnist-cnn-loss.svg');
    const parts = await page.evaluate((text) => {
      const file = new DOMParser().parseFromString(text, 'image/svg+xml');
      return { points: (file.querySelector('path[aria-label="training"]')?.getAttribute('d')?.split(/[ML]/).length ?? 0) - 1 };
    }, svg.content.toString());
    expect(parts).toEqual({ points: batches });
    expect(await readSvg(page, svg)).toMatchObject({ isBroken: false, title: 'Loss', ground: '#ffffff', oddPaints: [], texts: expect.arrayContaining(['training', 'epochs', 'Loss', 'MNIST CNN']) });

    const png = await takeFile(page, 'Accuracy', 'PNG');
    expect(png.name).toBe('mnist-cnn-accuracy.png');
    // Width and height stand behind the signature and the first chunk's name.
    expect(png.content.subarray(1, 4).toString()).toBe('PNG');
    expect(png.content.readUInt32BE(16)).toBeGreaterThanOrEqual(2 * 640);
    expect(png.content.readUInt32BE(20)).toBeGreaterThanOrEqual(2 * 320);
  });
});
