// Where saves go in a browser: IndexedDB while the page lives, and localStorage for what is left when it goes, since
// IndexedDB finishes nothing then. What belongs to one tab alone lies in its sessionStorage.

import { createStore, del, get, set, type UseStore } from 'idb-keyval';

export interface SaveStorage {
  get(key: string): Promise<unknown>;
  /** An undefined value deletes the key. */
  set(key: string, value: unknown): Promise<void>;
  /** Calls back when the page is hidden, and when it is about to go. Returns how to unsubscribe. */
  onHide(callback: (isGoing: boolean) => void): () => void;
  /** Keeps text under a name at once, while the page goes; false where there is no room for it. */
  leave(name: string, text: string): boolean;
  /** What the last page left under a name, once. */
  takeLeftover(name: string): string | undefined;
  /** What this tab keeps across reloads. */
  getOfTab(name: string): string | undefined;
  setOfTab(name: string, text: string): void;
}

/** The browser's own storage, under the names of this program. */
export function createBrowserStorage(): SaveStorage {
  let store: UseStore | undefined;
  const database = (): UseStore => (store ??= createStore('convloom', 'keyval'));
  const key = (name: string) => `convloom-unsaved${name === '' ? '' : ` ${name}`}`;
  const ofTab = (name: string) => `convloom ${name}`;
  return {
    get: (key) => get<unknown>(key, database()),
    set: (key, value) => (value === undefined ? del(key, database()) : set(key, value, database())),
    onHide(callback) {
      const onGo = () => callback(true);
      const onHidden = () => { if (document.visibilityState === 'hidden') callback(false); };
      addEventListener('pagehide', onGo);
      document.addEventListener('visibilitychange', onHidden);
      return () => {
        removeEventListener('pagehide', onGo);
        document.removeEventListener('visibilitychange', onHidden);
      };
    },
    leave: (name, text) => attempt(() => { localStorage.setItem(key(name), text); return true; }) ?? false,
    takeLeftover: (name) => attempt(() => {
      const text = localStorage.getItem(key(name)) ?? undefined;
      localStorage.removeItem(key(name));
      return text;
    }),
    getOfTab: (name) => attempt(() => sessionStorage.getItem(ofTab(name)) ?? undefined),
    setOfTab: (name, text) => { attempt(() => sessionStorage.setItem(ofTab(name), text)); },
  };
}

/** A browser may refuse all storage, or have no more room. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
