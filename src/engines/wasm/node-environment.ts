// The engine's environment in Node: kernels and the thread program are files that the build has put in build/kernels.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { mostThreads, type ThreadHandle, type ThreadStart, type WasmEnvironment } from './environment.ts';

/** Seen from build/cli/ and from this file. */
const places = ['../kernels/', '../../../build/kernels/'];

function kernelsFolder(): URL {
  for (const place of places) {
    const folder = new URL(place, import.meta.url);
    if (existsSync(new URL('plain-single.wasm', folder))) return folder;
  }
  throw new Error('the kernels of the WebAssembly engine are not built; expected them in build/kernels, where "npm run build" puts them');
}

export interface NodeOptions {
  /** All cores, at most eight, where absent. */
  readonly threads?: number;
  readonly kernels?: URL;
  /** See environment.ts. */
  readonly checksBarrier?: boolean;
}

export function createNodeEnvironment(options: NodeOptions = {}): WasmEnvironment {
  // Looked for when they are needed, so that all else works without them.
  const folder = () => options.kernels ?? kernelsFolder();
  return {
    threads: options.threads ?? Math.min(availableParallelism(), mostThreads),
    checksBarrier: options.checksBarrier === true,
    async loadKernels({ relaxed, shared }) {
      const name = `${relaxed ? 'relaxed' : 'plain'}-${shared ? 'shared' : 'single'}.wasm`;
      return WebAssembly.compile(await readFile(new URL(name, folder())));
    },
    spawnThread: (start) => spawnThread(new URL('thread.mjs', folder()), start),
  };
}

/** A thread that runs `program`, a file, with `start` as its data. */
export function spawnThread(program: URL, start: ThreadStart): ThreadHandle {
  const worker = new Worker(fileURLToPath(program), { workerData: start });
  // A sleeping thread must not keep the process alive.
  worker.unref();
  let terminated = false;
  const failed = new Promise<never>((_, reject) => {
    worker.on('error', reject);
    worker.on('exit', (code) => {
      if (!terminated) reject(new Error(`thread ${start.thread} ended with code ${code}`));
    });
  });
  failed.catch(() => {});
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    failed.catch(reject);
  });
  return {
    ready,
    failed,
    terminate() {
      terminated = true;
      void worker.terminate();
    },
  };
}
