// The page's side of the service worker: registers it, reloads once at the start where that brings isolation, and
// tells of a new version, which takes over when the person says so and never by itself.

import { judgeIsolation, mayReload } from './isolation.ts';
import { rememberReload, type IsolationStore } from './isolation-store.ts';

/** A page that stays open looks for a new version when it is shown again, at most this often. */
const checkAgainMs = 60 * 60 * 1000;

const touches = ['pointerdown', 'keydown', 'wheel', 'drop'] as const;

/**
 * Registers `service-worker.js` beside the page. `onNewVersion` gets what reloads into the new version, at most once.
 * Never throws: without a worker the page works on, and `isolation` knows why it has one thread.
 */
export async function startServiceWorker(isolation: IsolationStore, onNewVersion: (reload: () => void) => void): Promise<void> {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!container) return;
  const wasTouched = watchTouches();
  isolation.setState({ worker: 'starting' });
  try {
    const registration = await container.register(new URL('service-worker.js', document.baseURI));
    watchVersions(container, registration, onNewVersion);
    await isActive(registration);
  } catch {
    isolation.setState({ worker: 'failed' });
    return;
  }
  isolation.setState({ worker: 'ready' });
  if (mayReload(judgeIsolation(isolation.getState()), wasTouched(), performance.now()) && rememberReload()) location.reload();
}

/** Resolves when a worker serves the page's address; rejects where the first one cannot be installed. */
function isActive(registration: ServiceWorkerRegistration): Promise<void> {
  const first = registration.active ? null : (registration.installing ?? registration.waiting);
  if (!first) return Promise.resolve();
  return new Promise((resolve, reject) => {
    first.addEventListener('statechange', () => {
      if (first.state === 'activated') resolve();
      if (first.state === 'redundant') reject(new Error('The service worker could not be installed.'));
    });
  });
}

/** Tells, once, when a new version waits, or has taken over because another tab said so. */
function watchVersions(container: ServiceWorkerContainer, registration: ServiceWorkerRegistration, onNewVersion: (reload: () => void) => void): void {
  let told = false;
  const tell = (): void => {
    if (told) return;
    told = true;
    onNewVersion(() => reloadInto(container, registration));
  };
  const tellIfWaiting = (): void => {
    if (registration.waiting && registration.active) tell();
  };
  tellIfWaiting();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', tellIfWaiting));
  // A first worker takes over from none, which is no new version.
  let controlled = container.controller !== null;
  container.addEventListener('controllerchange', () => {
    if (controlled) tell();
    controlled = true;
  });
  let checkedMs = performance.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || performance.now() - checkedMs < checkAgainMs) return;
    checkedMs = performance.now();
    // Offline there is nothing to find.
    registration.update().catch(() => undefined);
  });
}

function reloadInto(container: ServiceWorkerContainer, { waiting }: ServiceWorkerRegistration): void {
  if (!waiting) return location.reload();
  container.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting.postMessage({ type: 'takeOver' });
}

/** From now on remembers whether the person has done anything to the page. */
function watchTouches(): () => boolean {
  let touched = false;
  const note = (): void => {
    touched = true;
    for (const type of touches) window.removeEventListener(type, note, true);
  };
  for (const type of touches) window.addEventListener(type, note, { capture: true, passive: true });
  return () => touched;
}
