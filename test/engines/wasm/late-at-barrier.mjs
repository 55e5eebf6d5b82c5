// Two threads meet at the kernels' barrier, this one late by so many milliseconds each time. Prints, as JSON, how many
// barriers the other had passed before this one came (it should be none, then one, two ...), and what the barriers
// answered. Run by barrier.test.ts, under the compilers that Node has: node late-at-barrier.mjs KERNELS LATE_MS...

import { readFileSync } from 'node:fs';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const control = 65536;
const passedWord = control / 4 + 64;

async function instantiate(module, memory) {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  return exports;
}

if (isMainThread) {
  const [file, ...late] = process.argv.slice(2);
  const module = await WebAssembly.compile(readFileSync(file));
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true });
  const kernels = await instantiate(module, memory);
  const words = new Int32Array(memory.buffer);
  const other = new Worker(new URL(import.meta.url), { workerData: { module, memory, times: late.length } });
  await new Promise((resolve) => {
    other.once('message', resolve);
  });
  const passed = [];
  const answers = [];
  for (const [times, ms] of late.entries()) {
    // Late from when the other waits.
    while (Atomics.load(words, control / 4) !== 1)
      await new Promise((resolve) => {
        setTimeout(resolve, 1);
      });
    Atomics.wait(words, passedWord + 1, 0, Number(ms));
    passed.push(Atomics.load(words, passedWord));
    answers.push(kernels.barrier(control, 2));
    while (Atomics.load(words, passedWord) <= times) Atomics.wait(words, passedWord, times, 1000);
  }
  console.log(JSON.stringify({ passed, answers }));
  process.exit(0);
}

const { module, memory, times } = workerData;
const kernels = await instantiate(module, memory);
const words = new Int32Array(memory.buffer);
parentPort.postMessage('ready');
for (let i = 0; i < times; i++) {
  if (kernels.barrier(control, 2) !== 0) throw new Error('a barrier answered that a thread has failed');
  Atomics.add(words, passedWord, 1);
  Atomics.notify(words, passedWord);
}
