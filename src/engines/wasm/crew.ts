// The threads of a session. Thread 0 is the caller; the others sleep on a word in shared memory until a program is called.

import { EngineFault } from '../engine.ts';
import {
  abortedWord, barrierWord, batchWord, callsWord, controlBytes, endWord, generationWord, outOfStep, programWord,
  textBytesWord, textWord, threadFailed,
} from './control-words.ts';
import type { ThreadHandle } from './environment.ts';
import type { Kernels } from './kernel-signatures.ts';
import { BoundProgram, MeetingFailed, type Program, type ThreadSetup } from './program.ts';

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

/**
 * Counts the barriers that one thread has passed. All threads pass the same, and none can have passed the next before
 * this one comes to it, so the shared count of meetings must be this one; where it is not, a barrier has let a thread
 * through too early.
 */
class Meetings {
  readonly #words: Int32Array;
  #passed: number;

  constructor(words: Int32Array) {
    this.#words = words;
    this.#passed = Atomics.load(words, generationWord);
  }

  /** Throws where this thread has not passed as many barriers as all have met at. */
  passed(barriers: number): void {
    this.#passed = (this.#passed + barriers) | 0;
    if (Atomics.load(this.#words, generationWord) !== this.#passed) throw new OutOfStep();
  }
}

class OutOfStep extends Error {
  override readonly message = 'the threads of the WebAssembly engine have lost step with each other';
}

/** Runs what thread 0 calls until it ends; blocks its thread. Throws where a kernel fails, and lets the others know. */
export function serve(kernels: Kernels, memory: WebAssembly.Memory, setup: ThreadSetup, thread: number): void {
  const programs = bindPrograms(kernels, setup, thread);
  const words = new Int32Array(memory.buffer, setup.control, controlBytes / 4);
  const meetings = new Meetings(words);
  let seen = 0;
  for (;;) {
    seen = waitForCall(words, seen);
    if (Atomics.load(words, endWord) !== 0) return;
    try {
      const [index, batch] = [Atomics.load(words, programWord), Atomics.load(words, batchWord)];
      if (index === loading) programs[batch] = new BoundProgram(readProgram(memory, words), kernels, thread, setup.threads);
      else meetings.passed(programs[index]?.run(batch) ?? 0);
      if (index === loading) meetings.passed(meet(kernels, setup));
    } catch (error) {
      abort(words, error);
      throw error;
    }
  }
}

function waitForCall(words: Int32Array, seen: number): number {
  for (let i = 0; i < spins; i++) {
    const now = Atomics.load(words, callsWord);
    if (now !== seen) return now;
  }
  for (;;) {
    Atomics.wait(words, callsWord, seen);
    const now = Atomics.load(words, callsWord);
    // A thread that is woken for nothing must not run the same program again.
    if (now !== seen) return now;
  }
}

/** A program as thread 0 has written it. */
function readProgram(memory: WebAssembly.Memory, words: Int32Array): Program {
  const address = Atomics.load(words, textWord);
  // A copy, because text is not decoded from memory that is shared.
  const text = new Uint8Array(memory.buffer, address, Atomics.load(words, textBytesWord)).slice();
  return JSON.parse(new TextDecoder().decode(text)) as Program;
}

/** Waits for all threads at one barrier; returns that number. */
function meet(kernels: Kernels, { control, threads }: ThreadSetup): number {
  if (kernels.barrier(control + 4 * barrierWord, threads)) throw new MeetingFailed();
  return 1;
}

/** Wakes the other threads to run program `index`. */
export function callProgram(words: Int32Array, index: number, batch: number): void {
  Atomics.store(words, programWord, index);
  Atomics.store(words, batchWord, batch);
  announce(words);
}

function announce(words: Int32Array): void {
  Atomics.add(words, callsWord, 1);
  Atomics.notify(words, callsWord);
}

/** Lets all threads know that this one has failed, and wakes those that wait for it. The first reason stays. */
function abort(words: Int32Array, error: unknown): void {
  Atomics.compareExchange(words, abortedWord, 0, error instanceof OutOfStep ? outOfStep : threadFailed);
  Atomics.notify(words, generationWord);
}

/** Thread 0 and its handles on the others. */
export class Crew {
  readonly #programs: BoundProgram[];
  readonly #kernels: Kernels;
  readonly #memory: WebAssembly.Memory;
  readonly #setup: ThreadSetup;
  /** Alone, thread 0 needs none; and the memory of one thread moves as it grows. */
  readonly #words: Int32Array | undefined;
  readonly #meetings: Meetings | undefined;
  readonly #others: readonly ThreadHandle[];
  readonly #onFault: ((message: string) => void) | undefined;
  #failure: Error | undefined;

  constructor(
    kernels: Kernels, memory: WebAssembly.Memory, setup: ThreadSetup, others: readonly ThreadHandle[],
    onFault?: (message: string) => void,
  ) {
    this.#onFault = onFault;
    this.#programs = bindPrograms(kernels, setup, 0);
    this.#kernels = kernels;
    this.#memory = memory;
    this.#setup = setup;
    this.#words = others.length > 0 ? new Int32Array(memory.buffer, setup.control, controlBytes / 4) : undefined;
    this.#meetings = this.#words && new Meetings(this.#words);
    this.#others = others;
    for (const other of others) {
      other.failed.catch((error: unknown) => this.#fail(new Error(`a thread of the WebAssembly engine died: ${String(error)}`)));
    }
  }

  /** Runs program `index` on all threads until all are done. Throws an EngineFault where a thread has failed. */
  run(index: number, batch: number): void {
    this.#call(index, batch, () => this.#programs[index]?.run(batch) ?? 0);
  }

  /** Makes `text`, a program as JSON, the one of number `index` on all threads. Writes it to memory from `address` on. */
  load(index: number, text: Uint8Array, address: number): void {
    const program = JSON.parse(new TextDecoder().decode(text)) as Program;
    this.#programs[index] = new BoundProgram(program, this.#kernels, 0, this.#setup.threads);
    if (!this.#words) return;
    new Uint8Array(this.#memory.buffer).set(text, address);
    Atomics.store(this.#words, textWord, address);
    Atomics.store(this.#words, textBytesWord, text.length);
    this.#call(loading, index, () => meet(this.#kernels, this.#setup));
  }

  /** Wakes the other threads for the same as `own` does on this one, which returns how many barriers it has passed. */
  #call(program: number, batch: number, own: () => number): void {
    if (this.#failure) throw this.#failure;
    const words = this.#words;
    if (!words) {
      own();
      return;
    }
    callProgram(words, program, batch);
    try {
      this.#meetings?.passed(own());
      // One that has failed behind the last barrier, or has found what this one has not.
      if (Atomics.load(words, abortedWord) !== 0) throw new MeetingFailed();
    } catch (error) {
      throw this.#fail(error);
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

  /** Ends the work of all threads, which is not to be trusted. Returns the EngineFault that says so. */
  fail(error: Error): Error {
    return this.#fail(error);
  }

  /** The first failure is the one that is told. */
  #fail(error: unknown): Error {
    if (this.#words) abort(this.#words, error);
    const lost = this.#words !== undefined && Atomics.load(this.#words, abortedWord) === outOfStep;
    const { message } = lost ? new OutOfStep() : error instanceof Error ? error : new Error(String(error));
    if (!this.#failure) {
      this.#failure = new EngineFault(message, { cause: error });
      this.#onFault?.(message);
    }
    return this.#failure;
  }
}
