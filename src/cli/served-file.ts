// Which file a path of the server means: one below the served folder, by its true place on the disk.

import { constants } from 'node:fs';
import { lstat, open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { join, sep } from 'node:path';

export interface ServedFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly sizeBytes: number;
  /** Changes with every change of the file. */
  readonly etag: string;
  /** As HTTP writes it, to the second. */
  readonly lastModified: string;
}

/**
 * The names that a path of a URL is made of, decoded; undefined where it is no path of a file. Every name is decoded by itself, so
 * that none can hold a separator or lead upwards, and hidden files have no path.
 */
export function namesOf(path: string): readonly string[] | undefined {
  if (!path.startsWith('/')) return undefined;
  try {
    const names = path.slice(1).split('/').map(decodeURIComponent);
    return names.every((name) => /^[^./\\\0][^/\\\0]*$/.test(name)) ? names : undefined;
  } catch {
    return undefined;
  }
}

/** Opens a file below `folder`. Gives 'absent' where nothing lies there, and undefined for folders and for what lies elsewhere. */
export async function openFile(folder: string, names: readonly string[]): Promise<ServedFile | 'absent' | undefined> {
  const asked = join(folder, ...names);
  const [root, path] = await Promise.all([realpath(folder), realpath(asked)].map((place) => place.catch(() => undefined)));
  if (path === undefined) return (await isThere(asked)) ? undefined : 'absent';
  // A link may lead anywhere; what counts is where it ends.
  if (root === undefined || !path.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined;
  // Opening a pipe would wait for its other end.
  if (!(await stat(path)).isFile()) return undefined;
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  const { size, mtime, mtimeNs } = await handle.stat({ bigint: true });
  return { path, handle, sizeBytes: Number(size), etag: `"${size.toString(36)}-${mtimeNs.toString(36)}"`, lastModified: mtime.toUTCString() };
}

async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}
