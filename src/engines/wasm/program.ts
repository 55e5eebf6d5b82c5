// A compiled program: kernel calls as plain data, the same for all threads, so that it crosses postMessage. Only a few
// quantities are left open until a batch comes; `bind` fills them in, `run` calls the kernels.

import type { Pass } from '../../core/plan-explanation.ts';
import type { KernelName, Kernels } from './kernel-signatures.ts';

/**
 * What is known only when a program runs. `thread`, `threads`: who runs it; `batch`: examples in the batch; `first`,
 * `images`: the first example of this thread and how many it has.
 */
export type Quantity = 'thread' | 'threads' | 'batch' | 'first' | 'images';

/** An argument of a kernel: a number, or `plus + times · quantity`. */
export type Arg = number | { readonly of: Quantity; readonly times: number; readonly plus: number };

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

export interface Program {
  readonly calls: readonly Call[];
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

/** A program ready to run on one thread, again and again; a batch of another size binds the arguments anew. */
export class BoundProgram {
  readonly program: Program;
  readonly #functions: readonly ((...args: number[]) => number | void)[];
  readonly #args: number[][];
  readonly #thread: number;
  readonly #threads: number;
  #batch = -1;

  constructor(program: Program, kernels: Kernels, thread: number, threads: number) {
    this.program = program;
    this.#functions = program.calls.map((call) => kernels[call.kernel]);
    this.#args = program.calls.map((call) => call.args.map(() => 0));
    this.#thread = thread;
    this.#threads = threads;
  }

  /** Runs this thread's share. Throws where a barrier finds that another thread has failed. */
  run(batch: number): void {
    this.bind(batch);
    const functions = this.#functions;
    for (let i = 0; i < functions.length; i++) this.call(i);
  }

  /** Runs call `i` alone; the batch must have been bound. */
  call(i: number): void {
    const failed = this.#functions[i]?.apply(undefined, this.#args[i] as number[]);
    if (failed) throw new Error('another thread of the WebAssembly engine has failed');
  }

  bind(batch: number): void {
    if (batch === this.#batch) return;
    const { first, images } = shareOf(batch, this.#thread, this.#threads);
    const quantities: Record<Quantity, number> = { thread: this.#thread, threads: this.#threads, batch, first, images };
    this.program.calls.forEach((call, i) => {
      const bound = this.#args[i] as number[];
      call.args.forEach((arg, j) => {
        bound[j] = typeof arg === 'number' ? arg : arg.plus + arg.times * quantities[arg.of];
      });
    });
    this.#batch = batch;
  }
}
