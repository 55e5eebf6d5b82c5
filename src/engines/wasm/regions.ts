// Parts of the WebAssembly memory, and what a kernel's declaration in kernel-accesses.ts says of them.

import type { KernelArgs, KernelName } from './kernel-signatures.ts';
import { panelWidth } from './weight-places.ts';

/**
 * `bytes` from `start` on, again and again: for each of `times`, the outermost first, `count` times at `step` bytes.
 */
export interface Region {
  readonly start: number;
  readonly bytes: number;
  readonly times: readonly (readonly [count: number, step: number])[];
}

export interface Access {
  /** What the results depend on. */
  readonly reads: readonly Region[];
  /** What is written, all of it, or keeps what was read there. */
  readonly writes: readonly Region[];
  /** Scratch: what it held means nothing, nor does what is left there. */
  readonly uses?: readonly Region[];
}

/** Reads what a declaration depends on: tables and the optimiser's settings. */
export interface Peek {
  readonly int: (address: number) => number;
  readonly float: (address: number) => number;
}

export type AccessOf<K extends KernelName> = (args: KernelArgs<K, number>, memory: Peek) => Access;
export type Accesses = { readonly [K in KernelName]: AccessOf<K> };

type Times = Region['times'];

/** Float32 or int32. */
export const words = (start: number, count: number, ...times: Times): Region => ({ start, bytes: 4 * count, times });

export const doubles = (start: number, count: number, ...times: Times): Region => ({ start, bytes: 8 * count, times });

/**
 * A matrix of `depth` rows in panels of eight columns, as kernels/gemm.ts has them, without the padding of the last
 * one.
 */
export function panels(start: number, depth: number, columns: number): Region[] {
  const rest = columns % panelWidth;
  const whole = (columns - rest) * depth;
  return [words(start, whole), ...(rest > 0 ? [words(start + 4 * whole, rest, [depth, 4 * panelWidth])] : [])];
}

/** Where the thread's share of `count` floats, whole vectors of four, begins; kernels/optimizers.ts says the same. */
function sliceStart(count: number, thread: number, threads: number): number {
  return Math.floor((Math.floor(count / 4) * thread) / threads) * 4;
}

/** The thread's share of an array of floats. */
export function slice(
  start: number,
  { count, thread, threads }: { readonly count: number; readonly thread: number; readonly threads: number },
  ...times: Times
): Region {
  const first = sliceStart(count, thread, threads);
  return words(start + 4 * first, sliceStart(count, thread + 1, threads) - first, ...times);
}
