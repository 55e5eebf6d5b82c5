// Kept runs as a person uses them: they outlive a reload, are sorted, filtered, named, noted, drawn over each other, brushed,
// downloaded, deleted and brought back, and their networks opened.

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

const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click();
const setting = async (page: Page, name: string, value: string): Promise<void> => {
  const field = page.getByRole('form', { name: 'Training settings' }).getByRole('textbox', { name, exact: true });
  await field.fill(value);
  await field.press('Enter');
};
const table = (page: Page) => page.getByRole('table', { name: 'Kept runs' });
const names = (page: Page) => table(page).getByRole('textbox', { name: /^Name of/ }).evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));

async function train(page: Page, learningRate: string): Promise<void> {
  await tab(page, 'Training');
  await setting(page, 'Learning rate', learningRate);
  await setting(page, 'Epochs', '2');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  await page.getByRole('status').getByText('Finished').waitFor({ timeout: 60_000 });
}

test('runs are kept, and everything can be done with them that the tab offers', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp(mnist ? { dataFolder: mnist.folder } : {});
  await tab(page, 'Runs');
  await page.getByText('Every run is kept here').waitFor();
  await train(page, '0.1');
  await train(page, '0.0001');
  await tab(page, 'Runs');
  await expect.poll(() => names(page)).toEqual(['MNIST CNN #2', 'MNIST CNN #1']);

  // Names and notes in place; a reload finds them.
  const notes = table(page).getByRole('textbox', { name: 'Notes on MNIST CNN #2' });
  await notes.fill('far too slow');
  await notes.press('Enter');
  const name = table(page).getByRole('textbox', { name: 'Name of MNIST CNN #1' });
  await name.fill('Plain');
  await name.press('Enter');
  await page.reload();
  await tab(page, 'Runs');
  await expect.poll(() => names(page)).toEqual(['MNIST CNN #2', 'Plain']);
  expect(await notes.inputValue()).toBe('far too slow');

  // The better run first, at the first click.
  await table(page).getByRole('button', { name: 'Best val. accuracy' }).click();
  await expect.poll(() => names(page)).toEqual(['Plain', 'MNIST CNN #2']);
  await page.getByRole('searchbox', { name: 'Filter runs' }).fill('slow');
  await expect.poll(() => names(page)).toEqual(['MNIST CNN #2']);
  await page.getByRole('searchbox', { name: 'Filter runs' }).fill('');

  // Curves over each other, over another axis.
  await page.getByRole('checkbox', { name: 'Choose all runs' }).check();
  const loss = page.getByRole('figure', { name: 'Loss' });
  await loss.waitFor();
  await page.getByRole('combobox', { name: 'Curves over' }).selectOption('seconds');
  await page.getByRole('combobox', { name: 'Curves of' }).selectOption('validation');

  // Brushed by the keyboard: the run of the low learning rate falls out.
  await page.getByRole('button', { name: 'Parallel' }).click();
  const plot = page.getByRole('figure', { name: 'Parallel coordinates' });
  await plot.getByRole('slider', { name: 'Learning rate, from' }).press('PageUp');
  await plot.getByText('1 run inside').waitFor();
  await plot.getByRole('button', { name: 'Choose these' }).click();
  await expect.poll(() => page.getByRole('checkbox', { name: 'Choose Plain' }).isChecked()).toBe(true);
  expect(await page.getByRole('checkbox', { name: 'Choose MNIST CNN #2' }).isChecked()).toBe(false);

  // The table as a file.
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download', exact: true }).click();
  await page.getByRole('menuitem', { name: /^Table as CSV/ }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('run-plain.csv');
  const [head = '', line = ''] = readFileSync(await download.path(), 'utf8').split('\r\n');
  const cell = (column: string) => line.split(',')[head.split(',').indexOf(column)];
  expect([cell('name'), cell('setting.learningRate'), cell('epochs'), cell('outcome'), cell('parameters')]).toEqual(['Plain', '0.1', '2', 'finished', '18378']);
  expect(Number(cell('cores'))).toBeGreaterThan(0);

  // Its network on the canvas, and back by undo.
  await page.getByRole('toolbar', { name: 'Runs' }).getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('menuitem', { name: /^Network/ }).click();
  const rate = page.getByRole('textbox', { name: 'Learning rate', exact: true });
  await expect.poll(() => page.getByRole('textbox', { name: 'Document name' }).inputValue()).toBe('Plain');
  await tab(page, 'Training');
  expect(await rate.inputValue()).toBe('0.1');
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect.poll(() => rate.inputValue()).toBe('0.0001');

  // Deleted, and brought back.
  await tab(page, 'Runs');
  await page.getByRole('button', { name: 'Delete the chosen runs' }).click();
  await expect.poll(() => names(page)).toEqual(['MNIST CNN #2']);
  await page.getByRole('list', { name: 'Notices' }).getByRole('listitem').filter({ hasText: 'Deleted Plain' }).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => names(page)).toHaveLength(2);
});

test('a comparison draws both sides live and keeps both; a sweep runs its trials and names the best', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp(mnist ? { dataFolder: mnist.folder } : {});
  await setting(page, 'Epochs', '2');
  await tab(page, 'Runs');
  const dialog = page.getByRole('dialog');
  const field = page.getByRole('form', { name: 'Training settings' }).getByRole('textbox', { name: 'Momentum', exact: true });
  // From the keyboard: B on the canvas by one step of undo, in the document as a variant, and out of it again.
  await page.getByRole('group', { name: /^conv1, Conv2d/ }).click();
  await page.keyboard.press('Shift+C');
  await dialog.getByText('B: MNIST CNN, momentum 0.9.').waitFor();
  await dialog.getByRole('button', { name: 'Save B as a variant' }).click();
  await dialog.getByRole('combobox', { name: 'Its value in B' }).or(dialog.getByRole('textbox', { name: 'Its value in B' })).waitFor();
  await dialog.getByRole('combobox', { name: 'B has' }).selectOption('variant');
  await dialog.getByText('B: MNIST CNN, network of MNIST CNN, momentum 0.9.').waitFor();
  if (process.env['CONVLOOM_SHOTS']) await page.screenshot({ path: `${process.env['CONVLOOM_SHOTS']}/compare.png` });
  await dialog.getByRole('button', { name: 'Apply B' }).click();
  await tab(page, 'Training');
  await expect.poll(() => field.inputValue()).toBe('0.9');
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect.poll(() => field.inputValue()).toBe('0');
  await page.getByRole('form', { name: 'Training settings' }).getByRole('button', { name: 'Compare…' }).click();
  await dialog.getByRole('combobox', { name: 'B has' }).selectOption('variant');
  await dialog.getByRole('button', { name: 'Delete the variant' }).click();
  await dialog.getByText('There is none to choose.').waitFor();
  await dialog.getByRole('combobox', { name: 'B has' }).selectOption('withoutBatchNorm');
  await dialog.getByText('The network has no BatchNorm.').waitFor();
  expect(await dialog.getByRole('button', { name: 'Train both' }).isDisabled()).toBe(true);
  await dialog.getByRole('combobox', { name: 'B has' }).selectOption('withBatchNorm');
  await dialog.getByText('B: MNIST CNN, with BatchNorm.').waitFor();
  await dialog.getByRole('button', { name: 'Train both' }).click();
  // Both are chosen as soon as they are kept.
  await page.getByText('2 of 2 runs chosen').waitFor({ timeout: 60_000 });
  await page.getByRole('figure', { name: 'Loss' }).waitFor();
  await page.getByRole('status').getByText('Finished').waitFor({ timeout: 60_000 });
  expect((await names(page)).toSorted()).toEqual(['MNIST CNN #1', 'MNIST CNN, with BatchNorm #1']);

  await page.getByRole('button', { name: 'Sweep…' }).click();
  await dialog.getByRole('textbox', { name: 'Learning rate' }).fill('fast');
  await dialog.getByText('The learning rate must be a number, received "fast".').waitFor();
  await dialog.getByRole('textbox', { name: 'Learning rate' }).fill('0.00001, 0.2');
  await dialog.getByRole('textbox', { name: 'Epochs' }).fill('1');
  await dialog.getByText(/^2 trials, the first with/).waitFor();
  await dialog.getByRole('button', { name: 'Start the sweep' }).click();
  const sweep = page.getByRole('group', { name: 'Sweep' });
  await sweep.getByText(/^Trial \d of 2/).waitFor();
  await sweep.getByText('Sweep over: 2 of 2 trials').waitFor({ timeout: 60_000 });
  await sweep.getByText(/^Best: learning rate 0.2, epochs 1, \d/).waitFor();
  await expect.poll(async () => (await names(page)).length).toBe(4);
  await sweep.getByRole('button', { name: 'Choose its runs' }).click();
  await page.getByText('2 of 4 runs chosen').waitFor();
});
