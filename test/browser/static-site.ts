// The built page on a host that can set no headers, below a sub-path: for tests of the service worker.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { startPlainServer, type PlainServer, type PlainServerOptions } from '../support/plain-server.ts';
import { projectRoot } from '../support/shared-data.ts';
import { watch } from './app.ts';

export interface StaticSite extends PlainServer {
  /** A copy of the built page, which tests may change. */
  readonly folder: string;
}

/** Serves a copy of the built page at /some/sub/path/ until the test ends. */
export async function serveStaticSite(options: Pick<PlainServerOptions, 'before'> = {}): Promise<StaticSite> {
  const folder = mkdtempSync(join(tmpdir(), 'convloom-static-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(`${projectRoot}build/app`, folder, { recursive: true });
  const server = await startPlainServer(folder, { subPath: '/some/sub/path/', ...options });
  onTestFinished(() => server.stop());
  return { ...server, folder };
}

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** How often `page` has been loaded, its first time included. */
  readonly loads: () => number;
}

/** Opens a page in a fresh profile; the test fails where it reports an error that is not expected. */
export async function visit(browser: Browser, url: string, before?: (context: BrowserContext) => Promise<unknown>, expected?: RegExp): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const faults: string[] = [];
  onTestFinished(async () => {
    await context.close();
    expect(faults, 'errors that the page reported').toEqual([]);
  });
  await watch(context, faults, expected);
  await before?.(context);
  const page = await context.newPage();
  let loads = 0;
  page.on('domcontentloaded', () => loads++);
  await page.goto(url);
  return { context, page, loads: () => loads };
}

export async function waitUntilIsolated(page: Page): Promise<void> {
  await expect.poll(() => isIsolated(page), { timeout: 60_000 }).toBe(true);
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
}

/** False too while the page is being loaded. */
export function isIsolated(page: Page): Promise<boolean> {
  return page.evaluate(() => crossOriginIsolated).catch(() => false);
}

/** Trains on Digits, batch by batch, so that the page has time for the test however slow the machine is. */
export async function trainOnDigits(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Dataset' }).selectOption('Digits');
  for (let batch = 1; batch <= 5; batch++) {
    await page.getByRole('button', { name: 'Train one batch' }).click();
    await expect.poll(() => page.getByRole('tabpanel', { name: 'Training' }).innerText(), { timeout: 120_000 }).toContain(`batch ${batch} of`);
  }
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
}

/** What the engine badge tells when it is opened. */
export async function engineNotes(page: Page): Promise<string> {
  await page.getByRole('button', { name: /^Engine/ }).click();
  const text = await page.getByRole('dialog', { name: 'Engines' }).innerText();
  await page.keyboard.press('Escape');
  return text;
}
