// The threads of a session. Thread 0 is the caller; the others sleep on a word in shared memory until a program is called.

import { abortedWord, barrierWord, batchWord, callsWord, controlBytes, endWord, programWord } from './control-words.ts';
import type { ThreadHandle } from './environment.ts';
import type { Kernels } from './kernel-signatures.ts';
import { BoundProgram, type ThreadSetup } from './program.ts';

/** Looks for the next call this often before sleeping: some tens of microseconds. */
const spins = 2000;

/** Makes the kernels of a thread ready to run its programs. */
export async function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<Kernels> {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  return exports as unknown as Kernels;
}

function bindPrograms(kernels: Kernels, setup: ThreadSetup, thread: number): BoundProgram[] {
  kernels.setScratch(setup.scratch + thread * setup.scratchStride);
  return setup.programs.map((program) => new BoundProgram(program, kernels, thread, setup.threads));
}

/** Runs what thread 0 calls until it ends; blocks its thread. Throws where a kernel fails, and lets the others know. */
export function serve(kernels: Kernels, memory: WebAssembly.Memory, setup: ThreadSetup, thread: number): void {
  const programs = bindPrograms(kernels, setup, thread);
  const words = new Int32Array(memory.buffer, setup.control, controlBytes / 4);
  let seen = 0;
  for (;;) {
    seen = waitForCall(words, seen);
    if (Atomics.load(words, endWord) !== 0) return;
    try {
      programs[Atomics.load(words, programWord)]?.run(Atomics.load(words, batchWord));
    } catch (error) {
      abort(words);
      throw error;
    }
  }
}

function waitForCall(words: Int32Array, seen: number): number {
  for (let i = 0; i < spins; i++) {
    const now = Atomics.load(words, callsWord);
    if (now !== seen) return now;
  }
  Atomics.wait(words, callsWord, seen);
  return Atomics.load(words, callsWord);
}

function announce(words: Int32Array): void {
  Atomics.add(words, callsWord, 1);
  Atomics.notify(words, callsWord);
}

function abort(words: Int32Array): void {
  Atomics.store(words, abortedWord, 1);
  Atomics.notify(words, barrierWord + 1);
}

/** Thread 0 and its handles on the others. */
export class Crew {
  readonly #programs: readonly BoundProgram[];
  /** Alone, thread 0 needs none; and the memory of one thread moves as it grows. */
  readonly #words: Int32Array | undefined;
  readonly #others: readonly ThreadHandle[];
  #failure: Error | undefined;

  constructor(kernels: Kernels, memory: WebAssembly.Memory, setup: ThreadSetup, others: readonly ThreadHandle[]) {
    this.#programs = bindPrograms(kernels, setup, 0);
    this.#words = others.length > 0 ? new Int32Array(memory.buffer, setup.control, controlBytes / 4) : undefined;
    this.#others = others;
    for (const other of others) {
      other.failed.catch((error: unknown) => this.#fail(new Error(`a thread of the WebAssembly engine died: ${String(error)}`)));
    }
  }

  /** Runs program `index` on all threads and returns when all are done. Throws where a thread has failed. */
  run(index: number, batch: number): void {
    if (this.#failure) throw this.#failure;
    if (this.#words) {
      Atomics.store(this.#words, programWord, index);
      Atomics.store(this.#words, batchWord, batch);
      announce(this.#words);
    }
    try {
      this.#programs[index]?.run(batch);
    } catch (error) {
      throw this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Ends the other threads. */
  dispose(): void {
    if (this.#words) {
      Atomics.store(this.#words, endWord, 1);
      announce(this.#words);
    }
    for (const other of this.#others) other.terminate();
  }

  /** The first failure is the one that is told. */
  #fail(error: Error): Error {
    this.#failure ??= error;
    if (this.#words) abort(this.#words);
    return this.#failure;
  }
}
