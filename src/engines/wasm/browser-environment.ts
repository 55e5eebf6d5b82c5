// The engine's environment in the browser: kernels are assets of the page, threads are module workers.

import { mostThreads, type KernelVariant, type ThreadHandle, type ThreadStart, type WasmEnvironment } from './environment.ts';

/** Written out, so that the bundler finds the files. */
const kernelUrls = {
  'relaxed-shared': new URL('../../../build/kernels/relaxed-shared.wasm', import.meta.url),
  'relaxed-single': new URL('../../../build/kernels/relaxed-single.wasm', import.meta.url),
  'plain-shared': new URL('../../../build/kernels/plain-shared.wasm', import.meta.url),
  'plain-single': new URL('../../../build/kernels/plain-single.wasm', import.meta.url),
} as const;

/** One thread where the page is not cross-origin isolated; otherwise one a core, at most eight, unless given. */
export function createBrowserEnvironment(options: { readonly threads?: number } = {}): WasmEnvironment {
  const most = globalThis.crossOriginIsolated ? Math.min(navigator.hardwareConcurrency, mostThreads) : 1;
  return { threads: Math.min(options.threads ?? most, most), checksBarrier: true, loadKernels, spawnThread };
}

const compiled = new Map<URL, Promise<WebAssembly.Module>>();

/** Compiled once, for all sessions. */
function loadKernels({ relaxed, shared }: KernelVariant): Promise<WebAssembly.Module> {
  const url = kernelUrls[`${relaxed ? 'relaxed' : 'plain'}-${shared ? 'shared' : 'single'}`];
  const known = compiled.get(url);
  if (known) return known;
  const kernels = compile(url);
  compiled.set(url, kernels);
  // A network may be back the next time.
  kernels.catch(() => compiled.delete(url));
  return kernels;
}

async function compile(url: URL): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the kernels could not be loaded: ${url.href} answered ${response.status}`);
  return WebAssembly.compile(await response.arrayBuffer());
}

function spawnThread(start: ThreadStart): ThreadHandle {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { type: 'module', name: `convloom thread ${start.thread}` });
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      // Passed on, it would count as the end of the worker that trains, which goes on without threads.
      event.preventDefault();
      reject(new Error(event.message || `thread ${start.thread} failed`));
    });
    worker.addEventListener('messageerror', () => reject(new Error(`thread ${start.thread} could not be sent its program`)));
  });
  failed.catch(() => {});
  const ready = new Promise<void>((resolve, reject) => {
    worker.addEventListener('message', () => resolve(), { once: true });
    failed.catch(reject);
  });
  try {
    worker.postMessage(start, []);
  } catch (error) {
    // WebKit posts no memory that is shared.
    worker.terminate();
    throw error;
  }
  return { ready, failed, terminate: () => worker.terminate() };
}
