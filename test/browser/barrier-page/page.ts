// Two threads meet at the kernels' barrier, one of them late by so many milliseconds each time, as in
// test/engines/wasm/late-at-barrier.mjs. Both are workers, since a page must not wait.

import type { Order, Passed } from './worker.ts';

const kernels = {
  'plain-shared': new URL('../../../build/kernels/plain-shared.wasm', import.meta.url),
  'relaxed-shared': new URL('../../../build/kernels/relaxed-shared.wasm', import.meta.url),
};

async function meet(variant: keyof typeof kernels, lateMs: readonly number[]): Promise<Passed> {
  const module = await WebAssembly.compile(await (await fetch(kernels[variant])).arrayBuffer());
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true });
  const [waiting, late] = [start({ module, memory, times: lateMs.length }), start({ module, memory, lateMs })];
  const [passed] = await Promise.all([late, waiting]);
  return passed;
}

function start(order: Order): Promise<Passed> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Passed>) => {
      worker.terminate();
      resolve(data);
    });
    worker.addEventListener('error', (event) => reject(new Error(event.message)));
    worker.postMessage(order, []);
  });
}

Object.assign(globalThis, { meet });
