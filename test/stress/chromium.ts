// Stress in Chromium: the page of test/stress/page, in a browser with the given flags for its JavaScript engine.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium, howToGetChromium } from '../support/browsers/chromium.ts';
import { servePage } from '../support/serve-page.ts';
import { projectRoot } from '../support/shared-data.ts';
import type { Told } from './page/worker.ts';

type Ended = Extract<Told, { type: 'ended' }>;

/** Runs the rounds in a browser of its own. */
export async function roundsInChromium(
  rounds: number,
  jsFlags: readonly string[],
  tell: (told: Told) => void,
): Promise<Ended> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(howToGetChromium);
  // Of its own, since threads are loaded all the time and another run would build anew.
  const folder = `${projectRoot}build/test-pages/stress-${process.pid}`;
  const served = await servePage(`${projectRoot}test/stress/page`, folder, true);
  const flags = jsFlags.length > 0 ? [`--js-flags=${jsFlags.join(' ')}`] : [];
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', ...flags],
  });
  try {
    const page = await browser.newPage();
    await page.exposeFunction('tell', tell);
    await page.goto(served.url);
    return await page.evaluate(
      (count) => (globalThis as unknown as { stress: (rounds: number) => Promise<Ended> }).stress(count),
      rounds,
    );
  } finally {
    await browser.close();
    served.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the rounds and tells of them; true where none differs. */
export async function stressInChromium(folder: string, rounds: number, jsFlags: readonly string[]): Promise<boolean> {
  const began = performance.now();
  const told = (done: number): string =>
    `${done.toLocaleString('en')} rounds in ${Math.round((performance.now() - began) / 1000)} s`;
  let next = 1000;
  const { threads, difference } = await roundsInChromium(rounds, jsFlags, (event) => {
    if (event.type === 'memory') writeFileSync(join(folder, event.name), Buffer.from(event.base64, 'base64'));
    if (event.type !== 'progress' || event.rounds < next) return;
    next = event.rounds + 1000;
    console.log(`  ${told(event.rounds)}`);
  });
  console.log(
    difference
      ? `${JSON.stringify(difference)}\nBoth memories are in ${folder}.`
      : `  ${told(rounds)} on ${threads} threads, none differs`,
  );
  return difference === undefined;
}
