// Runs that are not lost: a page that is reloaded in the middle of one, a worker that dies, and a network that is edited
// while it trains.

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

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) });
const setting = async (page: Page, name: string, value: string): Promise<void> => {
  const field = page.getByRole('form', { name: 'Training settings' }).getByRole('textbox', { name, exact: true });
  await field.fill(value);
  await field.press('Enter');
};
/** The epoch that the Training tab shows; 0 where it shows none. */
const epochOf = async (page: Page): Promise<number> => Number(/epoch (\d+) of/.exec(await page.getByRole('tabpanel', { name: 'Training' }).innerText())?.[1] ?? 0);
/** Waits until the run is beyond epoch `done`, which made a checkpoint, then pauses it, which makes one more. */
async function pauseBeyond(page: Page, done: number): Promise<void> {
  await expect.poll(() => epochOf(page), { timeout: 60_000 }).toBeGreaterThan(done);
  await button(page, 'Pause').click();
  await page.getByRole('status').getByText('Paused').waitFor();
  // Charts are drawn a few times a second; what is paused is written meanwhile.
  await page.waitForTimeout(1000);
}
async function trainAndPause(page: Page): Promise<void> {
  await button(page, 'Train').click();
  await pauseBeyond(page, 1);
}
/** The loss chart's numbers, as its CSV has them: one line a batch. */
async function losses(page: Page): Promise<string[]> {
  await page.getByRole('figure', { name: 'Loss' }).getByRole('button', { name: /download/i }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /CSV/ }).click()]);
  const stream = await download.createReadStream();
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString().trim().split('\n').slice(1);
}
/** The lines of one side of a comparison, without its name. */
const ofSide = (lines: readonly string[], side: 'A' | 'B') => lines.filter((line) => line.startsWith(`${side},`)).map((line) => line.slice(2));
/** The whole epochs among the lines, by their numbers. */
const epochsOf = (lines: readonly string[]) => lines.map((line) => Number(line.split(',')[0])).filter((epoch) => Number.isInteger(epoch));

test('a run is taken up after a reload and after its worker died, and its losses have no gap', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }), expected: /the worker breaks|ERR_ABORTED/ });
  await setting(page, 'Epochs', '1000');
  await trainAndPause(page);
  const before = await losses(page);
  expect(epochsOf(before).length).toBeGreaterThan(0);
  await page.reload();

  const offer = page.getByRole('region', { name: 'Resume the last run' });
  await offer.getByText('The last run of MNIST CNN did not end.').waitFor();
  // Every tab shows it, and a page without its dock.
  for (const name of ['Runs', 'Lenses', 'Summary', 'Plan', 'Problems', 'Training']) {
    await page.getByRole('tab', { name, exact: true }).click();
    expect(await offer.getByRole('button', { name: /^Resume from epoch/ }).isVisible(), name).toBe(true);
  }
  await button(page, 'Hide the dock').click();
  expect(await offer.isVisible()).toBe(true);
  await button(page, 'Show the dock').click();
  await button(page, /^Resume from epoch \d+/).click();
  await button(page, 'Pause').waitFor();
  await page.getByRole('figure', { name: 'Loss' }).waitFor({ timeout: 60_000 });
  await pauseBeyond(page, Math.max(...epochsOf(before)) + 1);
  const after = await losses(page);
  const epochs = epochsOf(after);
  expect(epochs.length).toBeGreaterThan(epochsOf(before).length);
  expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
  expect(epochs).toEqual(Array.from(epochs, (_, i) => i + 1));

  // The worker goes down in the middle of the run.
  await button(page, 'Resume').click();
  const worker = page.workers().find((each) => each.url().includes('trainer'));
  expect(worker).toBeDefined();
  await worker?.evaluate(() => { setTimeout(() => { throw new Error('the worker breaks'); }); });
  await page.getByText('The training worker died: the worker breaks. Train starts a new one.').last().waitFor();
  await button(page, /^Resume from epoch \d+/).click();
  await button(page, 'Pause').waitFor();

  // What has been stopped on purpose is not offered.
  await button(page, 'Stop').click();
  await page.getByRole('status').getByText('Stopped').waitFor();
  await page.reload();
  await button(page, 'Train').waitFor();
  await page.waitForTimeout(2500);
  expect(await page.getByText('did not end').count()).toBe(0);
});

test('a comparison and a sweep are taken up after a reload, with the records they had', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }), expected: /ERR_ABORTED/ });
  const table = page.getByRole('table', { name: 'Kept runs' });
  const tab = (name: string) => page.getByRole('tab', { name, exact: true }).click();
  const names = () => table.getByRole('textbox', { name: /^Name of/ }).evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
  const dialog = page.getByRole('dialog');
  await setting(page, 'Epochs', '1000');
  // Few steps an epoch: above a thousand, neighbouring points of the chart are merged.
  await setting(page, 'Batch size', '400');
  await tab('Runs');
  await button(page, 'Compare…').click();
  await dialog.getByText('B: MNIST CNN, learning rate 0.01.').or(dialog.getByText('B: MNIST CNN, momentum 0.9.')).waitFor();
  await dialog.getByRole('button', { name: 'Train both' }).click();
  await page.getByText('2 of 2 runs chosen').waitFor({ timeout: 60_000 });
  const pair = await names();
  await tab('Training');
  await pauseBeyond(page, 1);
  const before = await losses(page);
  await page.reload();

  await page.getByText('The last comparison of MNIST CNN did not end.').waitFor();
  await button(page, /^Resume from epoch \d+/).click();
  await page.getByText('2 of 2 runs chosen').waitFor({ timeout: 60_000 });
  expect(await names()).toEqual(pair);
  await tab('Training');
  await pauseBeyond(page, Math.max(...epochsOf(ofSide(before, 'A'))) + 1);
  const after = await losses(page);
  for (const side of ['A', 'B'] as const) {
    const lines = ofSide(before, side);
    expect(epochsOf(lines).length).toBeGreaterThan(0);
    expect(ofSide(after, side).slice(0, lines.length - 1)).toEqual(lines.slice(0, -1));
  }
  await button(page, 'Stop').click();
  await page.getByRole('status').getByText('Stopped').waitFor();

  await tab('Runs');
  await button(page, 'Sweep…').click();
  await dialog.getByRole('textbox', { name: 'Learning rate' }).fill('0.1, 0.01');
  await dialog.getByRole('button', { name: 'Start the sweep' }).click();
  await page.getByText('Trial 1 of 2').waitFor();
  await tab('Training');
  await pauseBeyond(page, 1);
  await page.reload();
  await page.getByText('The last sweep of MNIST CNN did not end.').waitFor();
  expect(await page.getByText('The last run of MNIST CNN did not end.').count()).toBe(0);
  if (process.env['CONVLOOM_SHOTS']) await page.screenshot({ path: `${process.env['CONVLOOM_SHOTS']}/sweep-offer.png` });
  await button(page, 'Resume at trial 1 of 2').click();
  await page.getByText('Trial 1 of 2').waitFor();
  await button(page, 'Skip this trial').click();
  await page.getByText('Trial 2 of 2').waitFor({ timeout: 60_000 });
  await expect.poll(names, { timeout: 60_000 }).toEqual(['MNIST CNN, learning rate 0.01 #1', 'MNIST CNN, learning rate 0.1 #1', ...pair]);
  await button(page, 'Stop the sweep').click();
  await page.getByText(/^Sweep over/).waitFor();
  await page.reload();
  await button(page, 'Train').waitFor();
  await page.waitForTimeout(2500);
  expect(await page.getByText('did not end').count()).toBe(0);
});

test('a layer is frozen while it trains, and an edited network goes on where the run was', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }) });
  await setting(page, 'Epochs', '1000');
  await button(page, 'Train').click();
  await page.getByRole('figure', { name: 'Loss' }).waitFor({ timeout: 60_000 });
  await page.getByRole('group', { name: /^conv1, Conv2d/ }).click();
  await page.getByRole('switch', { name: 'Frozen' }).click();
  await page.getByRole('group', { name: /^conv1, Conv2d.*frozen/i }).waitFor();
  // It goes on, and belongs to the network as it is now.
  await button(page, 'Pause').click();
  await page.getByRole('status').getByText('Paused').waitFor();
  await button(page, 'Resume').waitFor();
  expect(await page.getByText('This run belongs to an earlier version of the network.').count()).toBe(0);

  const channels = page.getByRole('textbox', { name: /Out channels/i });
  await channels.fill('12');
  await channels.press('Enter');
  await button(page, 'Resume as it was').waitFor();
  await button(page, 'Resume with the changes').click();
  await page.getByText(/The run goes on with the changed network. conv1.weight: 16×1×5×5 became 12×1×5×5, starts anew/).waitFor();
  await button(page, 'Pause').waitFor();
});

test('the memory of a run is told before it starts and follows the settings', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }) });
  const form = page.getByRole('form', { name: 'Training settings' });
  const needed = form.getByText(/^Needs about [\d.]+ MB of memory, [\d.]+ MB of it for the data\./);
  await needed.waitFor();
  const before = await needed.innerText();
  await needed.click();
  // 70,000 images of 16×16 with label and mark, and as MNIST has them, 28×28.
  await form.getByText('18.1 MB: examples as the network takes them').waitFor();
  await form.getByText('54.9 MB: images as stored, during the first epoch').waitFor();
  if (process.env['CONVLOOM_SHOTS']) await page.screenshot({ path: `${process.env['CONVLOOM_SHOTS']}/memory.png` });
  await setting(page, 'Batch size', '512');
  await expect.poll(() => needed.innerText()).not.toBe(before);
});
