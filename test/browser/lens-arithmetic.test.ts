// Pixel arithmetic as a person uses it: on the untrained network, on typed pixels, and on a run while it trains.

import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { makeSmallMnist } from '../support/small-mnist.ts';
import { test } from './app.ts';

let mnist: { folder: string; remove(): void } | undefined;
beforeAll(() => {
  if (hasSharedData('mnist')) mnist = makeSmallMnist(1000, 100);
});
afterAll(() => mnist?.remove());

const numbersOf = async (table: Locator): Promise<number[]> =>
  (await table.locator('td').evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title') ?? ''))).map(Number.parseFloat);
const lensOf = (page: Page) => page.getByRole('tabpanel', { name: 'Pixel arithmetic' });

test('takes numbers apart, before a run, on typed pixels, and while one trains', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }), viewport: { width: 1024, height: 768 } });
  await page.getByRole('tab', { name: 'Lenses' }).click();
  await page.getByRole('tab', { name: 'Pixel arithmetic' }).click();
  const lens = lensOf(page);
  await lens.getByText('The network is not trained yet').waitFor();

  // The node is the one selected on the canvas; its numbers add up.
  await page.getByRole('group', { name: /^conv1, Conv2d/ }).click();
  const output = lens.getByRole('grid', { name: 'Output channel 0 of conv1' });
  await output.focus();
  await page.keyboard.press('PageDown');
  await page.keyboard.press('End');
  await lens.getByText('row 15, column 15', { exact: true }).waitFor();
  expect((await numbersOf(lens.getByRole('table', { name: 'Window' }))).slice(15)).toEqual(Array(10).fill(0));
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowUp');
  await lens.getByText('row 14, column 14', { exact: true }).waitFor();

  // Typed pixels: a vertical line, in a network whose every number is then known from its kernel alone.
  await lens.getByRole('button', { name: 'Type pixels' }).click();
  const pixels = lens.getByRole('textbox', { name: /^Pixels of the input, 1×16×16/ });
  await pixels.fill('1 2\n3');
  await lens.getByRole('alert').getByText('16 rows of 16 numbers are expected; received 2 rows').waitFor();
  await lens.getByRole('button', { name: 'Vertical line' }).click();
  await lens.getByRole('button', { name: 'Use these pixels' }).click();
  await lens.getByText('typed pixels').waitFor();
  await output.focus();
  for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowLeft');
  await lens.getByText('row 14, column 8', { exact: true }).waitFor();
  const window = await numbersOf(lens.getByRole('table', { name: 'Window' }));
  expect(window).toEqual([0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
  const kernel = await numbersOf(lens.getByRole('table', { name: 'Kernel' }));
  expect(await numbersOf(lens.getByRole('table', { name: 'Products' }))).toEqual(window.map((x, i) => x * (kernel[i] ?? NaN) + 0));
  const bias = Number(await lens.getByText(/^\+ bias/).getAttribute('title'));
  const total = Number(await lens.locator('.unit-value').getAttribute('title'));
  expect(total).toBeCloseTo([2, 7, 12, 17].reduce((sum, i) => sum + (kernel[i] ?? NaN), bias), 5);

  // While a run trains, the kernel moves; a node picked in the lens is selected on the canvas.
  await page.getByRole('tab', { name: 'Training' }).click();
  await page.getByRole('textbox', { name: 'Epochs' }).fill('1000');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  await page.getByRole('tab', { name: 'Lenses' }).click();
  await lens.getByRole('table', { name: 'Kernel' }).waitFor({ timeout: 60_000 });
  const early = await numbersOf(lens.getByRole('table', { name: 'Kernel' }));
  await expect.poll(() => numbersOf(lens.getByRole('table', { name: 'Kernel' }))).not.toEqual(early);
  await lens.getByRole('combobox', { name: 'Node' }).selectOption('pool1');
  await lens.getByText(/^(Channel \d+: )?max\(.*\) = /).waitFor();
  await expect.poll(() => page.locator('.card[data-state~=selected] .card-name').innerText()).toBe('pool1');
  await page.getByRole('button', { name: 'Stop' }).click();
});
