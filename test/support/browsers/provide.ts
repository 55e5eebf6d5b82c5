// Sees to it that the browsers of the tests are there, as far as this machine lets it.

import { findOrInstallChromium } from './chromium.ts';
import { provideFirefox } from './firefox.ts';
import { provideWebKit } from './webkit.ts';

/** Returns the path of Chromium, and throws where there is none: tests without the others are skipped with the reason. */
export function provideBrowsers(): string {
  for (const provide of [provideFirefox, provideWebKit]) {
    try {
      provide();
    } catch {
      console.error('   Debian\'s packages of Firefox or WebKit could not be installed.');
    }
  }
  return findOrInstallChromium();
}
