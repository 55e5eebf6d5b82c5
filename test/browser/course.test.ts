// The course in the page: read a lab, answer, run it, see the claims held against the numbers, and find it all again later.

import { expect } from 'vitest';
import { test } from './app.ts';

test('a lab is answered, run and judged, by keyboard, and remembered', async ({ openApp }) => {
  const page = await openApp();
  await page.getByRole('button', { name: 'Course' }).click();
  const course = page.getByRole('dialog', { name: 'Course' });
  await course.getByRole('button', { name: /^7 What a convolution computes/ }).focus();
  await page.keyboard.press('Enter');
  const lab = course.getByRole('article', { name: 'What a convolution computes' });
  await lab.getByText('Choose an answer before you run the lab.').waitFor();
  expect(await lab.getByRole('img', { name: 'Not measured yet' }).count()).toBe(6);

  await lab.getByRole('radio', { name: '1 × 1' }).focus();
  await page.keyboard.press('ArrowDown');
  expect(await lab.getByRole('radio', { name: '2 × 2' }).isChecked()).toBe(true);
  await lab.getByText('Run the lab to see.').waitFor();
  await lab.getByRole('button', { name: 'Run the lab' }).press('Enter');
  await lab.getByText('Right.').waitFor({ timeout: 60_000 });
  expect(await lab.getByRole('img', { name: 'Holds', exact: true }).count()).toBe(6);
  await lab.getByText('Measured: [1, 2] [2, 4]').waitFor();

  await page.reload();
  await page.getByRole('button', { name: 'Course' }).click();
  await course.getByRole('button', { name: /^7 What a convolution computes.*Done/ }).click();
  expect(await lab.getByRole('radio', { name: '2 × 2' }).isChecked()).toBe(true);
  expect(await lab.getByRole('img', { name: 'Holds', exact: true }).count()).toBe(6);
});

test('training labs draw their curves, descents can be stepped through, and a trial opens on the canvas', async ({ openApp }) => {
  const page = await openApp();
  await page.getByRole('button', { name: 'Course' }).click();
  const course = page.getByRole('dialog', { name: 'Course' });
  await course.getByRole('button', { name: /^1 Costs/ }).click();
  await course.getByRole('button', { name: 'Run the lab' }).click();
  await course.getByRole('figure', { name: 'Training loss' }).waitFor({ timeout: 60_000 });
  await course.getByText('Measured: weight -5, bias -10').waitFor({ timeout: 120_000 });
  expect(await course.getByRole('img', { name: 'Holds', exact: true }).count()).toBe(3);
  await course.getByRole('cell', { name: /validation accuracy 100\.00 %/ }).waitFor();

  await course.getByRole('button', { name: 'Open Cross-entropy' }).click();
  await expect.poll(() => page.getByRole('textbox', { name: 'Document name' }).inputValue()).toBe('Costs: why counting mistakes does not teach: Cross-entropy');
  await page.getByRole('group', { name: /^sigmoid, Sigmoid/ }).waitFor();
});
