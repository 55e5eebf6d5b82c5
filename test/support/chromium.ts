// Finds the Chromium that browser tests drive, and installs Debian's where that is possible.

import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const appPaths = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

/** Chromium's, for every browser test. */
export const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** What to tell someone whose machine has none. */
export const howToGetChromium =
  'Browser tests need Chromium, and none was found: install chromium or google-chrome, run "npx playwright install chromium", or name one in CONVLOOM_CHROMIUM.';

/** Path of a Chromium: CONVLOOM_CHROMIUM, one on the PATH, an installed app, or Playwright's own. */
export function findChromium(): string | undefined {
  const chosen = process.env['CONVLOOM_CHROMIUM'];
  if (chosen !== undefined && chosen !== '') {
    if (!isExecutable(chosen)) throw new Error(`CONVLOOM_CHROMIUM names ${chosen}, which is not a program.`);
    return chosen;
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...appPaths, chromium.executablePath()].find(isExecutable);
}

/** As `findChromium`, but installs Debian's package first where there is none and this is root on Debian. */
export function findOrInstallChromium(): string {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    const apt = (...args: string[]) => execFileSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    try {
      apt('update', '-qq');
      apt('install', '-qq', '-y', '--no-install-recommends', 'chromium');
    } catch {
      throw new Error(`${howToGetChromium} Installing Debian's package failed.`);
    }
  }
  const installed = findChromium();
  if (installed === undefined) throw new Error(howToGetChromium);
  return installed;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
