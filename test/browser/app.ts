// The harness of the browser tests: real Chromium on the served page, and a guard that fails a test whose page
// reports any error: on the console, uncaught, an unhandled rejection, a request that failed, or anything that the content policy
// refuses, in the page or in a worker.

import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { expect, test as base } from 'vitest';
import { findChromium, flags, howToGetChromium } from '../support/browsers/chromium.ts';
import { serveApp } from '../support/serve-app.ts';

export interface OpenOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  /** Folder served at /data/; without one MNIST can be had nowhere. */
  readonly dataFolder?: string;
  /** Errors that the test provokes on purpose. */
  readonly expected?: RegExp;
  /** Runs before the page's own scripts. */
  readonly before?: (context: BrowserContext) => Promise<unknown>;
}

export { flags };

interface Fixtures {
  /** Beyond the usual, for the tests of a file: `test.extend({ moreFlags: [[…], { scope: 'file' }] })`. */
  readonly moreFlags: readonly string[];
  readonly browser: Browser;
  readonly openApp: (options?: OpenOptions) => Promise<Page>;
}

/** vitest's `test` with `openApp`; every page it opened is checked for errors and closed at the end. */
export const test = base.extend<Fixtures>({
  moreFlags: [[], { scope: 'file' }],
  browser: [
    async ({ moreFlags }, use) => {
      const executablePath = findChromium();
      if (executablePath === undefined) throw new Error(howToGetChromium);
      const browser = await chromium.launch({ executablePath, args: [...flags, ...moreFlags] });
      await use(browser);
      await browser.close();
    },
    { scope: 'file' },
  ],
  openApp: async ({ browser }, use) => {
    const closers: (() => Promise<void>)[] = [];
    const faults: string[] = [];
    await use(async (options = {}) => {
      const served = await serveApp(options.dataFolder);
      const { viewport = { width: 1440, height: 900 }, colorScheme = 'light' } = options;
      // What moves by itself would be looked at in the middle of its way.
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
      closers.push(async () => {
        await context.close();
        await served.stop();
      });
      context.setDefaultTimeout(30_000);
      await watch(context, faults, options.expected);
      // Nothing outside this machine is ever asked; the page must cope.
      await context.route((url) => url.hostname !== 'localhost', (route) => route.abort('internetdisconnected'));
      await options.before?.(context);
      const page = await context.newPage();
      await page.goto(served.url);
      return page;
    });
    for (const close of closers) await close();
    expect(faults, 'errors that the page reported').toEqual([]);
  },
});

/** Collects everything that goes wrong in the pages of a context. */
export async function watch(context: BrowserContext, faults: string[], expected?: RegExp): Promise<void> {
  const note = (fault: string): void => {
    if (!expected?.test(fault)) faults.push(fault);
  };
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') note(`console ${message.type()}: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => note(`uncaught: ${error.error().message}`));
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // Aborted is what the page itself no longer wants: it is reloaded, or a worker ends that was preparing a run ahead.
    if (why !== 'net::ERR_ABORTED') note(`request failed: ${request.url()} ${why}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) note(`request answered ${response.status()}: ${response.url()}`);
  });
  context.on('page', (page) => {
    // What a worker catches in its very first lines is missed; what it does not catch is an uncaught error.
    page.on('worker', (worker) => void worker.evaluate(listenForViolations).catch(() => undefined));
  });
  await context.addInitScript(listenForViolations);
}

/** Runs in pages and workers: puts on the console what the content policy refuses. */
function listenForViolations(): void {
  self.addEventListener('securitypolicyviolation', (violation) => {
    const { effectiveDirective, blockedURI, sourceFile, lineNumber, sample } = violation as SecurityPolicyViolationEvent;
    console.error(`content policy: ${effectiveDirective} refuses ${blockedURI} at ${sourceFile}:${lineNumber} ${sample}`);
  });
}
