// A worker that neither answers nor dies, as a loop without end leaves it: the page notices, says so, and takes the run up.

import { afterAll, beforeAll, expect } from 'vitest';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { makeSmallMnist } from '../support/small-mnist.ts';
import { test } from './app.ts';

let mnist: { folder: string; remove(): void } | undefined;
beforeAll(() => {
  if (hasSharedData('mnist')) mnist = makeSmallMnist(1000, 200);
});
afterAll(() => mnist?.remove());

/** The page looks after its worker every five seconds; a test need not wait twelve of those. */
const usualMs = 5000;
const testedMs = 2000;

/** In the page: how many are whole. What is not there yet is not opened, which would make it. */
async function countCheckpoints(): Promise<number> {
  const name = 'convloom-checkpoints';
  if (!(await indexedDB.databases()).some((each) => each.name === name)) return 0;
  const settled = <T>(request: IDBRequest<T>) => new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB refused'));
  });
  const database = await settled(indexedDB.open(name));
  const count = await settled(database.transaction('checkpoints').objectStore('checkpoints').count());
  database.close();
  return count;
}

test('a worker that hangs in silence is given up, and its run goes on in another', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({
    ...(mnist && { dataFolder: mnist.folder }), expected: /ERR_ABORTED/,
    before: (context) => context.addInitScript(({ usual, tested }) => {
      const { setInterval: setUsual } = globalThis;
      const faster = (work: () => void, ms?: number): ReturnType<typeof setUsual> => setUsual(work, ms === usual ? tested : ms);
      Object.assign(globalThis, { setInterval: faster });
    }, { usual: usualMs, tested: testedMs }),
  });
  const epochs = page.getByRole('form', { name: 'Training settings' }).getByRole('textbox', { name: 'Epochs', exact: true });
  await epochs.fill('1000');
  await epochs.press('Enter');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  const panel = page.getByRole('tabpanel', { name: 'Training' });
  const epochOf = async () => Number(/epoch (\d+) of/.exec(await panel.innerText())?.[1] ?? 0);
  await expect.poll(epochOf, { timeout: 120_000 }).toBeGreaterThan(2);
  // Epochs here are far shorter than writing a checkpoint takes: there must be one to go on from.
  await expect.poll(() => page.evaluate(countCheckpoints), { timeout: 60_000 }).toBeGreaterThan(0);
  const worker = page.workers().find((each) => each.url().includes('trainer'));
  expect(worker).toBeDefined();
  // In a task of its own: Chromium does not end a worker in the middle of what a debugger asked.
  await worker?.evaluate(() => { setTimeout(() => { for (;;); }); });
  await panel.getByText(/^The training worker has not answered for 60 seconds and was ended\. Train starts a new one\.$/).waitFor({ timeout: 120_000 });
  await page.getByRole('button', { name: /^Resume from epoch \d+/ }).click();
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  const resumed = await epochOf();
  await expect.poll(epochOf, { timeout: 120_000 }).toBeGreaterThan(Math.max(2, resumed));
});
