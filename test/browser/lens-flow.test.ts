// Data flowing as a person uses it: maps on every card while a run trains, a unit's receptive field and what would raise it, kernels
// that change.

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

/** The pixels of the maps on a card, as one text. */
const mapsOn = (page: Page, card: RegExp) => page.getByRole('group', { name: card }).locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

test('shows feature maps on every card, what a unit sees, and kernels that change', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }), viewport: { width: 1024, height: 768 } });
  await page.getByRole('tab', { name: 'Lenses' }).click();
  await page.getByRole('tab', { name: 'Data flowing' }).click();
  const lens = page.getByRole('tabpanel', { name: 'Data flowing' });

  // A unit of pool1 sees 6×6 pixels, as the one in the middle that is looked at first; at the corner fewer, since padding is none.
  await lens.getByRole('combobox', { name: 'Node' }).selectOption('pool1');
  const units = lens.getByRole('grid', { name: 'Units of pool1, channel 0' });
  await lens.getByText('6×6 pixels: rows 6 to 11, columns 6 to 11.').waitFor({ timeout: 60_000 });
  await units.focus();
  for (const key of ['PageUp', 'Home']) await page.keyboard.press(key);
  await lens.getByText('4×4 pixels: rows 0 to 3, columns 0 to 3.').waitFor();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  await lens.getByText('6×6 pixels: rows 2 to 7, columns 2 to 7.').waitFor();

  // What would raise it: nothing outside of what it sees, something inside, whatever way one points there.
  const raising = lens.getByRole('grid', { name: 'What would raise the unit, by pixel of the input' });
  await raising.focus();
  await page.keyboard.press('PageDown');
  await page.keyboard.press('End');
  await raising.getByRole('gridcell', { name: 'row 15, column 15: 0', exact: true }).waitFor({ state: 'attached' });
  await raising.hover({ position: await raising.evaluate(({ clientWidth, clientHeight }) => ({ x: (5.5 * clientWidth) / 16, y: (4.5 * clientHeight) / 16 })) });
  await raising.getByRole('gridcell', { name: /^row 4, column 5: -?0\.\d/ }).waitFor({ state: 'attached' });
  await lens.getByText(/^\+0\.\d+$/).first().waitFor();
  await lens.getByRole('button', { name: 'Channel 5', exact: true }).click();
  await lens.getByRole('grid', { name: 'Units of pool1, channel 5' }).waitFor();

  // On every card, the Output among them; name, shape and parameters stay.
  expect(await lens.getByRole('switch', { name: 'Maps on every card' }).isChecked()).toBe(true);
  await expect.poll(() => page.locator('.card .map-strip').count()).toBe(10);
  await page.getByRole('group', { name: /^conv1, Conv2d/ }).getByText('416', { exact: true }).waitFor();
  const untrained = await mapsOn(page, /^conv1, Conv2d/);

  // Kernels are as they began, until a run moves them; the maps follow it from another tab of the dock.
  await lens.getByRole('combobox', { name: 'Node' }).selectOption('conv1');
  const kernels = lens.getByRole('figure', { name: 'Kernels of output channel 5' });
  await kernels.getByRole('columnheader', { name: /^Change\s*±0$/ }).waitFor();
  await page.getByRole('tab', { name: 'Training' }).click();
  await page.getByRole('textbox', { name: 'Epochs' }).fill('1000');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect.poll(() => mapsOn(page, /^conv1, Conv2d/), { timeout: 60_000 }).not.toBe(untrained);
  await page.getByRole('tab', { name: 'Lenses' }).click();
  await expect.poll(async () => Number(/±(.*)/.exec(await kernels.getByRole('columnheader', { name: /^Change/ }).innerText())?.[1]), { timeout: 30_000 }).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Stop' }).click();

  await lens.getByRole('switch', { name: 'Maps on every card' }).uncheck();
  await expect.poll(() => page.locator('.card .map-strip').count()).toBe(0);
});

test('maps are on every card from the first run on, and stay away once they are switched off', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }), viewport: { width: 1440, height: 900 } });
  const maps = page.locator('.card .map-strip');
  const train = async () => {
    await page.getByRole('textbox', { name: 'Epochs' }).fill('1000');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  };
  // Nobody has asked for data or a network yet; a card is as large with maps as without.
  const card = page.getByRole('group', { name: /^conv2, Conv2d/ });
  await card.waitFor();
  expect(await maps.count()).toBe(0);
  const before = await card.boundingBox();
  await train();
  await expect.poll(() => maps.count(), { timeout: 60_000 }).toBe(10);
  expect(await card.boundingBox()).toEqual(before);
  const first = await mapsOn(page, /^conv1, Conv2d/);
  await expect.poll(() => mapsOn(page, /^conv1, Conv2d/), { timeout: 60_000 }).not.toBe(first);

  await page.getByRole('tab', { name: 'Lenses' }).click();
  await page.getByRole('tab', { name: 'Data flowing' }).click();
  await page.getByRole('switch', { name: 'Maps on every card' }).uncheck();
  await expect.poll(() => maps.count()).toBe(0);
  await page.getByRole('tab', { name: 'Training' }).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();

  // The next visit too.
  await page.reload();
  await train();
  await page.locator('.wire-good, .wire-caution, .wire-bad').first().waitFor({ state: 'attached', timeout: 60_000 });
  expect(await maps.count()).toBe(0);
  await page.getByRole('button', { name: 'Stop' }).click();
});
