// A thread that dawdles: before any kernel it may sleep. Where a barrier is missing between what one thread writes and
// another reads, results then change. A worker runs this file in place of build/kernels/thread.mjs, which it loads.

import { isMainThread, workerData } from 'node:worker_threads';

/** The kernels among `exports`, each of which may begin a millisecond late; without their barrier where so wanted. */
export function dawdle(exports, seed, { meets }) {
  const word = new Int32Array(new SharedArrayBuffer(4));
  let state = seed;
  const chance = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const late = (kernel) => (...args) => {
    if (chance() < 0.3) Atomics.wait(word, 0, 0, chance());
    return kernel(...args);
  };
  return { ...Object.fromEntries(Object.entries(exports).map(([name, kernel]) => [name, late(kernel)])), ...(!meets && { barrier: () => 0 }) };
}

if (!isMainThread) {
  const { instantiate } = WebAssembly;
  const { thread, seed, meets } = workerData;
  WebAssembly.instantiate = async (...args) => ({ exports: dawdle((await instantiate(...args)).exports, 100 * seed + thread, { meets }) });
  await import('../../../build/kernels/thread.mjs');
}
