// Builds what stress needs into build/stress, unless it is there: kernels whose barrier can be held up between any two
// of its steps and sleeps a fifth of a millisecond at a time, and the program of a thread that is held up.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main as compile } from 'assemblyscript/asc';
import { build } from 'vite';
import { fingerprint } from '../../src/engines/wasm/kernels/fingerprint.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sources = join(root, 'src/engines/wasm/kernels');
export const stressFolder = join(root, 'build/stress');

/** In place of kernels/waiting.ts. A thread is not counted as dead for an hour. */
const waiting = `
export const spins: i32 = 50;
export const sleepNs: i64 = 200_000;
export const sleeps: i32 = 18_000_000;
@external("env", "hesitate")
export declare function hesitate(): void;
`;

export async function buildStress() {
  const files = ['build.mjs', 'held-up.ts', 'node-thread.ts'].map((name) => readFile(new URL(name, import.meta.url)));
  const hash = createHash('sha256').update(await fingerprint());
  for (const file of files) hash.update(await file);
  const mark = hash.digest('hex');
  const markFile = join(stressFolder, 'sources.sha256');
  if (existsSync(markFile) && (await readFile(markFile, 'utf8')) === mark) return;
  await mkdir(stressFolder, { recursive: true });
  await Promise.all([buildKernels(), buildThread()]);
  await writeFile(markFile, mark);
}

async function buildKernels() {
  const { error, stderr } = await compile(
    [
      'index.ts',
      '--baseDir',
      sources,
      '--outFile',
      relative(sources, join(stressFolder, 'kernels.wasm')),
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--enable',
      'threads',
      '--sharedMemory',
      '--maximumMemory',
      '32768',
      '--importMemory',
      '--noExportMemory',
      '--initialMemory',
      '1',
      '--zeroFilledMemory',
      '--memoryBase',
      '1024',
    ],
    {
      async readFile(name, baseDir) {
        if (name === 'waiting.ts') return waiting;
        const path = join(baseDir, name);
        return existsSync(path) ? readFile(path, 'utf8') : null;
      },
    },
  );
  if (error) throw new Error(stderr.toString(), { cause: error });
}

async function buildThread() {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    build: {
      ssr: 'test/stress/node-thread.ts',
      outDir: stressFolder,
      emptyOutDir: false,
      copyPublicDir: false,
      rolldownOptions: { output: { entryFileNames: 'thread.mjs', chunkFileNames: 'thread-[name].mjs' } },
    },
  });
}
