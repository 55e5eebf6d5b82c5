// A thread at fault, in place of build/kernels/thread.mjs, which it loads: `early` runs through a barrier without the
// others, `flip` leaves one bit of the weights wrong. `at` says at which call of the barrier or the optimiser, from 1.

import { workerData } from 'node:worker_threads';

const { fault, at, memory } = workerData;
const { instantiate } = WebAssembly;
let calls = 0;

const faults = {
  early: {
    barrier:
      (kernel) =>
      (...args) =>
        ++calls === at ? 0 : kernel(...args),
  },
  flip: {
    sgd:
      (kernel) =>
      (...args) => {
        kernel(...args);
        const [weights, , , , , count] = args;
        // The last number of this thread's share.
        if (++calls === at) new Int32Array(memory.buffer)[weights / 4 + count - 1] ^= 1;
      },
  },
};

WebAssembly.instantiate = async (...args) => {
  const { exports } = await instantiate(...args);
  const wrong = Object.entries(faults[fault]).map(([name, wrap]) => [name, wrap(exports[name])]);
  return { exports: { ...exports, ...Object.fromEntries(wrong) } };
};
await import('../../../build/kernels/thread.mjs');
