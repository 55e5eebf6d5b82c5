// Checkpoints in IndexedDB, and locks that say which runs are alive: a lock goes with its worker, however that ends.

import { createStore, del, get, keys, set, values, type UseStore } from 'idb-keyval';

const lockPrefix = 'convloom-run ';

/** The storage of checkpoints of this origin; for workers. */
export function createCheckpointBackend() {
  return {
    heads: open('convloom-checkpoints'),
    bodies: open('convloom-checkpoint-bodies'),
    hold(run: string): void {
      void navigator.locks?.request(`${lockPrefix}${run}`, () => new Promise(() => undefined));
    },
    async alive(): Promise<string[]> {
      const { held = [] } = await navigator.locks?.query() ?? {};
      return held.flatMap(({ name }) => (name?.startsWith(lockPrefix) ? [name.slice(lockPrefix.length)] : []));
    },
  };
}

function open(name: string) {
  let store: UseStore | undefined;
  const database = (): UseStore => (store ??= createStore(name, 'checkpoints'));
  return {
    get: (key: string) => get<unknown>(key, database()),
    set: (key: string, value: unknown) => set(key, value, database()),
    delete: (key: string) => del(key, database()),
    values: () => values<unknown>(database()),
    keys: () => keys<string>(database()),
  };
}
