// Checkpoints in IndexedDB, and locks that say which runs are alive.

import { createStore, del, get, keys, set, values, type UseStore } from 'idb-keyval';
import { createLocks } from './browser-locks.ts';

/** The storage of checkpoints of this origin; for workers. */
export function createCheckpointBackend() {
  const locks = createLocks('convloom-run ');
  return {
    heads: open('convloom-checkpoints'),
    bodies: open('convloom-checkpoint-bodies'),
    hold(run: string): void {
      locks.hold(run);
    },
    alive: locks.held,
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
