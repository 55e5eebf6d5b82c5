// Builds the kernels: `node src/engines/wasm/kernels/build.mjs` writes build/kernels/*.wasm, one for each pair of relaxed or
// plain SIMD, and shared or single memory, and the thread program for Node. The same sources give the same bytes.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main as compile } from 'assemblyscript/asc';
import { build } from 'vite';
import { fingerprint, fingerprintFile } from './fingerprint.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../../..');
const output = join(root, 'build/kernels');

/** 2 GiB: what phones grant too, and addresses stay positive as int32. */
const maximumPages = 32768;

const variants = [
  { name: 'relaxed-shared', relaxed: true, shared: true },
  { name: 'relaxed-single', relaxed: true, shared: false },
  { name: 'plain-shared', relaxed: false, shared: true },
  { name: 'plain-single', relaxed: false, shared: false },
];

await mkdir(output, { recursive: true });
await Promise.all(variants.map(buildKernels));

// The thread program stands alone: a worker of Node loads it, whatever bundle the engine itself is in.
await build({
  configFile: false,
  root,
  logLevel: 'warn',
  build: {
    ssr: 'src/engines/wasm/node-thread.ts',
    outDir: output,
    emptyOutDir: false,
    copyPublicDir: false,
    rolldownOptions: { output: { entryFileNames: 'thread.mjs' } },
  },
});

await writeFile(fingerprintFile, await fingerprint());

async function buildKernels({ name, relaxed, shared }) {
  const features = ['simd', ...(relaxed ? ['relaxed-simd'] : []), ...(shared ? ['threads'] : [])];
  const memory = shared ? ['--sharedMemory', '--maximumMemory', String(maximumPages)] : [];
  const { error, stdout, stderr } = await compile([
    'index.ts', '--baseDir', here, '--outFile', relative(here, join(output, `${name}.wasm`)),
    '-O3', '--noAssert', '--runtime', 'stub', ...features.flatMap((feature) => ['--enable', feature]),
    '--importMemory', '--noExportMemory', '--initialMemory', '1', ...memory, '--zeroFilledMemory', '--memoryBase', '1024',
  ]);
  if (!error) return;
  console.error(stdout.toString() + stderr.toString());
  throw error;
}
