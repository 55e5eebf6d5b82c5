// What can be checked of the looks: sizes at which nothing overflows, both themes, contrast, and pictures for people
// in build/screenshots.

import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect } from 'vitest';
import { projectRoot } from '../support/shared-data.ts';
import { test } from './app.ts';

const folder = `${projectRoot}build/screenshots`;
beforeAll(() => {
  mkdirSync(folder, { recursive: true });
});

const ready = (page: Page) => page.getByRole('group', { name: /^Logits, / }).waitFor();

/** Elements that stick out of the window to the right, and whether the page scrolls sideways. */
const overflow = (page: Page) => page.evaluate(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  return { scrolls: scrollWidth > clientWidth, bodyScrolls: document.body.scrollHeight > innerHeight };
});

describe('the page', () => {
  test.for([
    [1440, 900], [1024, 768], [1920, 1080], [800, 600],
  ] as const)('fits a window of %d by %d in both themes', async ([width, height], { openApp }) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await openApp({ viewport: { width, height }, colorScheme });
      await ready(page);
      expect(await overflow(page)).toEqual({ scrolls: false, bodyScrolls: false });
      for (const name of ['Train', 'Export', 'Templates']) {
        const box = await page.getByRole('button', { name, exact: true }).boundingBox();
        expect(box, `${name} is on the page`).not.toBeNull();
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
      }
      await page.screenshot({ path: `${folder}/${width}x${height}-${colorScheme}.png` });
    }
  });

  test('follows the system’s theme, and a choice that outlives a reload', async ({ openApp }) => {
    const page = await openApp({ colorScheme: 'dark' });
    await ready(page);
    const brightness = () => page.evaluate(() => {
      const context = new OffscreenCanvas(1, 1).getContext('2d');
      if (!context) throw new Error('There is no 2d context.');
      context.fillStyle = getComputedStyle(document.body).backgroundColor;
      context.fillRect(0, 0, 1, 1);
      return context.getImageData(0, 0, 1, 1).data[0] ?? 0;
    });
    expect(await brightness()).toBeLessThan(80);
    await page.getByRole('button', { name: 'View' }).click();
    await page.getByRole('menuitemradio', { name: 'Light' }).click();
    await expect.poll(brightness).toBeGreaterThan(200);
    await page.reload();
    await ready(page);
    await expect.poll(brightness).toBeGreaterThan(200);
  });

  test('names every control for those who cannot see it', async ({ openApp }) => {
    const page = await openApp();
    await ready(page);
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('button, input, select, textarea, a[href]')]
        .filter((element) => element.checkVisibility())
        .filter((element) => {
          const labels = 'labels' in element && element.labels instanceof NodeList ? element.labels.length : 0;
          return !element.getAttribute('aria-label') && !element.getAttribute('aria-labelledby') && labels === 0 && !element.textContent?.trim();
        })
        .map((element) => element.outerHTML.slice(0, 120)));
    expect(nameless).toEqual([]);
  });
});
