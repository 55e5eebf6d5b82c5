// Every screen can be read, and shows where the keyboard is, in both themes.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { contrastFaults } from '../support/contrast.ts';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { makeSmallMnist } from '../support/small-mnist.ts';
import { test } from './app.ts';

let mnist: { folder: string; remove(): void } | undefined;
beforeAll(() => {
  if (hasSharedData('mnist')) mnist = makeSmallMnist(300, 50);
});
afterAll(() => mnist?.remove());

/** Gathers the faults of screens; focus is looked at within a part of each, since most of a page is the same on all of them. */
function lookAt(page: Page) {
  const faults: string[] = [];
  const screen = async (name: string, focusWithin?: string): Promise<void> => void faults.push(...(await contrastFaults(page, focusWithin)).map((fault) => `${name}, ${fault}`));
  return { faults, screen };
}

test('the workspace, a run and its lenses', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp(mnist && { dataFolder: mnist.folder });
  const { screen, faults } = lookAt(page);
  const tab = (name: string) => page.getByRole('tab', { name, exact: true }).click();
  const train = async (epochs: string) => {
    await page.getByRole('textbox', { name: 'Epochs' }).fill(epochs);
    await page.getByRole('button', { name: 'Train', exact: true }).click();
  };
  await page.getByRole('group', { name: /^Logits, / }).waitFor();
  await screen('a new page', 'body');
  await page.getByRole('group', { name: /^conv2, / }).click();
  await screen('a selected node', '[aria-label="Inspector"]');
  for (const name of ['Summary', 'Plan', 'Problems', 'Runs']) {
    await tab(name);
    await page.getByRole('tabpanel', { name }).locator('*').first().waitFor();
    await screen(name, '[role=tabpanel]');
  }

  await tab('Training');
  await train('1');
  await page.getByRole('status').getByText('Finished').waitFor({ timeout: 120_000 });
  await screen('after a run', '[role=tabpanel], .draw-panel');
  await tab('Runs');
  await page.getByRole('tabpanel', { name: 'Runs' }).getByRole('row').nth(1).waitFor();
  await screen('kept runs', '[role=tabpanel]');
  await tab('Lenses');
  const lens = page.getByRole('tabpanel', { name: 'Lenses' });
  const open = async (name: string, ready: string | RegExp) => {
    await lens.getByRole('tab', { name, exact: true }).click();
    await page.getByRole('tabpanel', { name, exact: true }).getByText(ready).first().waitFor({ timeout: 60_000 });
    await screen(`lens ${name}`, '.lens-view');
  };
  await open('Health', 'Gradient norm');
  await open('Pixel arithmetic', 'Products');
  await open('Data flowing', 'Kernels of channel 0');
  await open('BatchNorm', /./);
  await open('Predictions', 'of 50 right');
  for (const view of ['Classes', 'Worst mistakes', 'Calibration', 'One image']) {
    await lens.getByRole('tab', { name: view, exact: true }).click();
    await screen(`lens Predictions, ${view}`);
  }
  await open('Decision', /./);
  await open('Draw', 'Draw a digit with mouse');
  await open('Loss landscape', 'Click to read off a value');

  await tab('Training');
  await train('1000');
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Resume', exact: true }).waitFor();
  await screen('during a run', '.top-bar');
  expect(faults).toEqual([]);
});

test('dialogs and menus', async ({ openApp }) => {
  const page = await openApp();
  const { screen, faults } = lookAt(page);
  await page.getByRole('group', { name: /^Logits, / }).waitFor();
  const dialog = page.getByRole('dialog');
  const close = async () => {
    await page.keyboard.press('Escape');
    await page.locator('[role=dialog], [role=menu]').waitFor({ state: 'detached' });
  };
  const button = (name: string) => page.getByRole('button', { name, exact: true }).click();
  await button('Course');
  await dialog.getByRole('button').first().waitFor();
  await screen('course', '[role=dialog]');
  await close();
  await button('Templates');
  await dialog.getByRole('button', { name: 'MNIST CNN', exact: true }).waitFor();
  await screen('templates', '[role=dialog]');
  await close();
  for (const menu of ['Export', 'View']) {
    await button(menu);
    await page.getByRole('menu').waitFor();
    await screen(menu);
    await close();
  }
  const canvas = page.getByRole('application', { name: 'Network canvas' });
  for (const [name, keys] of [['shortcuts', '?'], ['find', 'Control+f'], ['add a layer', 'k'], ['compare', 'Shift+C'], ['sweep', 'Shift+S']] as const) {
    await canvas.focus();
    await page.keyboard.press(keys);
    await dialog.locator('*').first().waitFor();
    await screen(name, '[role=dialog]');
    await close();
  }
  await page.getByRole('combobox', { name: 'Dataset' }).selectOption({ label: 'Your data…' });
  await dialog.getByRole('button').first().waitFor();
  await screen('own data', '[role=dialog]');
  await close();
  expect(faults).toEqual([]);
});
