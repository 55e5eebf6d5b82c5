// The guard of the browser tests itself: each kind of error on a page is caught.

import { describe, expect } from 'vitest';
import { test, watch } from './app.ts';

describe('the guard', () => {
  test.for([
    ['an error on the console', 'console.error("oh")', /^console error: oh/],
    ['a warning on the console', 'console.warn("oh")', /^console warning: oh/],
    ['an uncaught error', 'setTimeout(() => { throw new Error("oh"); })', /^uncaught: oh/],
    ['an unhandled rejection', 'void Promise.reject(new Error("oh"))', /^uncaught: oh/],
    ['an uncaught error in a worker', 'new Worker(URL.createObjectURL(new Blob(["throw new Error(\\"oh\\")"])))', /oh/],
    ['a request that fails', 'fetch("http://localhost:1/").catch(() => 0)', /^request failed/],
  ] as const)('catches %s', async ([, script, fault], { browser }) => {
    const context = await browser.newContext();
    const faults: string[] = [];
    watch(context, faults);
    const page = await context.newPage();
    await page.setContent(`<script>${script}</script>`);
    await expect.poll(() => faults).toContainEqual(expect.stringMatching(fault));
    await context.close();
  });
});
