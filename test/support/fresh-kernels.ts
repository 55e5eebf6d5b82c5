// Before any unit test: the kernels in build/kernels must be those of the sources.

import { readFile } from 'node:fs/promises';
import { fingerprint, fingerprintFile } from '../../src/engines/wasm/kernels/fingerprint.mjs';

export default async function checkKernels(): Promise<void> {
  const built = await readFile(fingerprintFile, 'utf8').catch(() => 'nothing');
  if (built !== await fingerprint()) throw new Error('build/kernels is not built from src/engines/wasm/kernels as it is now; expected "npm run prepare" to have run after the last change');
}
