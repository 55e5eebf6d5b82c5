// The part of the build that makes the page work offline: it bundles the service worker and hands it the list of
// every file that the build wrote.

import { VitePWA } from 'vite-plugin-pwa';

/** Vite plugins that write `service-worker.js` beside `index.html`; the development server has none. */
export function offline() {
  return VitePWA({
    strategies: 'injectManifest',
    srcDir: 'src/service-worker',
    filename: 'service-worker.ts',
    // The page registers the worker itself, and the manifest lies in public/.
    injectRegister: false,
    manifest: false,
    // The worker is a build of its own, which says nothing of its own accord.
    integration: { configureCustomSWViteBuild: (config) => void (config.logLevel = 'warn') },
    injectManifest: {
      rollupFormat: 'iife',
      globPatterns: ['**/*'],
      globIgnores: ['**/*.map', 'service-worker.js'],
      // Names in assets/ carry a hash already.
      dontCacheBustURLsMatching: /^assets\//,
      // Nothing is too large to be needed offline.
      maximumFileSizeToCacheInBytes: Number.MAX_SAFE_INTEGER,
      target: 'es2023',
    },
  });
}
