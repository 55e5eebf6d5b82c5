// How free the page stays while its worker trains: tasks of the main thread that take long enough to be felt, and
// the frames it draws.

import { chromium } from 'playwright-core';
import { findChromium, howToGetChromium } from '../support/chromium.ts';
import { hasSharedData, sharedDataFolder } from '../support/shared-data.ts';
import { serveApp } from '../support/serve-app.ts';
import type { Bench } from './figure.ts';

const watchedMs = 10_000;

const bench: Bench = {
  about: 'the main thread during ten seconds of training; target: no task above 50 ms',
  async run(report) {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error(howToGetChromium);
    const app = await serveApp(hasSharedData('mnist') ? sharedDataFolder : undefined);
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(app.url);
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('figure', { name: 'Loss' }).waitFor({ timeout: 120_000 });
    // The engine's first seconds run on baseline code, and charts load when there is a run.
    await page.waitForTimeout(2000);
    const { long, frames } = await page.evaluate(async (durationMs) => {
      const tasks: number[] = [];
      const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
      observer.observe({ type: 'longtask' });
      let drawn = 0;
      const count = (): void => {
        drawn++;
        requestAnimationFrame(count);
      };
      count();
      await new Promise((resolve) => setTimeout(resolve, durationMs));
      return { long: tasks, frames: drawn };
    }, watchedMs);
    const rate = /([\d,]+) images\/s/.exec(await page.getByRole('tabpanel', { name: 'Training' }).innerText())?.[1];
    await browser.close();
    await app.stop();
    report({ name: 'tasks above 50 ms', value: long.length, unit: 'tasks' });
    report({ name: 'longest task', value: Math.max(0, ...long), unit: 'ms' });
    report({ name: 'frames', value: (1000 * frames) / watchedMs, unit: 'frames/s' });
    report({ name: 'training meanwhile', value: Number(rate?.replaceAll(',', '') ?? 0), unit: 'images/s' });
  },
};

export default bench;
