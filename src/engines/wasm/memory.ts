// The WebAssembly memory of a session: shared or not, grown as it is needed, seen as numbers.

import type { Stage } from './builder.ts';
import { alignUp } from './memory-layout.ts';

export const pageBytes = 65536;
/** 2 GiB, as in kernels/build.mjs. */
export const maximumPages = 32768;

export interface Views {
  readonly floats: Float32Array;
  readonly ints: Int32Array;
  readonly doubles: Float64Array;
}

export function viewsOf({ buffer }: WebAssembly.Memory): Views {
  return { floats: new Float32Array(buffer), ints: new Int32Array(buffer), doubles: new Float64Array(buffer) };
}

/** A memory that threads share; its address space is reserved at once, so a small machine gets a smaller one. */
export function sharedMemory(): WebAssembly.Memory {
  for (let maximum = maximumPages; ; maximum /= 2) {
    try {
      return new WebAssembly.Memory({ initial: 1, maximum, shared: true });
    } catch (error) {
      if (maximum <= 2048) throw error;
    }
  }
}

export function pagesFor(bytes: number): number {
  return Math.ceil(alignUp(bytes + 1024) / pageBytes);
}

/** Throws where the memory cannot hold `bytes`. */
export function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const missing = pagesFor(bytes) - memory.buffer.byteLength / pageBytes;
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch {
    throw new Error(`the WebAssembly engine needs ${Math.ceil(bytes / 2 ** 20)} MiB of memory, which could not be had`);
  }
}

export function writeTables(memory: WebAssembly.Memory, { tables }: Stage): void {
  const ints = new Int32Array(memory.buffer);
  for (const { address, data } of tables) ints.set(data, address / 4);
}

/** The first elements of an array; the same view as last time where array and length are the same. */
export function createStart<T extends Float32Array | Int32Array>(): (array: T, length: number) => T {
  let last: T | undefined;
  let view: T | undefined;
  return (array, length) => {
    if (array.length === length) return array;
    if (array === last && view?.length === length) return view;
    last = array;
    view = array.subarray(0, length) as T;
    return view;
  };
}
