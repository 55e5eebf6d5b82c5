// The BatchNorm lens as a person uses it: before a run the running statistics are those of the start, while one trains
// they move towards the batch's; training and evaluation are told apart; momenta are followed over batches.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { makeSmallMnist } from '../support/small-mnist.ts';
import { test } from './app.ts';

let mnist: { folder: string; remove(): void } | undefined;
beforeAll(() => {
  if (hasSharedData('mnist')) mnist = makeSmallMnist(1000, 100);
});
afterAll(() => mnist?.remove());

const lensOf = (page: Page) => page.getByRole('tabpanel', { name: 'BatchNorm' });
/** Batch and running value of a row of the chosen channel. */
const rowOf = async (page: Page, name: string): Promise<number[]> => {
  const cells = lensOf(page).getByRole('row', { name: new RegExp(`^${name} `) }).getByRole('cell');
  return (await cells.evaluateAll((all) => all.map((cell) => cell.getAttribute('title') ?? ''))).map(Number);
};

test('shows batch and running statistics, both modes, and what momentum does', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }), viewport: { width: 1024, height: 768 } });
  await page.getByRole('button', { name: 'Templates' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'MNIST CNN with batch normalisation' }).click();
  await page.getByRole('tab', { name: 'Lenses' }).click();
  await page.getByRole('tab', { name: 'BatchNorm' }).click();
  const lens = lensOf(page);

  // Untrained, running statistics are 0 and 1, so evaluation changes nothing but the scale of 1 and the shift of 0.
  await lens.getByRole('row', { name: /^mean / }).waitFor({ timeout: 60_000 });
  expect((await rowOf(page, 'mean'))[1]).toBe(0);
  expect((await rowOf(page, 'variance'))[1]).toBe(1);
  await lens.getByRole('figure', { name: 'After, in training' }).getByText(/^mean -?(0|\d(\.\d)?e-\d+), deviation (1|0\.99\d*)$/).waitFor();
  const before = await lens.getByRole('figure', { name: 'Before' }).getByText(/^mean/).innerText();
  await lens.getByRole('switch', { name: 'Training mode' }).uncheck();
  await expect.poll(() => lens.getByRole('figure', { name: 'After, in evaluation' }).getByText(/^mean/).innerText()).toBe(before);

  // Another channel by the keyboard has other statistics.
  const [mean] = await rowOf(page, 'mean');
  await lens.getByRole('slider', { name: 'Channel' }).focus();
  await page.keyboard.press('ArrowRight');
  await lens.getByText('Channel 1', { exact: true }).waitFor();
  expect((await rowOf(page, 'mean'))[0]).not.toBe(mean);

  // Momenta, each its own line over the same batches.
  await lens.getByRole('combobox', { name: 'Batch size' }).selectOption('8');
  await lens.getByText(/this batch’s 2,048 values a channel/).waitFor();
  await lens.getByRole('button', { name: /^Follow/ }).click();
  const chart = lens.getByRole('figure', { name: 'Running mean of channel 1' });
  await chart.waitFor({ timeout: 60_000 });
  for (const momentum of ['0.01', '0.1', '0.5']) await chart.getByText(`momentum ${momentum}`, { exact: false }).first().waitFor({ state: 'attached' });

  // A run moves the running statistics.
  await page.getByRole('tab', { name: 'Training' }).click();
  await page.getByRole('textbox', { name: 'Epochs' }).fill('1000');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  await page.getByRole('tab', { name: 'Lenses' }).click();
  await lens.getByRole('row', { name: /^mean / }).waitFor({ timeout: 60_000 });
  await expect.poll(async () => Math.abs((await rowOf(page, 'mean'))[1] ?? 0), { timeout: 60_000 }).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Stop' }).click();
});
