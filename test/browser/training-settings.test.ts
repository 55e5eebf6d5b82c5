// Choosing another loss and another optimiser as a person does it: the fields follow, what does not fit is told and
// mended, and the run learns by what was chosen.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { makeSmallMnist } from '../support/small-mnist.ts';
import { test } from './app.ts';

let mnist: { folder: string; remove(): void } | undefined;
beforeAll(() => {
  if (hasSharedData('mnist')) mnist = makeSmallMnist(2000, 300);
});
afterAll(() => mnist?.remove());

const settings = (page: Page) => page.getByRole('form', { name: 'Training settings' });
const field = (page: Page, name: string) => settings(page).getByRole('textbox', { name, exact: true });
const choose = (page: Page, name: string, option: string) => settings(page).getByRole('combobox', { name, exact: true }).selectOption(option);
const fields = async (page: Page): Promise<string[]> => {
  const names = await settings(page).locator('label').allInnerTexts();
  return names.slice(names.indexOf('Optimiser') + 1, names.indexOf('Batch size'));
};

test('every optimiser brings its own fields with PyTorch’s defaults, and undo brings the last one back', async ({ openApp }) => {
  const page = await openApp();
  await settings(page).waitFor();
  await expect.poll(() => fields(page)).toEqual(['Learning rate', 'Momentum', 'Weight decay', 'Nesterov momentum']);
  await choose(page, 'Optimiser', 'Adagrad');
  await expect.poll(() => fields(page)).toEqual(['Learning rate', 'Learning rate decay', 'Epsilon', 'Initial accumulator', 'Weight decay']);
  expect(await field(page, 'Epsilon').inputValue()).toBe('1e-10');
  await choose(page, 'Optimiser', 'RMSprop');
  await expect.poll(() => fields(page)).toEqual(['Learning rate', 'Alpha', 'Epsilon', 'Momentum', 'Weight decay', 'Centered']);
  expect(await field(page, 'Alpha').inputValue()).toBe('0.99');
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(await field(page, 'Learning rate decay').inputValue()).toBe('0');
});

test('Nesterov momentum asks for a momentum', async ({ openApp }) => {
  const page = await openApp();
  await settings(page).getByRole('switch', { name: 'Nesterov momentum' }).click();
  const train = page.getByRole('button', { name: 'Train', exact: true });
  await expect.poll(() => train.getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('tab', { name: /^Problems/ }).click();
  await page.getByText('nesterov momentum needs a momentum above 0, received 0').waitFor();
  await page.getByRole('tab', { name: 'Training' }).click();
  await field(page, 'Momentum').fill('0.9');
  await field(page, 'Momentum').press('Enter');
  await expect.poll(() => train.getAttribute('aria-disabled')).toBe('false');
});

test('a loss that wants probabilities has a Sigmoid put before it, and the network learns by it', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp(mnist ? { dataFolder: mnist.folder } : {});
  await choose(page, 'Loss', 'Binary cross-entropy');
  await choose(page, 'Optimiser', 'AdamW');
  await field(page, 'Epochs').fill('1000');
  await field(page, 'Epochs').press('Enter');

  await page.getByRole('tab', { name: /^Problems/ }).click();
  const list = page.getByRole('list', { name: 'Problems' });
  await list.getByText(/binary cross-entropy takes probabilities from 0 to 1/i).waitFor();
  await list.getByRole('button', { name: 'Insert Sigmoid before the output' }).click();
  await page.getByRole('application', { name: 'Network canvas' }).getByRole('group', { name: /, Sigmoid/ }).waitFor();
  await page.getByRole('tab', { name: 'Training' }).click();

  await page.getByRole('button', { name: 'Train', exact: true }).click();
  const loss = page.getByRole('figure', { name: 'Loss' });
  await loss.waitFor({ timeout: 60_000 });
  // Ten outputs that say nothing cost 0.69, always "no" costs 0.33.
  const cost = async () => Number(/Loss\s+([\d.]+)/.exec(await loss.innerText())?.[1]);
  await expect.poll(cost, { timeout: 60_000 }).toBeLessThan(0.2);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('status').getByText(/^Stopped at step/).waitFor();
});

test('the rarer settings lie behind More, which names those that are set, and the schedule is drawn before the run', async ({ openApp }) => {
  const page = await openApp();
  const more = settings(page).getByRole('button', { name: /^More/ });
  expect(await more.getAttribute('aria-expanded')).toBe('false');
  await more.click();
  await choose(page, 'Schedule', 'One cycle');
  await settings(page).getByRole('figure', { name: 'Learning rate over the run: starts at 0.004, peaks at 0.1 in epoch 4, ends at 4e-7' }).waitFor();
  await choose(page, 'Clip gradients', 'By norm');
  await choose(page, 'Stop early', 'By accuracy');
  await field(page, 'Order seed').fill('7');
  await field(page, 'Order seed').press('Enter');
  await field(page, 'Patience (epochs)').fill('0');
  await settings(page).getByText('Expected an integer of at least 1.').waitFor();
  await field(page, 'Patience (epochs)').press('Escape');
  await more.click();
  await settings(page).getByRole('button', { name: 'More one cycle, clipped, stops early, own seeds' }).waitFor();
  for (let i = 0; i < 4; i++) await page.getByRole('button', { name: 'Undo' }).click();
  await settings(page).getByRole('button', { name: 'More', exact: true }).waitFor();
});

test('the learning-rate finder draws its curve, suggests a rate and sets it, while a run goes on', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp(mnist ? { dataFolder: mnist.folder } : {});
  await field(page, 'Epochs').fill('1000');
  await field(page, 'Epochs').press('Enter');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('figure', { name: 'Loss' }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Resume' }).waitFor();

  await settings(page).getByRole('button', { name: 'Find a learning rate' }).click();
  const dialog = page.getByRole('dialog', { name: 'Find a learning rate' });
  const use = dialog.getByRole('button', { name: /^Use / });
  await use.waitFor({ timeout: 60_000 });
  await dialog.getByText(/The loss falls steepest at [\d.]+, from the weights that your run has now\./).waitFor();
  const rate = /Use ([\d.]+)/.exec(await use.innerText())?.[1];
  await use.click();
  await expect.poll(() => field(page, 'Learning rate').inputValue()).toBe(rate);
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('status').getByText(/^Stopped at step/).waitFor();
});
