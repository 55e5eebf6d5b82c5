// Whether the built kernels are those of the sources: programs for other kernels would train to nonsense, without a word.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

const sources = new URL('./', import.meta.url);
/** What the thread program for Node is bundled from, seen from the kernels. */
const threadSources = ['../node-thread.ts', '../crew.ts', '../program.ts', '../control-words.ts'];

/** Where a build leaves the fingerprint of what it was built from. */
export const fingerprintFile = new URL('../../../../build/kernels/sources.sha256', import.meta.url);

/** SHA-256 of all sources of the kernels and the thread program, as hex. */
export async function fingerprint() {
  const hash = createHash('sha256');
  const names = (await readdir(sources)).filter((name) => /\.(ts|mjs)$/.test(name)).sort();
  for (const name of [...names, ...threadSources]) hash.update(name).update(await readFile(new URL(name, sources)));
  return hash.digest('hex');
}
