// What the archive of runs needs of a storage: three stores of values by key. Two live here and in browser-backend.ts.

export interface KeyValueStore {
  get(key: string): Promise<unknown>;
  /** Rejects with a `QuotaExceededError` where there is no room. */
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  values(): Promise<unknown[]>;
}

export interface RunBackend {
  readonly records: KeyValueStore;
  readonly curves: KeyValueStore;
  readonly weights: KeyValueStore;
}

/** Keeps runs while the program lives: where a browser has no storage, and in tests. */
export function createMemoryBackend(): RunBackend {
  const store = (): KeyValueStore => {
    const kept = new Map<string, unknown>();
    return {
      get: async (key) => structuredClone(kept.get(key)),
      set: async (key, value) => { kept.set(key, structuredClone(value)); },
      delete: async (key) => { kept.delete(key); },
      values: async () => [...kept.values()].map((value) => structuredClone(value)),
    };
  };
  return { records: store(), curves: store(), weights: store() };
}
