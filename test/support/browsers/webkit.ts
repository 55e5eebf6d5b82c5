// Finds WebKitGTK with its WebDriver, and a display that needs no screen; installs Debian's where that is possible.

import { existsSync, readdirSync } from 'node:fs';
import { findProgram, installFromDebian, isExecutable } from './debian.ts';
import type { Missing } from './visitor.ts';

export interface WebKitPrograms {
  readonly driver: string;
  readonly browser: string;
  /** The X server. */
  readonly display: string;
}

/** WebKitGTK's small browser lies where no PATH leads: /usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser. */
function findMiniBrowser(): string | undefined {
  const folders = ['/usr/lib', ...subfolders('/usr/lib', /-linux-gnu$/)];
  return folders.flatMap((folder) => subfolders(folder, /^webkit(2)?gtk-/)).map((folder) => `${folder}/MiniBrowser`)
    .find(isExecutable);
}

function subfolders(folder: string, name: RegExp): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((entry) => name.test(entry)).map((entry) => `${folder}/${entry}`) : [];
}

/** The programs on this machine; else why they are not complete. */
export function findWebKit(): WebKitPrograms | Missing {
  const driver = findProgram(['WebKitWebDriver']);
  const browser = findMiniBrowser();
  const display = findProgram(['Xvfb']);
  if (driver === undefined || browser === undefined) return { reason: 'needs WebKitGTK; install webkit2gtk-driver' };
  return display === undefined ? { reason: 'needs Xvfb for WebKitGTK; install xvfb' } : { driver, browser, display };
}

/** Installs Debian's packages where something is missing and this is root on Debian. */
export function provideWebKit(): void {
  if ('reason' in findWebKit()) installFromDebian('webkit2gtk-driver', 'xvfb');
}
