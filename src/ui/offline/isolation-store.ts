// The page's isolation as the components see it, and the tab's memory of having been reloaded for it.

import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { useServices } from '../services.tsx';
import { judgeIsolation, type Isolation, type PageFacts } from './isolation.ts';

export type IsolationStore = StoreApi<PageFacts>;

const reloadedKey = 'convloom-reloaded-for-isolation';

/** The facts of this page as it was opened. */
export function createIsolationStore(): IsolationStore {
  const isolated = window.crossOriginIsolated;
  if (isolated) forgetReload();
  return createStore<PageFacts>(() => ({
    isolated, secure: window.isSecureContext, embedded: window.self !== window.top, worker: 'none', reloaded: wasReloaded(),
  }));
}

/** Whether the page may use threads, or why not; `isolationText` says it in a sentence. */
export function useIsolation(): Isolation {
  return useStore(useServices().isolation, judgeIsolation);
}

/** Notes the reload for the page that comes after it; false where the tab cannot remember, so must not reload. */
export function rememberReload(): boolean {
  try {
    sessionStorage.setItem(reloadedKey, 'yes');
    return true;
  } catch {
    return false;
  }
}

function forgetReload(): void {
  try {
    sessionStorage.removeItem(reloadedKey);
  } catch {
    // What could not be noted need not be forgotten.
  }
}

function wasReloaded(): boolean {
  try {
    return sessionStorage.getItem(reloadedKey) !== null;
  } catch {
    return false;
  }
}
