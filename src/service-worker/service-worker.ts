// The service worker. It serves the app's own files from a cache, so that the app opens offline, and isolates them,
// so that engines have threads on hosts that cannot set headers. Data sets are the page's business: they pass through.

import { clientsClaim } from 'workbox-core';
import { PrecacheController, PrecacheRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { isolated } from './isolated.ts';

declare const self: ServiceWorkerGlobalScope;

const app = new PrecacheController({ plugins: [{ handlerWillRespond: async ({ response }) => isolated(response) }] });
// The build puts the list of files here, each with its hash.
app.addToCacheList(self.__WB_MANIFEST);

self.addEventListener('install', (event) => void app.install(event));
self.addEventListener('activate', (event) => event.waitUntil(dropOldFiles(event)));
// Claiming lets a first visit go offline without a reload.
clientsClaim();

// A new version waits until a page asks for it: it never takes over by itself while a run is going on.
self.addEventListener('message', ({ data }) => {
  if ((data as { type?: unknown } | null)?.type === 'takeOver') void self.skipWaiting();
});

registerRoute(new PrecacheRoute(app, { ignoreURLParametersMatching: [/./], cleanURLs: false }));
registerRoute(({ url }) => isOfApp(url), async ({ request }) => isolated((await ofOldVersion(request)) ?? (await fetch(request))));

/** Other tabs may still run the version before and load parts of it, so its files stay while there are any. */
async function dropOldFiles(event: ExtendableEvent): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (pages.filter(({ url }) => isOfApp(new URL(url))).length <= 1) await app.activate(event);
}

/** Names in assets/ carry a hash, so a file that is found there is the right one, whatever its version. */
async function ofOldVersion(request: Request): Promise<Response | undefined> {
  return caches.match(request, { cacheName: app.strategy.cacheName });
}

function isOfApp(url: URL): boolean {
  const { scope } = self.registration;
  return url.href.startsWith(scope) && !url.href.startsWith(`${scope}data/`);
}
