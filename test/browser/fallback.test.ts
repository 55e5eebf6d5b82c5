// Without MNIST anywhere, training starts on Digits, says so plainly, and offers to try again.

import { afterAll, beforeAll, describe, expect } from 'vitest';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { makeSmallMnist } from '../support/small-mnist.ts';
import { test } from './app.ts';

let folder = '';
let mnist: { folder: string; remove(): void } | undefined;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'convloom-data-'));
  if (hasSharedData('mnist')) mnist = makeSmallMnist(2000, 200);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  mnist?.remove();
});

/** Asking for files that are nowhere is what this is about; the browser logs each of them. */
const notFound = /\/data\/mnist\/|mnist|status of 404|ERR_INTERNET_DISCONNECTED|ERR_FAILED/;

describe('without MNIST', () => {
  test('trains on Digits, says so, and takes MNIST on the retry once it is there', async ({ openApp, skip }) => {
    const page = await openApp({ dataFolder: folder, expected: notFound });
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByText('MNIST could not be loaded, so this run trains on Digits.').waitFor({ timeout: 60_000 });
    await page.getByRole('figure', { name: 'Loss' }).waitFor({ timeout: 90_000 });

    // The same page finds the files when they have come.
    sharedData({ skip }, 'mnist');
    mkdirSync(join(folder, 'mnist'));
    cpSync(join(mnist?.folder ?? '', 'mnist'), join(folder, 'mnist'), { recursive: true });
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('MNIST could not be loaded').waitFor({ state: 'detached', timeout: 60_000 });
    await expect.poll(() => page.getByRole('tabpanel', { name: 'Training' }).innerText(), { timeout: 90_000 }).toMatch(/batch \d+ of 20\b/);
  });
});
