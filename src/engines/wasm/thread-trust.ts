// How many threads the sessions of an engine get: as many as there are, until it shows that they cannot be had or
// trusted.

import type { TrainingConfig } from '../../core/training-config.ts';

export class ThreadTrust {
  readonly #most: number;
  #reason: string | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  /** Never more than there are examples in a batch. */
  threadsFor({ batchSize }: Pick<TrainingConfig, 'batchSize'>): number {
    return this.#reason === undefined ? Math.max(1, Math.min(this.#most, batchSize)) : 1;
  }

  /** From now on there is one thread; the first reason, a clause, stays. */
  lose(reason: string): void {
    this.#reason ??= reason;
  }

  /** Why there is one thread; undefined where threads are used. */
  get reason(): string | undefined {
    return this.#reason;
  }
}

/** A sentence for people; `reason` is a clause. */
export function oneThreadNotice(reason: string): string {
  return `The WebAssembly engine uses one thread, so training takes longer: ${reason.replace(/[.!]$/, '')}.`;
}
