// A program's threads one after another on a single one: each up to the next barrier, then all on from there. The
// shares are those of the threads, so the numbers are theirs to the last bit, and nothing can come too late.

import type { Kernels } from './kernel-signatures.ts';
import { BoundProgram, type Program, type ThreadSetup } from './program.ts';

export class InTurnProgram {
  readonly #kernels: Kernels;
  readonly #setup: Pick<ThreadSetup, 'scratch' | 'scratchStride'>;
  readonly #parts: readonly BoundProgram[];

  /** `kernels` are those of thread 0. */
  constructor(program: Program, kernels: Kernels, setup: Pick<ThreadSetup, 'threads' | 'scratch' | 'scratchStride'>) {
    this.#kernels = kernels;
    this.#setup = setup;
    this.#parts = Array.from(
      { length: setup.threads },
      (_, thread) => new BoundProgram(program, kernels, thread, setup.threads),
    );
  }

  /** Leaves in memory what the threads would. */
  run(batch: number): void {
    const { scratch, scratchStride } = this.#setup;
    let at = this.#parts.map(() => 0);
    try {
      // All have as many barriers, and the last call is one.
      do {
        at = this.#parts.map((part, thread) => {
          this.#kernels.setScratch(scratch + thread * scratchStride);
          return part.runPart(batch, at[thread] ?? 0);
        });
      } while (!this.#parts.every((part, thread) => part.isBehindTheLast(at[thread] ?? 0)));
    } finally {
      this.#kernels.setScratch(scratch);
    }
  }
}
