// Writes files of a command so that a reader finds the old ones or the whole new ones: they are written beside their places first, down
// to the disk itself, and renamed then. Every file that a command writes goes through here.

import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CommandError } from './command.ts';
import { codeOf, diskReason } from './disk-errors.ts';

export type FilesByName = Readonly<Record<string, Uint8Array>>;

/** What this asks of a file system; tests put one in place that fails. */
export interface Disk {
  isFolder(path: string): Promise<boolean>;
  makeFolder(path: string): Promise<unknown>;
  /** Makes a file, which must not be there, and returns when the disk has it all. */
  writeNew(path: string, content: Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with all that is in it; what is not there is no error. */
  remove(path: string): Promise<void>;
}

export const nodeDisk: Disk = {
  isFolder: async (path) => (await stat(path)).isDirectory(),
  makeFolder: (path) => mkdir(path),
  async writeNew(path, content) {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename,
  remove: (path) => rm(path, { recursive: true, force: true }),
};

/** Differs between the writes of this process, and from those of others that run now. */
let writes = 0;
const uniqueMark = (): string => `${process.pid}-${++writes}`;

/**
 * Writes the files by name into `folder`, which is made where it does not exist; files of the same names are replaced. The first one
 * is the one that names the others, as model.json names its weights. A new folder appears with all its files at once. In one that is
 * there the first file is away while the others change places, so that no moment has it beside files of another time; what
 * fails on the way is undone. Throws CommandError with place and reason, and leaves then what was there before.
 */
export async function writeFiles(folder: string, files: FilesByName, disk: Disk = nodeDisk): Promise<void> {
  const made = await makeFolders(dirname(resolve(folder)), folder, disk);
  try {
    await (await isFolder(folder, disk) ? replaceFiles(folder, files, disk) : makeWithFiles(folder, files, disk));
  } catch (error) {
    await removeAll(made, disk);
    throw error;
  }
}

/** Throws CommandError where `folder` could not be written, before there is anything to write: makes and removes something there. */
export async function checkWritable(folder: string, disk: Disk = nodeDisk): Promise<void> {
  const made = await makeFolders(dirname(resolve(folder)), folder, disk);
  const probe = await isFolder(folder, disk) ? join(folder, `.convloom.${uniqueMark()}.part`) : besides(folder, 'part');
  try {
    await naming(folder, () => disk.makeFolder(probe));
  } finally {
    await removeAll([...made, probe], disk);
  }
}

/** Makes the folders of a path one by one, since `mkdir` of Node's `recursive` never returns in /proc; returns those it made. */
async function makeFolders(path: string, wanted: string, disk: Disk): Promise<string[]> {
  if (await isFolder(path, disk)) return [];
  const parent = dirname(path);
  const made = parent === path ? [] : await makeFolders(parent, wanted, disk);
  try {
    await disk.makeFolder(path);
    return [...made, path];
  } catch (error) {
    // Another program may have made it in the meantime.
    if (codeOf(error) === 'EEXIST' && await isFolder(path, disk)) return made;
    await removeAll(made, disk);
    throw failed(wanted, error);
  }
}

/** False where nothing is there. Throws CommandError where something else is. */
async function isFolder(path: string, disk: Disk): Promise<boolean> {
  const isOne = await disk.isFolder(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw failed(path, error);
  });
  if (isOne === false) throw new CommandError(`${path}: this is a file; expected a folder to write to.`);
  return isOne === true;
}

async function makeWithFiles(folder: string, files: FilesByName, disk: Disk): Promise<void> {
  const partial = besides(folder, 'part');
  try {
    await naming(folder, () => disk.makeFolder(partial));
    for (const [name, content] of Object.entries(files)) await naming(join(folder, name), () => disk.writeNew(join(partial, name), content));
    await naming(folder, () => disk.rename(partial, folder));
  } catch (error) {
    await removeAll([partial], disk);
    throw error;
  }
}

async function replaceFiles(folder: string, files: FilesByName, disk: Disk): Promise<void> {
  const places = Object.keys(files).map((name) => join(folder, name));
  const parts = new Map(places.map((place) => [place, besides(place, 'part')]));
  try {
    for (const [i, content] of Object.values(files).entries()) {
      const place = places[i] ?? '';
      await naming(place, () => disk.writeNew(parts.get(place) ?? '', content));
    }
    await swap(parts, disk);
  } catch (error) {
    await removeAll([...parts.values()], disk);
    throw error;
  }
}

/** Puts new files into their places, the first one last, and removes the old ones; puts these back where that fails. */
async function swap(parts: ReadonlyMap<string, string>, disk: Disk): Promise<void> {
  const old = new Map<string, string>();
  const done: (() => Promise<void>)[] = [];
  try {
    for (const place of parts.keys()) {
      if (!await isThere(place, disk)) continue;
      const away = besides(place, 'old');
      await naming(place, () => disk.rename(place, away));
      old.set(place, away);
      done.push(() => disk.rename(away, place));
    }
    for (const [place, part] of [...parts].toReversed()) {
      await naming(place, () => disk.rename(part, place));
      done.push(() => disk.remove(place));
    }
  } catch (error) {
    for (const undo of done.toReversed()) await undo().catch(() => undefined);
    throw error;
  }
  await removeAll([...old.values()], disk);
}

async function isThere(place: string, disk: Disk): Promise<boolean> {
  const isOne = await disk.isFolder(place).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw failed(place, error);
  });
  if (isOne === true) throw new CommandError(`${place}: this is a folder; expected a file to replace.`);
  return isOne !== undefined;
}

/** A hidden name in the same folder, and so on the same disk. */
function besides(path: string, ending: 'part' | 'old'): string {
  const full = resolve(path);
  return join(dirname(full), `.${basename(full)}.${uniqueMark()}.${ending}`);
}

/** The last made first; what cannot be removed stays, since another error is being told. */
async function removeAll(paths: readonly string[], disk: Disk): Promise<void> {
  for (const path of paths.toReversed()) await disk.remove(path).catch(() => undefined);
}

async function naming(path: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw failed(path, error);
  }
}

function failed(path: string, error: unknown): CommandError {
  // Its parent is there, so what is missing is the file system's leave, as in /proc.
  const isRefused = codeOf(error) === 'ENOENT' && (error as NodeJS.ErrnoException).syscall === 'mkdir';
  return new CommandError(`${path} cannot be written: ${isRefused ? 'no folder can be made there' : diskReason(error)}.`);
}
