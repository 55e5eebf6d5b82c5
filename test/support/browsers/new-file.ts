// A file that a browser saves.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { poll } from './poll.ts';

/** Runs `save` and returns what it puts into `folder` once it is whole. */
export async function newFile(folder: string, save: () => Promise<void>): Promise<Buffer> {
  const before = new Set(readdirSync(folder));
  await save();
  let size = -1;
  return poll('a downloaded file', async () => {
    const name = readdirSync(folder).find((file) => !before.has(file) && !/\.(part|wkdownload|crdownload)$/.test(file));
    if (name === undefined) return undefined;
    const content = readFileSync(join(folder, name));
    const isWhole = content.length > 0 && content.length === size;
    size = content.length;
    return isWhole ? content : undefined;
  });
}
