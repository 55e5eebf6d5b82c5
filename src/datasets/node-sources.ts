// Raw files on disk, for the CLI and the tests: `<folder>/<dataset>/<file>`, gzipped as published or unpacked.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFirst, type Bytes, type DataSources, type Place } from './sources.ts';

/** Sources that look in the folders in order. */
export function createNodeSources(folders: readonly string[]): DataSources {
  return {
    async read(file, decode, options) {
      const places = folders.map((folder): Place => {
        const path = join(folder, file.dataset, file.name);
        return { name: join(folder, file.dataset), fetch: async () => await readIfThere(path) ?? readIfThere(path.replace(/\.gz$/, '')) };
      });
      return readFirst(file, places, decode, options);
    },
  };
}

/** A file's bytes, or undefined where there is no such file. */
export async function readIfThere(path: string): Promise<Bytes | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw error;
  }
}
