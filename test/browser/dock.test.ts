// The dock: the room that it takes for lenses, the height that a person gives it, and what it holds while the window changes.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { makeSmallMnist } from '../support/small-mnist.ts';
import { test } from './app.ts';

let mnist: { folder: string; remove(): void } | undefined;
beforeAll(() => {
  if (hasSharedData('mnist')) mnist = makeSmallMnist(300, 50);
});
afterAll(() => mnist?.remove());

const dock = (page: Page) => page.locator('.dock');
const heightOf = async (page: Page) => Math.round((await dock(page).boundingBox())?.height ?? 0);
const canvas = (page: Page) => page.getByRole('application', { name: 'Network canvas' });
const edge = (page: Page) => page.locator('.edge[aria-orientation="horizontal"]');
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click();

/** Whether every card lies inside the canvas. */
async function showsAll(page: Page): Promise<boolean> {
  const frame = await canvas(page).boundingBox();
  const cards = await page.locator('.react-flow__node').all();
  const boxes = await Promise.all(cards.map((card) => card.boundingBox()));
  return frame !== null && boxes.every((box) => box !== null && box.y >= frame.y && box.y + box.height <= frame.y + frame.height);
}

/** The example data of the program itself: a network to look at without any file. */
async function useDigits(page: Page): Promise<void> {
  await page.getByRole('group', { name: /^Logits, / }).waitFor();
  await page.getByRole('combobox', { name: 'Dataset' }).selectOption('Digits');
}

async function drawOn(page: Page): Promise<void> {
  const pad = page.getByRole('img', { name: 'Empty drawing pad' });
  await pad.waitFor({ timeout: 60_000 });
  const { x = 0, y = 0 } = (await pad.boundingBox()) ?? {};
  await page.mouse.move(x + 60, y + 30);
  await page.mouse.down();
  await page.mouse.move(x + 70, y + 120, { steps: 5 });
  await page.mouse.up();
}

describe('the dock', () => {
  test('is high with a lens, usual without, and the network stays in view', async ({ openApp }) => {
    const page = await openApp();
    await useDigits(page);
    const usual = await heightOf(page);
    const before = await page.getByRole('group', { name: /^conv1, / }).boundingBox();
    await tab(page, 'Lenses');
    await expect.poll(() => heightOf(page)).toBeGreaterThan(usual + 150);
    await expect.poll(() => showsAll(page)).toBe(true);
    expect((await canvas(page).boundingBox())?.height).toBeGreaterThan(300);
    await tab(page, 'Training');
    await expect.poll(() => heightOf(page)).toBe(usual);
    await expect.poll(() => page.getByRole('group', { name: /^conv1, / }).boundingBox()).toEqual(before);

    // A small window bounds it, and gives it back as it grows.
    await tab(page, 'Lenses');
    const high = await heightOf(page);
    await page.setViewportSize({ width: 1440, height: 600 });
    await expect.poll(async () => (await canvas(page).boundingBox())?.height).toBeGreaterThanOrEqual(200);
    expect(await heightOf(page)).toBeLessThan(high);
    await page.setViewportSize({ width: 1440, height: 900 });
    await expect.poll(() => heightOf(page)).toBe(high);
  });

  test.for([[1440, 900], [1024, 768]] as const)('has room for every lens at %d by %d: none scrolls sideways', async ([width, height], { openApp }) => {
    const page = await openApp({ viewport: { width, height } });
    await useDigits(page);
    await page.getByRole('group', { name: /^conv2, / }).click();
    await tab(page, 'Lenses');
    const sideways: string[] = [];
    for (const [lens, ready] of [['Pixel arithmetic', 'Products'], ['Data flowing', 'Kernels of channel 0'], ['Health', 'Dead, saturated'], ['Predictions', / right$/], ['Draw', /^Draw a digit with/], ['Loss landscape', 'Click to read off a value.']] as const) {
      await tab(page, lens);
      await page.getByRole('tabpanel', { name: lens }).getByText(ready).first().waitFor({ timeout: 60_000 });
      sideways.push(...await page.locator('.lens-view, .lens-view *').evaluateAll((elements, name) => elements.flatMap((element) =>
        (element.scrollWidth > element.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(element).overflowX) ? [`${name}: ${element.className}`] : [])), lens));
    }
    expect(sideways).toEqual([]);
  });

  test.for(['pointer', 'keyboard'] as const)('keeps the height that it was given by %s, with lenses, without, hidden, and in the next visit', async (how, { openApp }) => {
    const page = await openApp();
    await useDigits(page);
    const usual = await heightOf(page);
    if (how === 'pointer') {
      const { x = 0, y = 0 } = (await edge(page).boundingBox()) ?? {};
      await page.mouse.move(x + 300, y);
      await page.mouse.down();
      await page.mouse.move(x + 300, y - 80, { steps: 4 });
      await page.mouse.up();
    } else {
      await edge(page).focus();
      await page.keyboard.press('ArrowUp');
    }
    await expect.poll(() => heightOf(page)).toBeGreaterThan(usual + 20);
    const chosen = await heightOf(page);
    await tab(page, 'Lenses');
    await page.getByRole('tab', { name: 'Health' }).waitFor();
    expect(await heightOf(page)).toBe(chosen);
    await page.getByRole('button', { name: 'Hide the dock' }).click();
    await page.getByRole('button', { name: 'Show the dock' }).click();
    await expect.poll(() => heightOf(page)).toBe(chosen);
    await page.reload();
    await page.getByRole('group', { name: /^Logits, / }).waitFor();
    await expect.poll(() => heightOf(page)).toBe(chosen);
  });

  test('and what is drawn there outlive a window that grows narrow and wide again', async ({ openApp }) => {
    const page = await openApp();
    await useDigits(page);
    await tab(page, 'Lenses');
    await tab(page, 'Draw');
    await drawOn(page);
    const drawing = page.getByRole('tabpanel', { name: 'Draw' }).getByRole('img', { name: 'Your drawing', exact: true });
    await drawing.evaluate((pad) => pad.setAttribute('data-same', ''));
    for (const width of [1024, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await page.getByRole('button', { name: width < 1100 ? 'Widen the palette' : 'Narrow the palette' }).waitFor();
      // The same element, not one like it: nothing in the dock began anew.
      expect(await drawing.getAttribute('data-same')).toBe('');
    }
    await page.getByRole('button', { name: 'Narrow the palette' }).click();
    await page.getByRole('button', { name: 'Widen the palette' }).waitFor();
    expect(await drawing.getAttribute('data-same')).toBe('');
    // Another lens in between is no reason to forget it either.
    await tab(page, 'Health');
    await tab(page, 'Draw');
    await drawing.waitFor();
  });
});

test('the drawing pad keeps its drawing when it moves from the column to the corner', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp(mnist && { dataFolder: mnist.folder });
  await page.getByRole('textbox', { name: 'Epochs' }).fill('1');
  await page.getByRole('textbox', { name: 'Epochs' }).press('Enter');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('status').getByText('Finished').waitFor({ timeout: 120_000 });
  const pad = page.getByRole('region', { name: 'Draw a digit' });
  await drawOn(page);
  await pad.getByText('What the network sees').waitFor();
  await page.setViewportSize({ width: 1024, height: 768 });
  await pad.and(page.locator('[data-place=corner]')).getByRole('img', { name: 'Your drawing', exact: true }).waitFor();
  await pad.getByText('What the network sees').waitFor();
});
