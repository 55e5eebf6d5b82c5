// What the engine needs of the place it runs in: the page's worker, Node, or a test.

import type { ThreadSetup } from './program.ts';

export interface KernelVariant {
  /** Fused multiply-add; Node 20 has it behind a flag only. */
  readonly relaxed: boolean;
  /** For a memory that threads share. */
  readonly shared: boolean;
}

/** What a new thread is sent. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly thread: number;
  readonly setup: ThreadSetup;
}

export interface ThreadHandle {
  /** Settles when the thread waits for work; rejects where it could not start. */
  readonly ready: Promise<void>;
  /** Rejects when the thread dies before `terminate`; never resolves. */
  readonly failed: Promise<never>;
  terminate(): void;
}

export interface WasmEnvironment {
  /** Threads to use, this one included; 1 where memory cannot be shared. */
  readonly threads: number;
  /** How long threads may take to start; ten seconds where absent. */
  readonly startMs?: number;
  /** Steps from one that is computed twice to the next; see recheck.ts where absent. */
  readonly recheckEvery?: number;
  /** Whether the barrier is tried out beside the first session that has threads. */
  readonly checksBarrier?: boolean;
  loadKernels(variant: KernelVariant): Promise<WebAssembly.Module>;
  spawnThread(start: ThreadStart): ThreadHandle;
}

/** Cores are shared with the page, and more than eight threads gain little on batches of a hundred. */
export const mostThreads = 8;
