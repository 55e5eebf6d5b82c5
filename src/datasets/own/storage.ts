// Where own data is kept: values by key. In the browser IndexedDB, elsewhere memory.

import { ownInfosKey, type OwnDatasetInfo } from '../../core/own-data.ts';

export interface OwnStorage {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
  keys(): Promise<readonly string[]>;
}

export function createMemoryStorage(): OwnStorage {
  const values = new Map<string, unknown>();
  return {
    get: async (key) => values.get(key),
    set: async (key, value) => void values.set(key, value),
    delete: async (keys) => keys.forEach((key) => values.delete(key)),
    keys: async () => [...values.keys()],
  };
}

/** All datasets that are kept, oldest first. */
export async function listOwn(storage: OwnStorage): Promise<readonly OwnDatasetInfo[]> {
  return ((await storage.get(ownInfosKey)) as readonly OwnDatasetInfo[] | undefined) ?? [];
}

/** Adds what is known of a dataset once all of it is stored, so that no half one is ever listed. */
export async function addOwn(storage: OwnStorage, info: OwnDatasetInfo): Promise<void> {
  await storage.set(ownInfosKey, [...(await listOwn(storage)).filter(({ id }) => id !== info.id), info]);
}

/** Forgets a dataset and frees its room. */
export async function removeOwn(storage: OwnStorage, id: string): Promise<void> {
  await storage.set(ownInfosKey, (await listOwn(storage)).filter((info) => info.id !== id));
  await storage.delete((await storage.keys()).filter((key) => key.startsWith(`${id}/`)));
}

/** Frees what was kept of datasets that were never finished: a page was closed, or a worker ended. */
export async function removeUnfinished(storage: OwnStorage): Promise<void> {
  const known = new Set((await listOwn(storage)).map(({ id }) => id));
  const lost = (await storage.keys()).filter((key) => key.includes('/') && !known.has(key.slice(0, key.indexOf('/'))));
  if (lost.length > 0) await storage.delete(lost);
}

/** Bytes under a key. Throws an Error where they are gone, as browsers may clear what lies in them. */
export async function readArray<T extends Uint8Array | Float32Array>(storage: OwnStorage, key: string, type: new (buffer: ArrayBuffer) => T): Promise<T> {
  const value = await storage.get(key);
  if (!(value instanceof ArrayBuffer)) throw new Error(`A part of this data (${key}) is no longer in the browser’s storage; add the files again.`);
  return new type(value);
}

export const keyOf = {
  piece: (id: string, index: number) => `${id}/piece ${index}`,
  labels: (id: string) => `${id}/labels`,
  /** 0 for training, 1 for test. */
  parts: (id: string) => `${id}/parts`,
  inputs: (id: string) => `${id}/inputs`,
  targets: (id: string) => `${id}/targets`,
};
