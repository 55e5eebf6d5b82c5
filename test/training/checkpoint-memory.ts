// A storage of checkpoints in memory that may run out of room, and whose pages may close: as IndexedDB with locks, for tests.

import type { CheckpointBackend, CheckpointValues } from '../../src/training/checkpoint-store.ts';

export function createCheckpointMemory() {
  let room = Infinity;
  const live = new Set<string>();
  const values = () => {
    const kept = new Map<string, unknown>();
    const store: CheckpointValues = {
      get: async (key) => structuredClone(kept.get(key)),
      async set(key, value) {
        if (kept.size >= room) throw Object.assign(new Error('full'), { name: 'QuotaExceededError' });
        kept.set(key, structuredClone(value));
      },
      delete: async (key) => { kept.delete(key); },
      values: async () => [...kept.values()].map((value) => structuredClone(value)),
      keys: async () => [...kept.keys()],
    };
    return { kept, store };
  };
  const [heads, bodies] = [values(), values()];
  const backend: CheckpointBackend = { heads: heads.store, bodies: bodies.store, hold: (run) => live.add(run), alive: async () => [...live] };
  return {
    backend,
    bodies: bodies.kept,
    /** Each part takes at most so many. */
    limitTo(count: number) { room = count; },
    /** All workers are gone. */
    closePages: () => live.clear(),
  };
}
