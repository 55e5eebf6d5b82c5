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
  expect(await lab.getByRole('region', { name: 'Claims' }).innerText()).not.toContain('-4, 0, 4');

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

test('training labs draw their curves and costs, and a trial opens on the canvas', async ({ openApp }) => {
  const page = await openApp();
  await page.getByRole('button', { name: 'Course' }).click();
  const course = page.getByRole('dialog', { name: 'Course' });
  await course.getByRole('button', { name: /^1 Costs/ }).click();
  await course.getByRole('button', { name: 'Run the lab' }).click();
  await course.getByRole('figure', { name: 'Training loss' }).waitFor({ timeout: 60_000 });
  await course.getByText('Measured: weight −5, bias −10').waitFor({ timeout: 120_000 });
  expect(await course.getByRole('img', { name: 'Holds', exact: true }).count()).toBe(3);
  await course.getByRole('cell', { name: /validation accuracy 100\.00 %/ }).waitFor();
  await course.getByRole('status').filter({ hasText: '3 of 3 claims hold.' }).waitFor();
  // Each cost is drawn over both weights, and read off by keyboard.
  for (const cost of ['count of mistakes', 'squared error', 'cross-entropy']) {
    await course.getByRole('button', { name: `Cost by ${cost} over linear.weight and linear.bias.` }).press('ArrowUp');
  }
  expect(await course.getByRole('status').filter({ hasText: /^linear\.weight .*: loss/ }).count()).toBe(3);

  await course.getByRole('button', { name: 'Open Cross-entropy' }).click();
  await expect.poll(() => page.getByRole('textbox', { name: 'Document name' }).inputValue()).toBe('Costs: why counting mistakes does not teach: Cross-entropy');
  await page.getByRole('group', { name: /^sigmoid, Sigmoid/ }).waitFor();
});

test('descents are drawn while the lab still runs, played, and stepped through', async ({ openApp }) => {
  const page = await openApp();
  await page.getByRole('button', { name: 'Course' }).click();
  const course = page.getByRole('dialog', { name: 'Course' });
  await course.getByRole('button', { name: /^5 Momentum/ }).click();
  await course.getByRole('button', { name: 'Run the lab' }).click();
  const cubic = course.getByRole('figure', { name: 'Cubic, momentum 0.9' });
  // Who wants no motion begins at the first step; the steps are those that PyTorch prints.
  await cubic.getByText('Step 0: weight 4.0000, cost 64.0000').waitFor();
  const slider = cubic.getByRole('slider', { name: 'Step of Cubic, momentum 0.9' });
  await slider.press('End');
  await cubic.getByText(/^Step 9: weight −3\.086\d, cost −29\.39\d\d$/).waitFor();
  await slider.press('ArrowLeft');
  await cubic.getByText(/^Step 8: weight −2\.27\d\d/).waitFor();
  const quartic = course.getByRole('figure', { name: 'Quartic, momentum 0.9' });
  await quartic.getByRole('button', { name: 'Play the descent' }).click();
  await quartic.getByText(/^Step 100: weight −1\.991\d, cost −107\.99\d\d$/).waitFor();
  await course.getByRole('status').filter({ hasText: '5 of 5 claims hold.' }).waitFor({ timeout: 120_000 });
});

test('a lab that predicts numbers draws the loss of what it was not trained on, where others draw an accuracy', async ({ openApp }) => {
  const page = await openApp();
  await page.getByRole('button', { name: 'Course' }).click();
  const course = page.getByRole('dialog', { name: 'Course' });
  await course.getByRole('button', { name: /^12\.6 Dropout in regression/ }).click();
  await course.getByRole('button', { name: 'Run the lab' }).click();
  const validation = course.getByRole('figure', { name: 'Validation loss' });
  await validation.getByRole('button', { name: 'Log scale', pressed: true }).waitFor();
  expect(await course.getByRole('figure', { name: 'Validation accuracy' }).count()).toBe(0);
  await course.getByRole('status').filter({ hasText: '3 of 3 claims hold.' }).waitFor({ timeout: 120_000 });
  // The chart, the table and the claim tell the same.
  const told = /Measured: training [\d.]+, validation ([\d.]+)/.exec(await course.getByRole('region', { name: 'Claims' }).innerText())?.[1] ?? '';
  await course.getByRole('cell', { name: new RegExp(`validation loss ${told}`) }).waitFor();
  expect(Number.parseFloat(await validation.getByTitle('Without dropout', { exact: true }).innerText()).toFixed(2)).toBe(told);
});

test('sides of a comparison are trained together and drawn over any axis, beside whatever else is read, until they are stopped', async ({ openApp }) => {
  const page = await openApp({ viewport: { width: 1024, height: 768 } });
  await page.getByRole('button', { name: 'Course' }).click();
  const course = page.getByRole('dialog', { name: 'Course' });
  const labs = course.getByRole('navigation', { name: 'Labs' });
  await labs.getByRole('button', { name: /^12\.5 Dropout in classification/ }).press('Enter');
  // Reading goes on where the lab begins.
  const heading = course.getByRole('heading', { name: '12.5. Dropout in classification' });
  await expect.poll(() => heading.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);

  await course.getByRole('button', { name: 'Run the lab' }).press('Enter');
  await course.getByRole('status').filter({ hasText: /^Without dropout and With dropout, side by side$/ }).waitFor({ timeout: 60_000 });
  const loss = course.getByRole('figure', { name: 'Training loss' });
  await expect.poll(() => loss.getByText(/^ (Without|With) dropout$/).count(), { timeout: 60_000 }).toBe(2);
  for (const axis of ['seconds', 'images', 'epochs']) {
    await course.getByRole('combobox', { name: 'Curves over' }).selectOption(axis);
    await loss.locator('canvas').waitFor();
  }

  await labs.getByRole('button', { name: /^8 Activation maps/ }).press('Enter');
  await course.getByText('Another lab is running; starting this one ends it.').waitFor();
  await course.getByRole('radio', { name: '3 × 3' }).press('Space');
  await labs.getByRole('button', { name: /^12\.5/ }).press('Enter');
  await course.getByRole('button', { name: 'Stop' }).press('Enter');
  await course.getByText('Stopped. The claims need a whole run.').waitFor({ timeout: 60_000 });
  await loss.waitFor();
  expect(await course.getByRole('img', { name: 'Not measured yet' }).count()).toBe(2);

  await labs.getByRole('button', { name: /^8 Activation maps/ }).press('Enter');
  await course.getByRole('button', { name: 'Run the lab' }).press('Enter');
  await course.getByText('3 of 3 claims hold.').waitFor({ timeout: 60_000 });
  await course.getByRole('table', { name: 'Channel 1 of 1' }).first().getByRole('cell', { name: '4', exact: true }).first().waitFor();
});

test('the lab about biases opens on the convolution whose inspector offers to drop its bias', async ({ openApp }) => {
  // Where there is time, the lens asks for MNIST, which this machine has not.
  const page = await openApp({ expected: /ERR_INTERNET_DISCONNECTED/ });
  await page.getByRole('button', { name: 'Course' }).click();
  const course = page.getByRole('dialog', { name: 'Course' });
  await course.getByRole('button', { name: /^6 Batch normalisation/ }).click();
  await course.getByRole('button', { name: 'Open CNN with biases' }).click();
  await page.getByRole('button', { name: 'Drop the bias' }).click();
  await expect.poll(() => page.getByRole('button', { name: 'Drop the bias' }).count()).toBe(0);
});
