// Finds the Chromium that browser tests drive, and installs Debian's where that is possible.

import { chromium } from 'playwright-core';
import { findProgram, installFromDebian, isExecutable } from './debian.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const appPaths = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** For every browser test. */
export const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** What to tell someone whose machine has none. */
export const howToGetChromium = 'Browser tests need Chromium, and none was found: install chromium or google-chrome, '
  + 'run "npx playwright install chromium", or name one in CONVLOOM_CHROMIUM.';

/** Path of a Chromium: CONVLOOM_CHROMIUM, one on the PATH, an installed app, or Playwright's own. */
export function findChromium(): string | undefined {
  const chosen = process.env['CONVLOOM_CHROMIUM'];
  if (chosen !== undefined && chosen !== '') {
    if (!isExecutable(chosen)) throw new Error(`CONVLOOM_CHROMIUM names ${chosen}, which is not a program.`);
    return chosen;
  }
  return findProgram(names, [...appPaths, chromium.executablePath()]);
}

/** As `findChromium`, but installs Debian's package first where there is none and this is root on Debian. */
export function findOrInstallChromium(): string {
  const present = findChromium();
  if (present !== undefined) return present;
  try {
    installFromDebian('chromium');
  } catch {
    throw new Error(`${howToGetChromium} Installing Debian's package failed.`);
  }
  const installed = findChromium();
  if (installed === undefined) throw new Error(howToGetChromium);
  return installed;
}
