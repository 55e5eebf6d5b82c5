// The threads of a session. Thread 0 is the caller; the others sleep on a word in shared memory until a program is called.

import { abortedWord, barrierWord, batchWord, callsWord, controlBytes, endWord, programWord, textBytesWord, textWord } from './control-words.ts';
import type { ThreadHandle } from './environment.ts';
import type { Kernels } from './kernel-signatures.ts';
import { BoundProgram, type Program, type ThreadSetup } from './program.ts';

/** Looks for the next call this often before sleeping: some tens of microseconds. */
const spins = 2000;
/** In place of a program's number: a program is to be loaded, as the number where otherwise the batch's size is. */
const loading = -1;

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
      const [index, batch] = [Atomics.load(words, programWord), Atomics.load(words, batchWord)];
      if (index === loading) programs[batch] = new BoundProgram(readProgram(memory, words), kernels, thread, setup.threads);
      else programs[index]?.run(batch);
      if (index === loading) meet(kernels, setup);
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

/** A program as thread 0 has written it. */
function readProgram(memory: WebAssembly.Memory, words: Int32Array): Program {
  const address = Atomics.load(words, textWord);
  // A copy, because text is not decoded from memory that is shared.
  const text = new Uint8Array(memory.buffer, address, Atomics.load(words, textBytesWord)).slice();
  return JSON.parse(new TextDecoder().decode(text)) as Program;
}

/** Waits for all threads. */
function meet(kernels: Kernels, { control, threads }: ThreadSetup): void {
  if (kernels.barrier(control + 4 * barrierWord, threads)) throw new Error('another thread of the WebAssembly engine has failed');
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
  readonly #programs: BoundProgram[];
  readonly #kernels: Kernels;
  readonly #memory: WebAssembly.Memory;
  readonly #setup: ThreadSetup;
  /** Alone, thread 0 needs none; and the memory of one thread moves as it grows. */
  readonly #words: Int32Array | undefined;
  readonly #others: readonly ThreadHandle[];
  #failure: Error | undefined;

  constructor(kernels: Kernels, memory: WebAssembly.Memory, setup: ThreadSetup, others: readonly ThreadHandle[]) {
    this.#programs = bindPrograms(kernels, setup, 0);
    this.#kernels = kernels;
    this.#memory = memory;
    this.#setup = setup;
    this.#words = others.length > 0 ? new Int32Array(memory.buffer, setup.control, controlBytes / 4) : undefined;
    this.#others = others;
    for (const other of others) {
      other.failed.catch((error: unknown) => this.#fail(new Error(`a thread of the WebAssembly engine died: ${String(error)}`)));
    }
  }

  /** Runs program `index` on all threads and returns when all are done. Throws where a thread has failed. */
  run(index: number, batch: number): void {
    if (this.#failure) throw this.#failure;
    this.#call(index, batch, () => this.#programs[index]?.run(batch));
  }

  /** Makes `text`, a program as JSON, the one of number `index` on all threads. Writes it to memory from `address` on. */
  load(index: number, text: Uint8Array, address: number): void {
    if (this.#failure) throw this.#failure;
    const program = JSON.parse(new TextDecoder().decode(text)) as Program;
    this.#programs[index] = new BoundProgram(program, this.#kernels, 0, this.#setup.threads);
    if (!this.#words) return;
    new Uint8Array(this.#memory.buffer).set(text, address);
    Atomics.store(this.#words, textWord, address);
    Atomics.store(this.#words, textBytesWord, text.length);
    this.#call(loading, index, () => meet(this.#kernels, this.#setup));
  }

  /** Wakes the other threads for the same as `own` does on this one. */
  #call(program: number, batch: number, own: () => void): void {
    if (this.#words) {
      Atomics.store(this.#words, programWord, program);
      Atomics.store(this.#words, batchWord, batch);
      announce(this.#words);
    }
    try {
      own();
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
