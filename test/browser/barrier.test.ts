// What needs threads in Chromium: the barrier holds whichever compiler the browser uses, and a few rounds of stress
// differ in no bit (`npm run stress` runs many).

import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, howToGetChromium } from '../support/browsers/chromium.ts';
import { servePage, type ServedPage } from '../support/serve-page.ts';
import { projectRoot } from '../support/shared-data.ts';
import { buildStress } from '../stress/build.mjs';
import { roundsInChromium } from '../stress/chromium.ts';
import type { Passed } from './barrier-page/worker.ts';

const executablePath = findChromium();
if (executablePath === undefined) throw new Error(howToGetChromium);

interface Page {
  meet(variant: string, lateMs: readonly number[]): Promise<Passed>;
}

/** On time, and late by more than one and more than two of the barrier's sleeps. */
const lateMs = [0, 150, 250];

describe.each([[[]], [['--no-liftoff']], [['--liftoff-only']]])('Chromium with --js-flags %j', (flags) => {
  let served: ServedPage;
  beforeAll(async () => {
    served = await servePage(`${projectRoot}test/browser/barrier-page`, `${projectRoot}build/test-pages/barrier`, true);
  });
  afterAll(() => served?.stop());

  it('the thread that waits passes no barrier before the late one comes', async () => {
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      ...(flags.length > 0 ? [`--js-flags=${flags.join(' ')}`] : []),
    ];
    const browser = await chromium.launch({ executablePath, args });
    try {
      const page = await browser.newPage();
      await page.goto(served.url);
      for (const variant of ['plain-shared', 'relaxed-shared']) {
        const met = page.evaluate(({ name, late }) => (globalThis as unknown as Page).meet(name, late), {
          name: variant,
          late: lateMs,
        });
        expect(await met).toEqual({ passed: [0, 1, 2], answers: [0, 0, 0] });
      }
    } finally {
      await browser.close();
    }
  });
});

describe('stress', () => {
  beforeAll(() => buildStress());

  it('no round differs', async () => {
    expect(await roundsInChromium(40, [], () => undefined)).toMatchObject({
      threads: expect.any(Number),
      difference: undefined,
    });
  });
});
