// Runs in IndexedDB. A database for each part: idb-keyval makes one store a database.

import { createStore, del, get, set, values, type UseStore } from 'idb-keyval';
import type { KeyValueStore, RunBackend } from './run-backend.ts';

/** The browser's own storage, under the names of this program. */
export function createBrowserBackend(): RunBackend {
  return { records: open('convloom-runs'), curves: open('convloom-run-curves'), weights: open('convloom-run-weights') };
}

function open(name: string): KeyValueStore {
  let store: UseStore | undefined;
  const database = (): UseStore => (store ??= createStore(name, 'runs'));
  return {
    get: (key) => get<unknown>(key, database()),
    set: (key, value) => set(key, value, database()),
    delete: (key) => del(key, database()),
    values: () => values<unknown>(database()),
  };
}
