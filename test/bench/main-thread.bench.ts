// How free the page stays while its worker trains: tasks of the main thread that take long enough to be felt, and
// the frames it draws. On a busy machine tasks also wait for a core, so their own processor time is told beside.

import { chromium, type Browser, type Page } from 'playwright-core';
import type { Attrs } from '../../src/core/attrs.ts';
import { createDocument, type NetworkDocument } from '../../src/core/document.ts';
import { findChromium, howToGetChromium } from '../support/browsers/chromium.ts';
import { hasSharedData, sharedDataFolder } from '../support/shared-data.ts';
import { serveApp } from '../support/serve-app.ts';
import type { Bench } from './figure.ts';
import { traceTasks } from './trace-tasks.ts';

const watchedMs = 10_000;
/** Of the document that is watched with Health and maps laid over it. */
const manyNodes = 1000;

const bench: Bench = {
  about: 'the main thread during ten seconds of training, and with 1,000 nodes under overlays; targets: no task above 50 ms, 60 frames a second',
  async run(report) {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error(howToGetChromium);
    const app = await serveApp(hasSharedData('mnist') ? sharedDataFolder : undefined);
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(app.url);
    await page.getByRole('textbox', { name: 'Epochs' }).fill('1000');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('figure', { name: 'Loss' }).waitFor({ timeout: 120_000 });
    // The engine's first seconds run on baseline code, and charts load when there is a run.
    await page.waitForTimeout(2000);
    const { long, frames } = await watch(page);
    const rate = /([\d,]+) images\/s/.exec(await page.getByRole('tabpanel', { name: 'Training' }).innerText())?.[1];
    const tasksMs = await traceTasks(browser, () => page.waitForTimeout(watchedMs));
    const manyMs = await traceManyNodes(browser, app.url);
    await browser.close();
    await app.stop();
    report({ name: 'tasks above 50 ms', value: long.length, unit: 'tasks' });
    report({ name: 'longest task', value: Math.max(0, ...long), unit: 'ms' });
    report({ name: 'frames', value: (1000 * frames) / watchedMs, unit: 'frames/s' });
    report({ name: 'training meanwhile', value: Number(rate?.replaceAll(',', '') ?? 0), unit: 'images/s' });
    report({ name: 'dearest task, processor time', value: Math.max(0, ...tasksMs), unit: 'ms' });
    report({ name: 'all tasks, processor time', value: (1000 * tasksMs.reduce((sum, ms) => sum + ms, 0)) / watchedMs, unit: 'ms a second' });
    report({ name: '1,000 nodes under overlays, dearest task, processor time', value: Math.max(0, ...manyMs), unit: 'ms' });
    report({ name: '1,000 nodes under overlays, all tasks, processor time', value: (1000 * manyMs.reduce((sum, ms) => sum + ms, 0)) / watchedMs, unit: 'ms a second' });
  },
};

/** Long tasks and frames, as the page itself sees them. */
function watch(page: Page): Promise<{ long: number[]; frames: number }> {
  return page.evaluate(async (durationMs) => {
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
}

/** As `traceTasks`, of a run of many nodes, each with maps on its card and a toned wire behind it; the canvas shows some twelve. */
async function traceManyNodes(browser: Browser, url: string): Promise<number[]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  const chosen = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^Open/ }).first().click();
  await (await chosen).setFiles({ name: 'many.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(manyNodesDocument())) });
  await page.getByRole('textbox', { name: 'Epochs' }).fill('1000');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.locator('.wire-good, .wire-caution, .wire-bad').first().waitFor({ state: 'attached', timeout: 180_000 });
  await page.locator('.map-strip').first().waitFor({ state: 'attached', timeout: 180_000 });
  const canvas = await page.locator('.react-flow').boundingBox();
  await page.mouse.move((canvas?.x ?? 0) + (canvas?.width ?? 0) / 2, (canvas?.y ?? 0) + (canvas?.height ?? 0) / 2);
  while (await page.locator('.react-flow').getAttribute('data-detail') !== 'near') {
    await page.mouse.wheel(0, -300);
    await page.waitForTimeout(500);
  }
  return traceTasks(browser, () => page.waitForTimeout(watchedMs));
}

function manyNodesDocument(): NetworkDocument {
  const rows: readonly (readonly [kind: string, attrs?: Attrs])[] = [
    ['Input', { shape: [1, 16, 16] }], ['Conv2d', { outChannels: 4, kernelSize: 3, padding: 1 }], ...Array.from({ length: manyNodes - 5 }, () => ['LeakyReLU'] as const),
    ['Flatten'], ['Linear', { outFeatures: 10 }], ['Output'],
  ];
  const nodes = Object.fromEntries(rows.map(([kind, attrs], i) => [`n${i}`, { kind, ...(attrs && { attrs }) }]));
  const edges = Object.fromEntries(rows.slice(1).map((_, i) => [`e${i}`, { source: `n${i}`, sourcePort: 'out', target: `n${i + 1}`, targetPort: 'in' }]));
  return { ...createDocument('Many nodes'), graph: { nodes, edges } };
}

export default bench;
