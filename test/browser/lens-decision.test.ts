// The Decision lens on the course's own networks: regions over two inputs, a function over one, and what it says of images.

import { expect } from 'vitest';
import { test } from './app.ts';

test('shows regions, a function, and where it has nothing to show', async ({ openApp }) => {
  // Without MNIST here, the last network's data is looked for in its public places, and not found.
  const page = await openApp({ expected: /ERR_INTERNET_DISCONNECTED/ });
  const openTrial = async (lab: RegExp, trial: string) => {
    await page.getByRole('button', { name: 'Course' }).click();
    const course = page.getByRole('dialog', { name: 'Course' });
    await course.getByRole('button', { name: lab }).click();
    await course.getByRole('button', { name: trial, exact: true }).click();
    await course.waitFor({ state: 'hidden' });
  };
  const lens = page.getByRole('tabpanel', { name: 'Decision' });
  await openTrial(/^12\.2 Exclusive or/, 'Open 3 hidden units');
  await lens.getByRole('figure', { name: 'Regions' }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect.poll(() => lens.getByText('% of the 100 training points').innerText(), { timeout: 90_000 }).toMatch(/^100\.0 %/);
  await page.getByText(/^∇ \d/).first().waitFor();

  await openTrial(/^12\.3 Hidden units/, 'Open Nine hidden units');
  await lens.getByRole('figure', { name: 'Function' }).waitFor({ timeout: 60_000 });
  // What health told of the other network's wires is gone with it.
  await expect.poll(() => page.getByText(/^∇/).count()).toBe(0);

  await page.getByRole('button', { name: 'Templates' }).click();
  await page.getByRole('button', { name: 'MNIST CNN', exact: true }).click();
  await lens.getByText('this one takes 256').waitFor({ timeout: 60_000 });
});
