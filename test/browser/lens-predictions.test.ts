// The Predictions lens on a real short run, as a person uses it: untrained and trained, by mouse and by keyboard.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { makeSmallMnist } from '../support/small-mnist.ts';
import { test } from './app.ts';

let mnist: { folder: string; remove(): void } | undefined;
beforeAll(() => {
  if (hasSharedData('mnist')) mnist = makeSmallMnist(4000, 500);
});
afterAll(() => mnist?.remove());

const lens = (page: Page) => page.getByRole('tabpanel', { name: 'Predictions' });
const view = (page: Page, name: string) => lens(page).getByRole('tab', { name }).click();
/** Counts of the matrix, row after row. */
const counts = async (page: Page): Promise<number[]> => {
  const cells = await lens(page).getByRole('grid', { name: /^Confusion matrix/ }).getByRole('gridcell').allInnerTexts();
  return cells.map((text) => Number(text));
};

test('shows an untrained network, and who is taken for whom after an epoch', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }) });
  await page.getByRole('textbox', { name: 'Document name' }).waitFor();
  await page.getByRole('tab', { name: 'Lenses' }).click();
  await page.getByRole('tab', { name: 'Predictions' }).click();
  await lens(page).getByText('of 500 right').waitFor({ timeout: 60_000 });
  const untrained = await counts(page);
  expect(untrained).toHaveLength(100);
  expect(untrained.reduce((a, b) => a + b, 0)).toBe(500);

  await page.getByRole('tab', { name: 'Training' }).click();
  await page.getByRole('textbox', { name: 'Epochs' }).fill('2');
  await page.getByRole('textbox', { name: 'Epochs' }).press('Enter');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('status').getByText('Finished').waitFor({ timeout: 120_000 });

  // The matrix agrees with the run's own validation of the same network; both are drawn when there is time.
  const right = () => lens(page).getByText('of 500 right').innerText();
  const validation = async (): Promise<number> => {
    await page.getByRole('tab', { name: 'Training' }).click();
    const shown = await page.getByRole('figure', { name: 'Accuracy' }).getByTitle('Validation').innerText();
    await page.getByRole('tab', { name: 'Lenses' }).click();
    return Number.parseFloat(shown);
  };
  await expect.poll(async () => `${(await validation()).toFixed(1)} % of 500 right` === await right(), { timeout: 60_000, interval: 1000 }).toBe(true);
  expect(await validation()).toBeGreaterThan(20);
  const trained = await counts(page);
  expect(trained.reduce((a, b) => a + b, 0)).toBe(500);
  const hits = Array.from({ length: 10 }, (_, c) => trained[11 * c] ?? 0).reduce((a, b) => a + b, 0);
  expect(`${(hits / 5).toFixed(1)} % of 500 right`).toBe(await right());

  // By keyboard to a cell with mistakes: its images, and one of them chosen for every lens.
  const wrong = trained.findIndex((count, i) => count > 0 && i % 11 !== 0);
  const grid = lens(page).getByRole('grid', { name: /^Confusion matrix/ });
  await grid.getByRole('gridcell').first().focus();
  for (let i = 0; i < Math.floor(wrong / 10); i++) await page.keyboard.press('ArrowDown');
  for (let i = 0; i < wrong % 10; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await lens(page).getByText(`${trained[wrong]} ${trained[wrong] === 1 ? 'image' : 'images'} of ${Math.floor(wrong / 10)}, taken for ${wrong % 10}`).waitFor();
  const image = lens(page).getByRole('group', { name: 'Images of the cell' }).getByRole('button').first();
  const [, index] = /^Example (\d+)/.exec((await image.getAttribute('aria-label')) ?? '') ?? [];
  await image.click();
  await expect.poll(() => image.getAttribute('aria-pressed')).toBe('true');

  await view(page, 'One image');
  await lens(page).getByText(`validation ${index}: ${Math.floor(wrong / 10)}`).waitFor();
  await lens(page).getByRole('img', { name: /^Occlusion, from .* points to .* points/ }).waitFor();
  await lens(page).getByRole('status').getByText(new RegExp(`^${wrong % 10}: `)).waitFor();

  await view(page, 'Worst mistakes');
  await expect.poll(() => lens(page).getByRole('group', { name: /^Worst mistakes/ }).getByRole('button').count()).toBeGreaterThan(3);
  await view(page, 'Classes');
  const support = await lens(page).getByRole('row', { name: /^Mean of the classes/ }).getByRole('cell').last().innerText();
  expect(support).toBe('500');
  await view(page, 'Calibration');
  await lens(page).getByText(/^Expected calibration error \d/).waitFor();
});
