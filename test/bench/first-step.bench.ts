// How long a person waits for the first trained batch after pressing Train: on a page that has just opened, on one that
// was left alone for some seconds, and for the next run.

import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium, howToGetChromium } from '../support/browsers/chromium.ts';
import { hasSharedData, sharedDataFolder } from '../support/shared-data.ts';
import { serveApp } from '../support/serve-app.ts';
import { median, type Bench } from './figure.ts';

const rounds = 3;
/** Left alone this long, a page has prepared what it will. */
const idleMs = 8_000;

const bench: Bench = {
  about: 'from the click on Train to the first batch on the page, MNIST from the own server; targets: 300 ms warm, a second cold',
  async run(report) {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error(howToGetChromium);
    const app = await serveApp(hasSharedData('mnist') ? sharedDataFolder : undefined);
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
    const waits = { 'page just opened': [] as number[], 'page left alone': [] as number[], 'second run': [] as number[] };
    for (let round = 0; round < rounds; round++) {
      await withPage(browser, app.url, async (page) => waits['page just opened'].push(await firstBatchMs(page)));
      await withPage(browser, app.url, async (page) => {
        await page.waitForTimeout(idleMs);
        waits['page left alone'].push(await firstBatchMs(page));
        await page.getByRole('button', { name: 'Stop' }).click();
        await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
        waits['second run'].push(await firstBatchMs(page));
      });
    }
    await browser.close();
    await app.stop();
    for (const [name, values] of Object.entries(waits)) report({ name, value: median(values), unit: 'ms' });
  },
};

/** A page of a first visit: nothing is in its cache. */
async function withPage(browser: Browser, url: string, use: (page: Page) => Promise<unknown>): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
  await use(page);
  await context.close();
}

/** Presses Train and waits until the page tells of a batch; timed in the page. */
function firstBatchMs(page: Page): Promise<number> {
  return page.evaluate(() => new Promise<number>((resolve) => {
    const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Train');
    const started = performance.now();
    const observer = new MutationObserver(() => {
      if (!/batch \d+ of/.test(document.querySelector('.run-progress-text')?.textContent ?? '')) return;
      observer.disconnect();
      resolve(performance.now() - started);
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    button?.click();
  }));
}

export default bench;
