// Whether the kernels' barrier holds here: one thread waits at it while two of its sleeps end, and nobody else comes. A
// compiler that loses what the thread waits for lets it pass. It takes a thread that sleeps and a quarter of a second
// of nobody's time: some 40 ms of a core to start the thread, once for each page or process, and no step waits for it.

import { abortedWord, arrivedWord, barrierWord, controlBytes, outOfStep } from './control-words.ts';
import { callProgram } from './crew.ts';
import type { WasmEnvironment } from './environment.ts';
import { pageBytes } from './memory.ts';
import type { ThreadSetup } from './program.ts';

/** Behind the kernels' own data. */
const control = pageBytes;
/** More than two of the barrier's sleeps of 100 ms. */
const lateMs = 250;
const lookMs = 10;
/** A thread that has not come to the barrier after so many looks says nothing about it. */
const looks = 500;

/** False where a thread has passed the barrier alone; undefined where none could be brought to it. */
export async function barrierHolds(
  module: WebAssembly.Module,
  environment: Pick<WasmEnvironment, 'spawnThread'>,
): Promise<boolean | undefined> {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true });
  const words = new Int32Array(memory.buffer, control, controlBytes / 4);
  const meet = {
    ops: [],
    pass: 'update',
    kernel: 'barrier',
    args: [control + 4 * barrierWord, 2],
    flops: 0,
    bytes: 0,
  } as const;
  const setup: ThreadSetup = {
    threads: 2,
    programs: [{ calls: [meet] }],
    control,
    scratch: control + controlBytes,
    scratchStride: 0,
  };
  const thread = environment.spawnThread({ module, memory, thread: 1, setup });
  const isOut = () => Atomics.load(words, abortedWord) === outOfStep;
  try {
    await thread.ready;
    callProgram(words, 0, 1);
    for (let look = 0; Atomics.load(words, arrivedWord) === 0 && !isOut(); look++) {
      if (look === looks || Atomics.load(words, abortedWord) !== 0) return undefined;
      await pause(lookMs);
    }
    if (!isOut()) await pause(lateMs);
    return !isOut();
  } catch {
    return undefined;
  } finally {
    thread.terminate();
  }
}

/** A pause that keeps no process alive. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer: unknown = setTimeout(resolve, ms);
    if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
      timer.unref();
  });
}
