// Dropped files and folders as a list of files with the folders they lie in.

import type { OwnFile } from '../../core/own-data.ts';

/** All files of what was dropped, folders gone through; those that cannot be read are left out. */
export async function readEntries(dropped: readonly (FileSystemEntry | File)[]): Promise<OwnFile[]> {
  const files: OwnFile[] = [];
  const stack = [...dropped].reverse();
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    if (entry instanceof File) files.push({ path: entry.name, content: entry });
    else if (isFile(entry)) {
      const content = await fileOf(entry).catch(() => undefined);
      if (content) files.push({ path: entry.fullPath.replace(/^\//, ''), content });
    } else if (isDirectory(entry)) stack.push(...(await childrenOf(entry)).reverse());
  }
  return files;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => { entry.file(resolve, reject); });
}

/** A reader gives some at a time, and none when it is done. */
async function childrenOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) => { reader.readEntries(resolve, () => resolve([])); });
    if (some.length === 0) return all;
    all.push(...some);
  }
}
