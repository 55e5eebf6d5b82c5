// A compiled program: kernel calls as plain data, the same for all threads, so that it crosses postMessage. Only a few
// quantities are left open until a batch comes; `bind` fills them in, `run` calls the kernels.

import type { Pass } from '../../core/plan-explanation.ts';
import type { KernelName, Kernels } from './kernel-signatures.ts';

/**
 * What is known only when a program runs. `thread`, `threads`: who runs it; `batch`: examples in the batch; `first`,
 * `images`: the first example of this thread and how many it has; in a loop, those of the block, the number of which is `block`.
 */
export type Quantity = 'thread' | 'threads' | 'batch' | 'first' | 'images' | 'block';

/** An argument of a kernel: a number, or `plus + times · quantity`, and `step` more for each of the thread's images before this block. */
export type Arg = number | { readonly of: Quantity; readonly times: number; readonly plus: number; readonly step?: number };

export interface Call {
  /** The ops it belongs to: several where they are fused, none for what serves all. */
  readonly ops: readonly string[];
  readonly pass: Pass;
  readonly kernel: KernelName;
  readonly args: readonly Arg[];
  /** Floating-point operations for one example; a multiply-add counts as two. */
  readonly flops: number;
  /** Bytes of activations that it reads and writes for a thread's full share of a batch. */
  readonly bytes: number;
}

/** Calls `first` to before `end` run block by block: all of them for up to `images` images, then for the next. */
export interface Loop {
  readonly first: number;
  readonly end: number;
  readonly images: number;
}

export interface Program {
  readonly calls: readonly Call[];
  /** In the order of the calls; none where absent. */
  readonly loops?: readonly Loop[];
}

/** Everything a thread needs besides its number; posted to it once. */
export interface ThreadSetup {
  readonly threads: number;
  readonly programs: readonly Program[];
  /** Addresses in the shared memory. */
  readonly control: number;
  readonly scratch: number;
  readonly scratchStride: number;
}

/** The part of a batch of `batch` examples that a thread takes: as even as whole examples allow. */
export function shareOf(batch: number, thread: number, threads: number): { first: number; images: number } {
  const first = Math.floor((batch * thread) / threads);
  return { first, images: Math.floor((batch * (thread + 1)) / threads) - first };
}

/** What kernels answer that do: a barrier that another thread has failed, and a check that all calls but the last are to be skipped. */
const failed = 1;
const toTheLast = 2;

/** A thread found at a barrier that another has failed. */
export class MeetingFailed extends Error {
  override readonly message = 'another thread of the WebAssembly engine has failed';
}

/** A program ready to run on one thread, again and again; a batch of another size binds the arguments anew. */
export class BoundProgram {
  readonly #program: Program;
  readonly #kernels: Kernels;
  readonly #thread: number;
  readonly #threads: number;
  /** What runs, one after another: a call of a loop stands here once for each block. */
  #functions: ((...args: number[]) => number | void)[] = [];
  #args: number[][] = [];
  #indices: number[] = [];
  #isBarrier: boolean[] = [];
  #batch = -1;

  constructor(program: Program, kernels: Kernels, thread: number, threads: number) {
    this.#program = program;
    this.#kernels = kernels;
    this.#thread = thread;
    this.#threads = threads;
  }

  /** Runs this thread's share; returns how many barriers it passed. Throws where another thread has failed. */
  run(batch: number): number {
    this.#bind(batch);
    let passed = 0;
    for (let i = 0; i < this.#functions.length; i++) {
      if (this.#isBarrier[i]) passed++;
      // All threads skip alike, and meet at the end.
      if (this.#call(i) === toTheLast) i = this.#functions.length - 2;
    }
    return passed;
  }

  /** Runs the calls from number `from` up to the next barrier, which it leaves out; returns the number of the next. */
  runPart(batch: number, from: number): number {
    this.#bind(batch);
    for (let i = from; i < this.#functions.length; i++) {
      if (this.#isBarrier[i]) return i + 1;
      if (this.#call(i) === toTheLast) i = this.#functions.length - 2;
    }
    return this.#functions.length;
  }

  /** True where no call has the number `index`. */
  isBehindTheLast(index: number): boolean {
    return index >= this.#functions.length;
  }

  /** As `run`, and adds each call's milliseconds to `spentMs`. */
  profile(batch: number, spentMs: Float64Array): void {
    this.#bind(batch);
    for (const [i, index] of this.#indices.entries()) {
      const started = performance.now();
      this.#call(i);
      spentMs[index] = (spentMs[index] ?? 0) + performance.now() - started;
    }
  }

  #call(i: number): number | void {
    const answer = this.#functions[i]?.apply(undefined, this.#args[i] as number[]);
    if (answer === failed) throw new MeetingFailed();
    return answer;
  }

  #bind(batch: number): void {
    if (batch === this.#batch) return;
    this.#batch = batch;
    this.#functions = [];
    this.#args = [];
    this.#indices = [];
    this.#isBarrier = [];
    const { calls, loops = [] } = this.#program;
    const { images } = shareOf(batch, this.#thread, this.#threads);
    let index = 0;
    for (const loop of loops) {
      for (; index < loop.first; index++) this.#push(index, 0, 1);
      // A thread without images goes through it once too: sums of nothing are zero.
      const blocks = Math.max(1, Math.ceil(images / loop.images));
      for (let block = 0; block < blocks; block++) {
        for (let i = loop.first; i < loop.end; i++) this.#push(i, block, blocks);
      }
      index = loop.end;
    }
    for (; index < calls.length; index++) this.#push(index, 0, 1);
  }

  #push(index: number, block: number, blocks: number): void {
    const call = this.#program.calls[index] as Call;
    const own = shareOf(this.#batch, this.#thread, this.#threads);
    const { first, images } = shareOf(own.images, block, blocks);
    const quantities: Record<Quantity, number> = {
      thread: this.#thread, threads: this.#threads, batch: this.#batch, first: own.first + first, images, block,
    };
    const value = (arg: Arg): number => (typeof arg === 'number' ? arg : arg.plus + arg.times * quantities[arg.of] + (arg.step ?? 0) * first);
    this.#functions.push(this.#kernels[call.kernel]);
    this.#args.push(asObjects(call.args.map(value)));
    this.#indices.push(index);
    this.#isBarrier.push(call.kernel === 'barrier');
  }
}

/** The same numbers as an array that once held something else: of others, V8 makes an object of each fraction at every call. */
function asObjects(numbers: readonly number[]): number[] {
  const all: (number | undefined)[] = numbers.map(() => undefined);
  numbers.forEach((number, i) => { all[i] = number; });
  return all as number[];
}
