// The Loss landscape lens on a real short run: random directions of an untrained network, two weights and the path of a
// trained one, a value read off by keyboard, a slice, and the numbers taken away as a file.

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { makeSmallMnist } from '../support/small-mnist.ts';
import { test } from './app.ts';

let mnist: { folder: string; remove(): void } | undefined;
beforeAll(() => {
  if (hasSharedData('mnist')) mnist = makeSmallMnist(1000, 200);
});
afterAll(() => mnist?.remove());

const lens = (page: Page) => page.getByRole('tabpanel', { name: 'Loss landscape' });
const choose = (page: Page, name: string, option: string) => lens(page).getByRole('combobox', { name }).selectOption(option);
const drawn = (page: Page) => lens(page).getByText('Loss of 64 training examples.').waitFor({ timeout: 120_000 });

test('draws the loss around an untrained network, and the way of a run', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }) });
  await page.getByRole('textbox', { name: 'Document name' }).waitFor();
  await page.getByRole('tab', { name: 'Lenses' }).click();
  await page.getByRole('tab', { name: 'Loss landscape' }).click();
  await lens(page).waitFor();
  await choose(page, 'Points', '17 a side');
  await choose(page, 'Examples', '64');
  await drawn(page);
  const plot = lens(page).getByRole('button', { name: /^Loss landscape over first direction and second direction/ });
  await plot.focus();
  await page.keyboard.press('ArrowRight');
  await lens(page).getByText(/^first direction 0.125, second direction 0: loss \d/).waitFor();

  await page.getByRole('tab', { name: 'Training' }).click();
  await page.getByRole('textbox', { name: 'Epochs' }).fill('2');
  await page.getByRole('textbox', { name: 'Epochs' }).press('Enter');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('status').getByText('Finished').waitFor({ timeout: 120_000 });
  await page.getByRole('tab', { name: 'Lenses' }).click();
  await choose(page, 'Points', '17 a side');
  await choose(page, 'Examples', '64');
  await choose(page, 'Over', 'The run’s own directions');
  await drawn(page);
  await lens(page).getByText(/The directions hold \d+\.\d% and \d+\.\d% of the path\. The path goes from the ring \(step 0\) to the square \(step 20\)\./).waitFor();

  // The numbers as a file: the loss where the run ended is below that where it began.
  const downloading = page.waitForEvent('download');
  await lens(page).getByRole('button', { name: 'Download Loss landscape' }).click();
  await page.getByRole('menuitem', { name: /CSV/ }).click();
  const rows = readFileSync(await (await downloading).path(), 'utf8').trim().split('\n').map((line) => line.split(','));
  expect(rows).toHaveLength(1 + 17 * 17);
  expect(rows[0]).toEqual(['first direction', 'second direction', 'loss']);
  expect(rows.slice(1).every((row) => row.every((cell) => Number.isFinite(Number(cell))))).toBe(true);

  await choose(page, 'Over', 'One weight');
  await choose(page, 'Weight: tensor', 'fc1.bias 10');
  await drawn(page);
  await lens(page).getByRole('button', { name: /^Loss landscape over fc1.bias\[0\]/ }).click();
  await lens(page).getByText(/^fc1.bias\[0\] -?[\d.]+: loss \d/).waitFor();
});
