// One of the two threads: that which waits, `times` times, or that which comes late.

interface Both {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

export type Order = Both & ({ readonly times: number } | { readonly lateMs: readonly number[] });

/** How many barriers the other thread had passed before the late one came, and what the barriers answered. */
export interface Passed {
  readonly passed: readonly number[];
  readonly answers: readonly number[];
}

const control = 65536;
const passedWord = control / 4 + 64;

self.addEventListener('message', async ({ data: order }: MessageEvent<Order>) => {
  const { exports } = await WebAssembly.instantiate(order.module, { env: { memory: order.memory } });
  const barrier = exports['barrier'] as (control: number, threads: number) => number;
  const words = new Int32Array(order.memory.buffer);
  const result: { readonly passed: number[]; readonly answers: number[] } = { passed: [], answers: [] };
  if ('times' in order) {
    for (let i = 0; i < order.times; i++) {
      result.answers.push(barrier(control, 2));
      Atomics.add(words, passedWord, 1);
      Atomics.notify(words, passedWord);
    }
  } else {
    for (const [times, ms] of order.lateMs.entries()) {
      // Late from when the other waits.
      while (Atomics.load(words, control / 4) !== 1) Atomics.wait(words, passedWord + 1, 0, 1);
      Atomics.wait(words, passedWord + 1, 0, ms);
      result.passed.push(Atomics.load(words, passedWord));
      result.answers.push(barrier(control, 2));
      while (Atomics.load(words, passedWord) <= times) Atomics.wait(words, passedWord, times, 1000);
    }
  }
  self.postMessage(result, { transfer: [] });
});
