// Built kernels for tests of their own: one instance on a memory of its own, and a way to lay out operands.

import { readFileSync } from 'node:fs';
import type { Kernels } from '../../../src/engines/wasm/kernel-signatures.ts';
import { projectRoot } from '../../support/shared-data.ts';

export const variants = ['plain-single', 'plain-shared', 'relaxed-single', 'relaxed-shared'] as const;
export type Variant = (typeof variants)[number];

export interface Bench {
  readonly kernels: Kernels;
  readonly floats: Float32Array;
  readonly ints: Int32Array;
  /** Copies `values` to memory; returns their address. */
  put(values: ArrayLike<number>): number;
  /** Room for `count` floats, filled with NaN so that what is not written shows; returns its address. */
  room(count: number): number;
  read(address: number, count: number): number[];
}

/** Kernels with 16 MiB. Throws where this place lacks a feature of the variant. */
export async function kernelBench(variant: Variant): Promise<Bench> {
  const pages = 256;
  const memory = variant.endsWith('shared') ? new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }) : new WebAssembly.Memory({ initial: pages });
  const { instance } = await WebAssembly.instantiate(readFileSync(`${projectRoot}build/kernels/${variant}.wasm`), { env: { memory } });
  const kernels = instance.exports as unknown as Kernels;
  const floats = new Float32Array(memory.buffer);
  let top = Math.ceil(kernels.heapBase() / 64) * 64;
  kernels.setScratch(top);
  top += 65536;
  const room = (count: number): number => {
    const address = top;
    top += Math.ceil((4 * count + 64) / 64) * 64;
    floats.fill(NaN, address / 4, top / 4);
    return address;
  };
  return {
    kernels, floats, ints: new Int32Array(memory.buffer), room,
    put(values) {
      const address = room(values.length);
      floats.set(values, address / 4);
      return address;
    },
    read: (address, count) => Array.from(floats.subarray(address / 4, address / 4 + count)),
  };
}

/** A row-major matrix in panels of eight columns, as kernels/gemm.ts wants B. */
export function inPanels(matrix: ArrayLike<number>, rows: number, columns: number): Float32Array {
  const panels = new Float32Array(Math.ceil(columns / 8) * 8 * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      panels[(Math.floor(column / 8) * rows + row) * 8 + (column % 8)] = matrix[row * columns + column] as number;
    }
  }
  return panels;
}
