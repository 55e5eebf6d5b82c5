// Where the library lies: values by key, changed together or not at all.

import { createStore, getMany, keys, type UseStore } from 'idb-keyval';

/** Values to write; undefined deletes. */
export type Writes = readonly (readonly [key: string, value: unknown])[];

export interface LibraryBackend {
  keys(): Promise<readonly string[]>;
  getMany(keys: readonly string[]): Promise<readonly unknown[]>;
  /**
   * Reads one value and writes what follows from it, in one step that no other tab comes between. Rejects where there
   * is no room.
   */
  change(key: string, make: (value: unknown) => Writes): Promise<void>;
}

/** The browser's own storage, under the names of this program. */
export function createBrowserBackend(): LibraryBackend {
  let store: UseStore | undefined;
  const database = (): UseStore => (store ??= createStore('convloom-documents', 'documents'));
  return {
    keys: () => keys<string>(database()),
    getMany: (wanted) => getMany<unknown>([...wanted], database()),
    change: (key, make) =>
      database()(
        'readwrite',
        (objects) =>
          new Promise<void>((resolve, reject) => {
            const { transaction } = objects;
            let fault: unknown;
            const request = objects.get(key);
            request.onsuccess = () => {
              try {
                for (const [name, value] of make(request.result)) {
                  if (value === undefined) objects.delete(name);
                  else objects.put(value, name);
                }
              } catch (error) {
                fault = error;
                transaction.abort();
              }
            };
            transaction.oncomplete = () => resolve();
            transaction.onabort = () =>
              reject(fault ?? transaction.error ?? new Error('the browser broke off the write'));
          }),
      ),
  };
}

/** Keeps values while the program lives: where a browser has no storage, and in tests. */
export function createMemoryBackend(kept = new Map<string, unknown>()): LibraryBackend {
  return {
    keys: async () => [...kept.keys()],
    getMany: async (wanted) => wanted.map((key) => structuredClone(kept.get(key))),
    async change(key, make) {
      for (const [name, value] of make(structuredClone(kept.get(key)))) {
        if (value === undefined) kept.delete(name);
        else kept.set(name, structuredClone(value));
      }
    },
  };
}

/** As `backend`, and what it refuses to write is kept in memory and written with the next change that it takes. */
export function withMemory(backend: LibraryBackend): LibraryBackend {
  const kept = new Map<string, unknown>();
  const known = (key: string, value: unknown): unknown => (kept.has(key) ? kept.get(key) : value);
  const read = (wanted: readonly string[]) => backend.getMany(wanted).catch((): readonly unknown[] => []);
  return {
    async keys() {
      const stored = await backend.keys().catch((): readonly string[] => []);
      return [...new Set([...stored, ...kept.keys()])].filter((key) => known(key, true) !== undefined);
    },
    async getMany(wanted) {
      const stored = await read(wanted);
      return wanted.map((key, i) => known(key, stored[i]));
    },
    async change(key, make) {
      const refused = [...kept];
      try {
        await backend.change(key, (value) => [...refused, ...make(known(key, value))]);
        for (const [name, value] of refused) if (kept.get(name) === value) kept.delete(name);
      } catch (error) {
        const [value] = await read([key]);
        for (const [name, next] of make(known(key, value))) kept.set(name, next);
        throw error;
      }
    },
  };
}
