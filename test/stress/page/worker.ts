// Stress in a worker of a page, as the app trains in one.

import type { ThreadHandle, ThreadStart } from '../../../src/engines/wasm/environment.ts';
import { holdUp, setHeldUp } from '../held-up.ts';
import { largeNetworks, stressNetworks } from '../networks.ts';
import { stress, type Difference } from '../rounds.ts';

export type Told =
  | { readonly type: 'progress'; readonly rounds: number }
  | { readonly type: 'memory'; readonly name: string; readonly base64: string }
  | { readonly type: 'ended'; readonly threads: number; readonly difference?: Difference | undefined };

/** Of the page's own making: it must find them where the bundle has put them. */
const kernels = new URL('../../../build/stress/kernels.wasm', import.meta.url);
const threads = Math.min(8, 2 * navigator.hardwareConcurrency);
const tell = (told: Told) => self.postMessage(told, { transfer: [] });

function spawnThread(start: ThreadStart): ThreadHandle {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { type: 'module' });
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => reject(new Error(event.message)));
  });
  failed.catch(() => undefined);
  const ready = new Promise<void>((resolve, reject) => {
    worker.addEventListener('message', () => resolve(), { once: true });
    failed.catch(reject);
  });
  worker.postMessage(start, []);
  return { ready, failed, terminate: () => worker.terminate() };
}

self.addEventListener('message', async ({ data: rounds }: MessageEvent<number>) => {
  holdUp();
  const compiled = WebAssembly.compile(await (await fetch(kernels)).arrayBuffer());
  const difference = await stress(
    {
      environment: { threads, startMs: 120_000, loadKernels: () => compiled, spawnThread },
      setHeldUp,
      progress: (done) => tell({ type: 'progress', rounds: done }),
      dump: (name, bytes) => tell({ type: 'memory', name, base64: asBase64(bytes) }),
    },
    [...stressNetworks, ...largeNetworks],
    rounds,
  );
  tell({ type: 'ended', threads, difference });
});

function asBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
