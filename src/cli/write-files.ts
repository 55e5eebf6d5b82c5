// Writes an export's files into a folder.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes the files by name into `folder`, which is made where it does not exist; files of the same names are replaced. */
export async function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}
