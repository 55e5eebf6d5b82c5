// What the page does before Train is pressed, so that training then starts at once; and what it leaves alone.

import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { makeSmallMnist } from '../support/small-mnist.ts';
import { test } from './app.ts';

let mnist: { folder: string; remove(): void } | undefined;
beforeAll(() => {
  if (hasSharedData('mnist')) mnist = makeSmallMnist(1000, 100);
});
afterAll(() => mnist?.remove());

/** Notes every request of the page and its workers; the service worker stores every file for the time offline, whatever they ask for. */
function watchRequests(context: BrowserContext, note: (url: URL) => void): void {
  context.on('request', (request) => {
    if (!request.serviceWorker()) note(new URL(request.url()));
  });
}

/** Notes every request for data, the worker's too. */
const watchData = (asked: string[]) => async (context: BrowserContext) => {
  watchRequests(context, ({ hostname, pathname }) => {
    if (hostname !== 'localhost' || pathname.startsWith('/data/')) asked.push(`${hostname === 'localhost' ? '' : hostname}${pathname}`);
  });
};

test('a page left alone reads its data and its kernels; Train then asks for none of them', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const asked: string[] = [];
  const kernels: string[] = [];
  const page = await openApp({
    ...(mnist && { dataFolder: mnist.folder }),
    before: async (context) => {
      await watchData(asked)(context);
      watchRequests(context, ({ pathname }) => {
        if (/(relaxed|plain)-(shared|single).*\.wasm$/.test(pathname)) kernels.push(pathname);
      });
    },
  });
  await expect.poll(() => asked.length, { timeout: 30_000 }).toBe(4);
  await expect.poll(() => kernels.length, { timeout: 30_000 }).toBe(1);
  // No run has begun, and nothing was said.
  await page.getByText('Train draws loss and accuracy here').waitFor();
  await page.getByRole('button', { name: 'Engine: not chosen yet' }).waitFor();

  await page.getByRole('button', { name: 'Train one batch' }).click();
  await expect.poll(() => page.getByRole('tabpanel', { name: 'Training' }).innerText(), { timeout: 60_000 }).toContain('batch 1 of 10');
  expect([...asked].sort()).toEqual(['t10k-images', 't10k-labels', 'train-images', 'train-labels'].map((name) => `/data/mnist/${name}-idx${name.endsWith('images') ? 3 : 1}-ubyte.gz`));
  expect(kernels).toHaveLength(1);
});

test('where the data is not at hand, nobody else is asked for it, and nothing is said, until Train is pressed', async ({ openApp }) => {
  const asked: string[] = [];
  const page = await openApp({ before: watchData(asked), expected: /ERR_INTERNET_DISCONNECTED|raw\.githubusercontent|storage\.googleapis/ });
  await expect.poll(() => asked.length, { timeout: 30_000 }).toBe(1);
  await page.waitForTimeout(3000);
  expect(asked).toEqual(['/data/mnist/train-labels-idx1-ubyte.gz']);
  await page.getByText('Train draws loss and accuracy here').waitFor();
  await page.getByRole('button', { name: 'Train one batch' }).click();
  await page.getByText(/MNIST could not be loaded, so this run trains on Digits/).waitFor({ timeout: 60_000 });
  expect(asked.some((url) => url.startsWith('raw.githubusercontent.com'))).toBe(true);
});
