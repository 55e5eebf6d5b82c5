// A page whose threads cannot start trains on our own engine all the same, on one thread, and says why.

import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { BrowserContext } from 'playwright-core';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { makeSmallMnist } from '../support/small-mnist.ts';
import { test } from './app.ts';

let mnist: { folder: string; remove(): void } | undefined;
beforeAll(() => {
  if (hasSharedData('mnist')) mnist = makeSmallMnist(400, 100);
});
afterAll(() => mnist?.remove());

const headers = { 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-resource-policy': 'same-origin' };
/** Instead of the engine's threads, a script that does this. */
const threadsThat = (body: string) => (context: BrowserContext) =>
  context.route(/\/thread-[\w-]+\.js$/, (route) =>
    route.fulfill({ status: 200, contentType: 'text/javascript', headers, body }),
  );

describe('threads that', () => {
  test.for([
    ['throw as they begin', 'throw new Error("threads are not for this page")', 'threads are not for this page'],
    [
      'cannot be sent their memory',
      'self.close = 0; self.addEventListener("message", () => { throw new Error("The object can not be cloned."); })',
      'The object can not be cloned',
    ],
  ])('%s: the own engine trains on one', async ([, body = '', reason = ''], { openApp, skip }) => {
    sharedData({ skip }, 'mnist');
    const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }), before: threadsThat(body) });
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    const panel = page.getByRole('tabpanel', { name: 'Training' });
    await panel
      .getByText('The WebAssembly engine uses one thread, so training takes longer: its threads could not be started')
      .waitFor({ timeout: 60_000 });
    await panel.getByText(reason).waitFor();
    await page.getByRole('button', { name: /^Engine: .*1 thread/ }).waitFor();
    await panel.getByText('images/s').waitFor();
    expect(await page.getByText('No engine can train').count()).toBe(0);
  });
});
