// The page under its content policy: what needed inline styles and workers made of text before works all the same, with the
// server's headers and on a host that sends none. Every violation fails the test, as in all browser tests.

import { describe, expect } from 'vitest';
import type { Page } from 'playwright-core';
import { contentPolicy } from '../../src/hosting/page-headers.ts';
import { test } from './app.ts';
import { serveStaticSite, visit } from './static-site.ts';

/** What the page adds of its own to keep what lies behind a menu from scrolling. */
const lockedSheets = (page: Page) => page.evaluate(() => document.adoptedStyleSheets.filter((sheet) => [...sheet.cssRules].some((rule) => rule.cssText.includes('data-scroll-locked'))).length);

describe('the content policy', () => {
  test('lets menus keep the page from scrolling without a style element', async ({ openApp }) => {
    const page = await openApp();
    await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
    expect(await lockedSheets(page)).toBe(0);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    expect(await lockedSheets(page)).toBeGreaterThan(0);
    expect(await page.evaluate(() => getComputedStyle(document.body).overflow)).toBe('hidden');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await lockedSheets(page)).toBe(0);
    expect(await page.evaluate(() => document.querySelectorAll('style, [style*="expression"]').length)).toBe(0);
  });

  test('holds on a host that sends no header', async ({ browser }) => {
    const { url } = await serveStaticSite();
    const { page } = await visit(browser, url, undefined, /Content Security Policy|content policy: (connect-src refuses https:\/\/example|script-src refuses eval)/);
    await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
    const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
    expect(policy).toBe(contentPolicy);
    // Refused before anything is sent, so that nothing of it reaches the network.
    expect(await page.evaluate(() => fetch('https://example.com/').then(() => 'sent', () => 'refused'))).toBe('refused');
    // Later than the evaluation itself, which the browser lets do anything.
    expect(await page.evaluate(() => new Promise((resolve) => {
      setTimeout(() => {
        try {
          resolve(new Function('return "run"')());
        } catch {
          resolve('refused');
        }
      });
    }))).toBe('refused');
  });
});
