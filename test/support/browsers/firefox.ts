// Finds Firefox, and installs Debian's where that is possible.

import { findProgram, installFromDebian } from './debian.ts';
import type { Missing } from './visitor.ts';

const find = () => process.env['CONVLOOM_FIREFOX'] ?? findProgram(['firefox-esr', 'firefox']);

/** Path of CONVLOOM_FIREFOX or a Firefox on the PATH; else why there is none. */
export function findFirefox(): string | Missing {
  return find() ?? { reason: 'needs Firefox; install firefox-esr, or name one in CONVLOOM_FIREFOX' };
}

/** Installs Debian's package where there is none and this is root on Debian. */
export function provideFirefox(): void {
  if (find() === undefined) installFromDebian('firefox-esr');
}
