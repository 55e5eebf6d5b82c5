// One short journey in every browser there is: open, edit, undo, train, look through a lens, export, reload, resume.
// Chromium has tests of its own for each of these; here it is held to the same words as Firefox and WebKit.

import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import { findChromium, flags, howToGetChromium } from '../support/browsers/chromium.ts';
import { findFirefox } from '../support/browsers/firefox.ts';
import { visitWithChromium, visitWithFirefox } from '../support/browsers/playwright-visitor.ts';
import type { Visitor } from '../support/browsers/visitor.ts';
import { findWebKit } from '../support/browsers/webkit.ts';
import { visitWithWebKit } from '../support/browsers/webkit-visitor.ts';
import { serveApp } from '../support/serve-app.ts';
import { hasSharedData, sharedData, skipUnlessCi } from '../support/shared-data.ts';
import { makeSmallMnist } from '../support/small-mnist.ts';

let mnist: { folder: string; remove(): void } | undefined;
beforeAll(() => {
  if (hasSharedData('mnist')) mnist = makeSmallMnist(2000, 200);
});
afterAll(() => mnist?.remove());

type Skip = Pick<TestContext, 'skip'>;

const visits: Readonly<Record<string, (context: Skip) => Promise<Visitor>>> = {
  async Chromium() {
    const path = findChromium();
    if (path === undefined) throw new Error(howToGetChromium);
    return visitWithChromium(path, flags);
  },
  async Firefox(context) {
    const path = findFirefox();
    return visitWithFirefox(typeof path === 'string' ? path : skipUnlessCi(context, path.reason));
  },
  async WebKit(context) {
    const programs = findWebKit();
    return visitWithWebKit('reason' in programs ? skipUnlessCi(context, programs.reason) : programs);
  },
};

/** Text of the Training tab. */
const trainingText = (visitor: Visitor) => visitor.evaluate<string>(`
  const panel = [...document.querySelectorAll('[role=tabpanel]')].find((each) => /epoch \\d+ of/.test(each.innerText));
  return panel?.innerText ?? '';
`);
const epochOf = async (visitor: Visitor) => Number(/epoch (\d+) of/.exec(await trainingText(visitor))?.[1] ?? 0);
/** How many cards show feature maps, and how many wires a gradient. */
const overlays = (visitor: Visitor) => visitor.evaluate<{ maps: number; gradients: number }>(`
  const texts = [...document.querySelectorAll('.react-flow__edge, .react-flow__edgelabel-renderer *')];
  return {
    maps: document.querySelectorAll('.card canvas').length,
    gradients: texts.filter((each) => /^∇/.test(each.textContent.trim())).length,
  };
`);

/** The panels around the canvas that scroll. */
const scrollingPanels = `
  return [...document.querySelectorAll('[data-panel]')].flatMap((panel) => [panel, ...panel.children])
    .filter((each) => /auto|scroll/.test(getComputedStyle(each).overflowY) && each.scrollHeight > each.clientHeight)
    .map((each) => each.className || each.id);
`;
/** What has been scrolled though nobody can scroll it back. */
const slipped = `
  return [...document.querySelectorAll('.app, .app *')]
    .filter((each) => each.scrollTop > 0 && getComputedStyle(each).overflowY === 'hidden')
    .map((each) => each.className);
`;

test.for(Object.entries(visits))('%s: open, edit, undo, train, look, export, reload, resume', async ([, visit], context) => {
  sharedData(context, 'mnist');
  const visitor = await visit(context);
  const served = await serveApp(mnist?.folder);
  try {
    await visitor.open(served.url);
    await visitor.find('group', /^conv1, Conv2d .* output 16×16×16, 416 parameters/);

    // The panels hold what scrolls, and do not scroll themselves, be it by a fraction of a pixel.
    expect(await visitor.evaluate(scrollingPanels)).toEqual([]);

    await visitor.click('group', /^conv1, Conv2d/);
    await visitor.fill('Out channels', '24');
    await visitor.find('group', /^conv1, Conv2d .* output 24×16×16, 624 parameters/);
    await visitor.evaluate('document.activeElement.blur();');
    await visitor.shortcut('z');
    await visitor.find('group', /^conv1, Conv2d .* output 16×16×16, 416 parameters/);

    await visitor.fill('Epochs', '1000');
    await visitor.click('button', 'Train');
    await visitor.find('figure', 'Loss');
    await visitor.find('button', /^Engine: WebAssembly/);
    await expect.poll(() => epochOf(visitor), { timeout: 60_000 }).toBeGreaterThan(1);
    // Cards show maps and wires gradients, whatever the browser.
    await expect.poll(async () => (await overlays(visitor)).maps, { timeout: 60_000 }).toBeGreaterThan(5);
    await expect.poll(async () => (await overlays(visitor)).gradients, { timeout: 60_000 }).toBeGreaterThan(5);

    await visitor.click('tab', 'Lenses');
    await visitor.click('tab', 'Predictions');
    expect(await visitor.evaluate(slipped)).toEqual([]);
    await visitor.find('button', 'Pause');
    await visitor.click('button', 'Pause');
    await visitor.find('button', 'Resume');

    await visitor.click('button', 'Export');
    const archive = await visitor.takeFile(/^TensorFlow.js model/);
    expect(Object.keys(unzipSync(archive)).sort()).toEqual(['group1-shard1of1.bin', 'model.json']);

    await visitor.click('tab', 'Training');
    const before = await epochOf(visitor);
    await visitor.reload();
    await visitor.click('button', /^Resume from epoch \d+/);
    await visitor.find('button', 'Pause');
    await expect.poll(() => epochOf(visitor), { timeout: 60_000 }).toBeGreaterThan(before);
    expect(await visitor.faults()).toEqual([]);
  } catch (error) {
    await visitor.screenshot(`build/test-results/journey-${visitor.browser.split(' ')[0]}.png`).catch(() => undefined);
    throw error;
  } finally {
    await visitor.close();
    await served.stop();
  }
});
