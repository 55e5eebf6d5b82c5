// Own data in IndexedDB, which page and workers share.

import { createStore, delMany, get, keys, set } from 'idb-keyval';
import { ownDatabase } from '../../core/own-data.ts';
import type { OwnStorage } from './storage.ts';

export function createBrowserStorage(): OwnStorage {
  const store = createStore(ownDatabase.name, ownDatabase.store);
  return {
    get: (key) => get<unknown>(key, store),
    set: (key, value) => set(key, value, store),
    delete: (some) => delMany([...some], store),
    keys: () => keys<string>(store),
  };
}
