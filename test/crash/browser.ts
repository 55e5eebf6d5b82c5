// Chromium with a profile that outlives it, and its death as the system deals it: SIGKILL to all its processes at once.

import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { chromium, type Page } from 'playwright-core';
import { findChromium, flags, howToGetChromium } from '../support/browsers/chromium.ts';

export interface KillableBrowser {
  readonly page: Page;
  /** What the page reported as wrong. */
  readonly faults: string[];
  /** Kills it, and resolves when it is gone. */
  kill(): Promise<void>;
}

/** Opens `url` in a browser on `profile`, a folder. */
export async function startBrowser(profile: string, url: string): Promise<KillableBrowser> {
  const program = findChromium();
  if (program === undefined) throw new Error(howToGetChromium);
  const child = spawn(
    program,
    [...flags, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--window-size=1440,900', '--force-prefers-reduced-motion', 'about:blank'],
    // A group of its own, so that one signal reaches every process of it.
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const gone = new Promise<void>((resolve) => { child.once('exit', () => resolve()); });
  const kill = async () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
    await gone;
  };
  try {
    const browser = await chromium.connectOverCDP(await endpointOf(child));
    const [context] = browser.contexts();
    if (!context) throw new Error('Chromium has no context.');
    context.setDefaultTimeout(60_000);
    const faults: string[] = [];
    context.on('weberror', (error) => faults.push(`uncaught: ${error.error().message}`));
    const page = context.pages()[0] ?? (await context.newPage());
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(url);
    return { page, faults, kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

async function endpointOf({ stderr }: ChildProcess): Promise<string> {
  if (!stderr) throw new Error('Chromium tells nothing.');
  for await (const line of createInterface(stderr)) {
    const endpoint = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (endpoint === undefined) continue;
    stderr.resume();
    return endpoint;
  }
  throw new Error('Chromium ended before it could be driven.');
}
