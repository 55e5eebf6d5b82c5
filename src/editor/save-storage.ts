// Where saves go in a browser: IndexedDB while the page lives, and localStorage for what is left when it goes,
// since IndexedDB finishes nothing then.

import { createStore, get, set, type UseStore } from 'idb-keyval';

export interface SaveStorage {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  /** Calls back when the page is about to go. Returns how to unsubscribe. */
  onLeave(callback: () => void): () => void;
  /** Keeps text at once, while the page goes. */
  leave(text: string): void;
  /** What the last page left, once. */
  takeLeftover(): string | undefined;
}

const leftoverKey = 'convloom-unsaved';

/** The browser's own storage, under the names of this program. */
export function createBrowserStorage(): SaveStorage {
  let store: UseStore | undefined;
  const database = (): UseStore => (store ??= createStore('convloom', 'keyval'));
  return {
    get: (key) => get<unknown>(key, database()),
    set: (key, value) => set(key, value, database()),
    onLeave(callback) {
      addEventListener('pagehide', callback);
      return () => removeEventListener('pagehide', callback);
    },
    leave: (text) => localStorage.setItem(leftoverKey, text),
    takeLeftover() {
      const text = localStorage.getItem(leftoverKey) ?? undefined;
      localStorage.removeItem(leftoverKey);
      return text;
    },
  };
}
