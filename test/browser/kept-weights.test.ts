// Kept weights put to use after a reload: the lenses, the drawing pad and an exported file are the network of the best epoch,
// held against what was recorded and against plain tfjs; and a training starts from them.

import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { loadWithTfjs, predictWithTfjs } from '../support/plain-tfjs.ts';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { makeSmallMnist } from '../support/small-mnist.ts';
import { test } from './app.ts';
import { readRecognition, recordRecognitions } from './recognitions.ts';

let mnist: { folder: string; remove(): void } | undefined;
beforeAll(() => {
  // So few to learn from that the best epoch is not the last.
  if (hasSharedData('mnist')) mnist = makeSmallMnist(200, 200);
});
afterAll(() => mnist?.remove());

const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click();
const shot = async (page: Page, name: string) => { if (process.env['CONVLOOM_SHOTS']) await page.screenshot({ path: `${process.env['CONVLOOM_SHOTS']}/${name}.png` }); };
/** In percent, as the lens Predictions says it. */
const accuracy = async (page: Page): Promise<number> => Number.parseFloat(await page.getByRole('tabpanel', { name: 'Predictions' }).getByText('of 200 right').innerText());
/** Of the only run, by the head of its column. */
async function cell(page: Page, column: string): Promise<number> {
  const table = page.getByRole('table', { name: 'Kept runs' });
  const heads = (await table.getByRole('columnheader').allInnerTexts()).map((head) => head.trim());
  return Number.parseFloat(await table.getByRole('row').nth(1).getByRole('cell').or(table.getByRole('rowheader')).nth(heads.indexOf(column)).innerText());
}

async function openKept(page: Page, item: RegExp): Promise<void> {
  await tab(page, 'Runs');
  await page.getByRole('checkbox', { name: 'Choose MNIST CNN #1' }).check();
  await page.getByRole('toolbar', { name: 'Runs' }).getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('the best weights of a kept run are looked at, drawn for, exported and trained from', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }), before: recordRecognitions });
  const form = page.getByRole('form', { name: 'Training settings' });
  for (const [name, value] of [['Epochs', '60'], ['Learning rate', '0.3'], ['Batch size', '20']] as const) {
    await form.getByRole('textbox', { name, exact: true }).fill(value);
    await form.getByRole('textbox', { name, exact: true }).press('Enter');
  }
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('status').getByText('Finished').waitFor({ timeout: 120_000 });
  await tab(page, 'Runs');
  await expect.poll(() => page.getByRole('table', { name: 'Kept runs' }).getByText('finished').count()).toBe(1);
  const best = await cell(page, 'Best val. accuracy');

  await page.reload();
  await openKept(page, /^Best weights, epoch \d+/);
  const banner = page.getByRole('region', { name: 'Opened weights' });
  await banner.getByText(/^MNIST CNN #1: best weights, epoch \d+$/).waitFor();
  const epoch = Number(/epoch (\d+)/.exec(await banner.innerText())?.[1]);
  expect(epoch).toBeLessThan(60);
  await page.getByText(`This is MNIST CNN #1 with its best weights, epoch ${epoch}.`).waitFor({ timeout: 60_000 });
  await tab(page, 'Predictions');
  await expect.poll(() => accuracy(page), { timeout: 60_000 }).toBe(best);
  await shot(page, 'kept-weights');

  // The pad asks the same network.
  const pad = page.getByRole('region', { name: 'Draw a digit' });
  const surface = await pad.getByRole('img', { name: /draw/i }).first().boundingBox() ?? await pad.locator('canvas').first().boundingBox();
  if (!surface) throw new Error('a pad to draw on');
  const at = (x: number, y: number): [number, number] => [surface.x + x * surface.width, surface.y + y * surface.height];
  await page.mouse.move(...at(0.5, 0.2));
  await page.mouse.down();
  await page.mouse.move(...at(0.5, 0.8), { steps: 12 });
  await page.mouse.up();
  await pad.getByText(/^Recognised as \d, \d+ %$/).waitFor({ state: 'attached' });
  const recognition = await readRecognition(page);

  // So does the file, in plain tfjs.
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: /TensorFlow\.js model.*best weights, epoch/ }).click();
  const model = await loadWithTfjs(unzipSync(readFileSync(await (await downloading).path())));
  const logits = [...predictWithTfjs(model, Float32Array.from(recognition.image), recognition.shape)];
  const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
  expect(Math.max(...logits.map((logit, digit) => Math.abs(Math.exp(logit) / sum - (recognition.probabilities[digit] ?? NaN))))).toBeLessThan(1e-5);

  // The final weights are others; then a run from the best ones, whose first loss is not that of guessing.
  await openKept(page, /^Final weights/);
  await banner.getByText('MNIST CNN #1: final weights').waitFor();
  await openKept(page, /^Best weights/);
  await banner.getByRole('button', { name: 'Train from these' }).click();
  await banner.waitFor({ state: 'detached' });
  await page.getByRole('status').getByText('Finished').waitFor({ timeout: 120_000 });
  await tab(page, 'Training');
  await page.getByRole('figure', { name: 'Loss' }).getByRole('button', { name: /download/i }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /CSV/ }).click()]);
  const [, first = ''] = readFileSync(await file.path(), 'utf8').trim().split('\n');
  expect(Number(first.split(',')[2])).toBeLessThan(1.5);
});
