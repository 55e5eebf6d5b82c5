// The files in a folder of the user's disk, of which the page has a handle and so need not list them itself.

import type { OwnFile } from '../../core/own-data.ts';
import type { FileContent } from './file-content.ts';
import { isUnseen } from './image-files.ts';

/** All files below the folder, its own name in front; what systems hide in folders is not gone through. */
export async function* filesInFolder(folder: FileSystemDirectoryHandle, above = ''): AsyncGenerator<OwnFile<FileContent>, void, void> {
  const path = `${above}${folder.name}/`;
  const folders: FileSystemDirectoryHandle[] = [];
  for await (const entry of folder.values()) {
    if (isUnseen(entry.name)) continue;
    if (entry.kind === 'directory') folders.push(entry as FileSystemDirectoryHandle);
    else yield { path: `${path}${entry.name}`, content: fileIn(folder, entry.name) };
  }
  for (const inner of folders) yield* filesInFolder(inner, path);
}

/** Asked for by name when it is read, since the handles of 100,000 files take hundreds of megabytes. */
function fileIn(folder: FileSystemDirectoryHandle, name: string): FileContent {
  return { getFile: async () => (await folder.getFileHandle(name)).getFile() };
}
