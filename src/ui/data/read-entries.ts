// Dropped files and folders as files with the folders they lie in, one after another as they are found.

import type { OwnFile } from '../../core/own-data.ts';

/** Files of a folder that are asked for side by side. */
const together = 100;

/** What was dropped; `handle` where the browser gives a folder as one. */
export interface Dropped {
  readonly entry: FileSystemEntry | File;
  readonly handle?: Promise<FileSystemHandle | null> | undefined;
}

/** All that was dropped: folders as handles where there are such, otherwise gone through. */
export async function* readDropped(dropped: readonly Dropped[]): AsyncGenerator<OwnFile, void, void> {
  for (const { entry, handle } of dropped) {
    const content = await handle?.catch(() => null);
    if (content) yield { path: content.name, content };
    else yield* readEntries([entry]);
  }
}

/** All files, folders gone through; those that cannot be read are left out. */
async function* readEntries(dropped: readonly (FileSystemEntry | File)[]): AsyncGenerator<OwnFile, void, void> {
  for (let from = 0; from < dropped.length; from += together) {
    const some = dropped.slice(from, from + together);
    const files = await Promise.all(some.map((entry) => (entry instanceof File ? entry : isFile(entry) ? fileOf(entry).catch(() => undefined) : undefined)));
    for (const [index, entry] of some.entries()) {
      const content = files[index];
      if (content) yield { path: entry instanceof File ? entry.name : entry.fullPath.replace(/^\//, ''), content };
      else if (isDirectory(entry)) yield* filesIn(entry);
    }
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry | File): entry is FileSystemDirectoryEntry {
  return 'isDirectory' in entry && entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => { entry.file(resolve, reject); });
}

/** A folder gives some of what it holds at a time, and nothing when that was all. */
async function* filesIn(directory: FileSystemDirectoryEntry): AsyncGenerator<OwnFile, void, void> {
  const reader = directory.createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) => { reader.readEntries(resolve, () => resolve([])); });
    if (some.length === 0) return;
    yield* readEntries(some);
  }
}
