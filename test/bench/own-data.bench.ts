// Data of one's own in great number: a zip and a folder of small images, read in Chromium and trained on for an epoch.
// What the page feels of it, what memory it takes, and how long it lasts.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium, howToGetChromium } from '../support/browsers/chromium.ts';
import { dropOnPage } from '../support/drop-on-page.ts';
import { serveApp } from '../support/serve-app.ts';
import type { Bench, Report } from './figure.ts';
import { writeImages } from './own-data/write-images.ts';
import { traceTasks } from './trace-tasks.ts';

const usual = 10_000;
const minutes = 60_000;

const bench: Bench = {
  about: 'images of one’s own, in a zip and in a folder; targets: no task of the page above 50 ms of processor time, memory that does not grow with their number',
  options: { name: 'number of images', known: ['1000', '10000', '100000'] },
  async run(report, chosen) {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error(howToGetChromium);
    const folder = mkdtempSync(join(tmpdir(), 'convloom-bench-own-'));
    try {
      for (const count of chosen.length > 0 ? chosen.map(Number) : [usual]) {
        const [images, archive] = [join(folder, String(count)), join(folder, `${count}.zip`)];
        writeImages(count, images, archive);
        // A trace of more is longer in coming than what it is of.
        const traced = count <= usual;
        await measure(executablePath, { name: `${count} in a zip`, traced, give: (page) => page.getByLabel('Files of your data').setInputFiles(archive) }, report);
        await measure(executablePath, { name: `${count} in a folder`, traced, give: (page) => dropOnPage(page, join(images, 'digits')) }, report);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

interface Given {
  readonly name: string;
  /** Whether tasks are told by their processor time too. */
  readonly traced: boolean;
  give(page: Page): Promise<void>;
}

/** One browser for each, so that one's memory is not the other's. */
async function measure(executablePath: string, { name, traced, give }: Given, report: Report): Promise<void> {
  const app = await serveApp();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(app.url);
  await page.getByRole('combobox', { name: 'Dataset' }).selectOption('Your data…');
  const dialog = page.getByRole('dialog', { name: 'Your data' });
  await dialog.getByLabel('Files of your data').waitFor({ state: 'attached' });
  // What the page itself does on its way is over.
  await page.waitForTimeout(2000);
  await watchTasks(page);
  const { peak: before } = await processOf(browser);

  const stage = async (what: string, work: () => Promise<void>) => {
    let seconds = 0;
    const timed = async () => {
      const began = performance.now();
      await work();
      seconds = (performance.now() - began) / 1000;
    };
    const tasks = traced ? await traceTasks(browser, timed) : await timed();
    report({ name: `${name}: ${what}`, value: seconds, unit: 's' });
    report({ name: `${name}: longest task of the page`, value: await longestTask(page), unit: 'ms' });
    // Tasks that only wait for a core are long too, so their own processor time is told beside.
    if (tasks) report({ name: `${name}: dearest task of the page, processor time`, value: tasks.reduce((a, b) => Math.max(a, b), 0), unit: 'ms' });
  };
  await stage('looked through', async () => {
    await give(page);
    await dialog.getByRole('form', { name: 'New dataset' }).waitFor({ timeout: 20 * minutes });
  });
  await dialog.getByRole('combobox', { name: 'Colours' }).selectOption('Grey');

  const { seconds: workedBefore } = await processOf(browser);
  await stage('decoded and kept', async () => {
    await dialog.getByRole('button', { name: 'Add to this browser' }).click();
    await dialog.getByText(/^Images 1 to \d+ of /).waitFor({ timeout: 20 * minutes });
  });
  const read = await processOf(browser);
  report({ name: `${name}: its processor time`, value: read.seconds - workedBefore, unit: 's' });
  report({ name: `${name}: peak memory above the page’s own`, value: read.peak - before, unit: 'MB' });

  await stage('an epoch of training', async () => {
    await dialog.getByRole('button', { name: 'Train on it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(/ is chosen for training\./).waitFor();
    await page.getByRole('textbox', { name: 'Epochs' }).fill('1');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('tabpanel', { name: 'Training' }).getByText('Finished').waitFor({ timeout: 20 * minutes });
  });
  report({ name: `${name}: peak memory above the page’s own`, value: (await processOf(browser)).peak - before, unit: 'MB' });
  await browser.close();
  await app.stop();
}

/** Begins to note tasks of the main thread above 50 ms. */
function watchTasks(page: Page): Promise<void> {
  return page.evaluate(() => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
    Object.assign(window, { longTasks: tasks });
  });
}

/** The longest since last asked; 0 where none was above 50 ms. */
function longestTask(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, ...(window as unknown as { longTasks: number[] }).longTasks.splice(0)));
}

/** The process of the page and its workers: processor time so far, and the most memory that it ever held, in MB, as Linux tells it. */
async function processOf(browser: Browser): Promise<{ readonly seconds: number; readonly peak: number }> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id, cpuTime }) => ({ seconds: cpuTime, peak: Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]) / 1024 }));
  // Another may wait in reserve.
  return renderers.toSorted((a, b) => b.peak - a.peak)[0] ?? { seconds: 0, peak: 0 };
}

export default bench;
