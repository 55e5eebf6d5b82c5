// Going back in a run: the predictions of the initial weights by keyboard, the health of then, playing, and back to now.

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

/** In percent, as the lens Predictions says it. */
async function accuracy(page: Page): Promise<number> {
  return Number.parseFloat(await page.getByRole('tabpanel', { name: 'Predictions' }).getByText('of 200 right').innerText());
}

test('looks at the run as it was, and returns to what it is', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }) });
  await page.getByRole('textbox', { name: 'Document name' }).waitFor();
  await page.getByRole('tab', { name: 'Lenses' }).click();
  await page.getByRole('tab', { name: 'Predictions' }).click();
  // The initial weights, before there is a run: nothing to go back in.
  await page.getByText('The network is not trained yet').waitFor({ timeout: 60_000 });
  await expect.poll(() => accuracy(page), { timeout: 60_000 }).toBeGreaterThanOrEqual(0);
  const untrained = await accuracy(page);
  expect(await page.getByRole('slider', { name: 'Step of the run' }).count()).toBe(0);

  await page.getByRole('tab', { name: 'Training' }).click();
  await page.getByRole('textbox', { name: 'Epochs' }).fill('3');
  await page.getByRole('textbox', { name: 'Epochs' }).press('Enter');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('status').getByText('Finished').waitFor({ timeout: 120_000 });
  await page.getByRole('tab', { name: 'Lenses' }).click();
  await expect.poll(() => accuracy(page), { timeout: 60_000 }).toBeGreaterThan(untrained + 20);
  const trained = await accuracy(page);

  const slider = page.getByRole('slider', { name: 'Step of the run' });
  await slider.focus();
  expect(await slider.getAttribute('aria-valuetext')).toBe('Now');
  await page.keyboard.press('Home');
  await page.getByText('This is the network as it was after step 0.').waitFor({ timeout: 60_000 });
  expect(await slider.getAttribute('aria-valuetext')).toBe('Step 0, epoch 0.00');
  await expect.poll(() => accuracy(page), { timeout: 60_000 }).toBe(untrained);
  if (process.env['CONVLOOM_SHOTS']) await page.screenshot({ path: `${process.env['CONVLOOM_SHOTS']}/scrubber.png` });

  await page.getByRole('tab', { name: 'Health', exact: true }).click();
  const health = page.getByRole('tabpanel', { name: 'Health' });
  await health.getByText(/^Step 0, 64 training examples/).waitFor({ timeout: 60_000 });
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await health.getByText(/^Step [1-9]\d*, 64 training examples/).waitFor({ timeout: 60_000 });
  if (process.env['CONVLOOM_SHOTS']) await page.screenshot({ path: `${process.env['CONVLOOM_SHOTS']}/scrubber-health.png` });

  await page.getByRole('button', { name: 'Now' }).click();
  await page.getByText('This is the network as it was').waitFor({ state: 'detached' });
  await page.getByRole('tab', { name: 'Predictions' }).click();
  await expect.poll(() => accuracy(page), { timeout: 60_000 }).toBe(trained);

  await page.getByRole('button', { name: 'Play the run' }).click();
  await page.getByText('This is the network as it was after step').waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Stop playing' }).click();
});

test('goes back while the run trains on, and the charts point at the same step', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }) });
  await page.getByRole('textbox', { name: 'Epochs' }).fill('1000');
  await page.getByRole('textbox', { name: 'Epochs' }).press('Enter');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('figure', { name: 'Loss' }).waitFor({ timeout: 120_000 });
  const stepOf = async () => Number((/step ([\d,]+)/i.exec(await page.getByRole('slider', { name: /^Loss/ }).getAttribute('aria-valuetext') ?? '')?.[1] ?? '').replaceAll(',', ''));
  await page.getByRole('tab', { name: 'Lenses' }).click();
  await page.getByRole('tab', { name: 'Predictions' }).click();
  const slider = page.getByRole('slider', { name: 'Step of the run' });
  await slider.focus();
  await page.keyboard.press('Home');
  await page.getByText('This is the network as it was after step 0.').waitFor({ timeout: 60_000 });
  await expect.poll(() => accuracy(page), { timeout: 60_000 }).toBeGreaterThanOrEqual(0);
  const untrained = await accuracy(page);
  for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight');
  await page.getByText(/^This is the network as it was after step [1-9]/).waitFor({ timeout: 60_000 });
  const text = await slider.getAttribute('aria-valuetext') ?? '';
  const step = Number(/^Step ([\d,]+)/.exec(text)?.[1]?.replaceAll(',', ''));
  expect(step).toBeGreaterThan(0);

  // It trains on meanwhile, and the crosshair of the charts is where the lenses look.
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  await page.getByRole('tab', { name: 'Training', exact: true }).click();
  const progress = () => page.getByRole('tabpanel', { name: 'Training' }).innerText();
  const before = await progress();
  await expect.poll(progress, { timeout: 60_000 }).not.toBe(before);
  // As a run grows, neighbouring points of its charts are merged.
  await expect.poll(async () => Math.abs(await stepOf() - step)).toBeLessThanOrEqual(32);

  await page.getByRole('tab', { name: 'Lenses' }).click();
  await page.getByRole('button', { name: 'Now' }).click();
  await page.getByText('This is the network as it was').waitFor({ state: 'detached' });
  await expect.poll(() => accuracy(page), { timeout: 120_000 }).toBeGreaterThan(untrained + 20);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('status').getByText(/^Stopped/).waitFor();
});
