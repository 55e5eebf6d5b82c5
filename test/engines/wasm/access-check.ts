// Holds what a kernel declares to read and write to what it does, on a real memory.

import { readFileSync } from 'node:fs';
import { createRandom } from '../../../src/core/random.ts';
import type { Kernels } from '../../../src/engines/wasm/kernel-signatures.ts';
import type { Access, Region } from '../../../src/engines/wasm/regions.ts';
import { projectRoot } from '../../support/shared-data.ts';
import { firstByte } from './compiled.ts';
import { eachStretch, type RecordedCall } from './program-check.ts';

const random = createRandom(8, 'accesses');

export interface Bench {
  readonly kernels: Kernels;
  readonly ints: Int32Array;
}

/** A real memory that holds what `content` says, with the kernels on it. */
export async function benchOf(content: Int32Array): Promise<Bench> {
  const memory = new WebAssembly.Memory({ initial: Math.ceil((4 * content.length) / 65536) + 1 });
  const { instance } = await WebAssembly.instantiate(readFileSync(`${projectRoot}build/kernels/plain-single.wasm`), {
    env: { memory },
  });
  return { kernels: instance.exports as unknown as Kernels, ints: new Int32Array(memory.buffer) };
}

function marks(size: number, regions: readonly Region[]): Uint8Array {
  const found = new Uint8Array(size);
  for (const region of regions) eachStretch(region, (from, to) => found.fill(1, from, to));
  return found;
}

/**
 * What is wrong with the declaration of one call. It runs twice, on the same numbers where it declares to read and on
 * others elsewhere: then the same must lie where it declares to write, and elsewhere what was there before.
 */
export function faultsOfCall(
  bench: Bench,
  { kernel, args }: RecordedCall,
  { reads, writes, uses = [] }: Access,
  content: Int32Array,
  scratch: { readonly from: number; readonly to: number },
): string[] {
  const { kernels, ints } = bench;
  const firstWord = firstByte / 4;
  const read = marks(ints.length, reads);
  const written = marks(ints.length, writes);
  const used = marks(ints.length, uses);
  for (let word = scratch.from / 4; word < scratch.to / 4; word++) used[word] = 1;
  const statics = ints.slice(0, firstWord);
  const fillers = [0x7fc00001, 0x3f2aaaab];
  const runs = fillers.map((filler) => {
    for (let word = firstWord; word < ints.length; word++) ints[word] = read[word] ? (content[word] as number) : filler;
    let answer: unknown;
    try {
      answer = kernels[kernel](...args);
    } catch (error) {
      answer = error;
    }
    return { answer, after: ints.slice() };
  });
  const [a, b] = runs as [(typeof runs)[number], (typeof runs)[number]];
  // Errors are never the same.
  const faults = Object.is(a.answer, b.answer) ? [] : [`${kernel} answers ${String(a.answer)} and ${String(b.answer)}`];
  const faultAt = (word: number): string | undefined => {
    const [first, second] = [a.after[word], b.after[word]];
    if (word < firstWord) return first === statics[word] ? undefined : "is the kernels' own and is written";
    if (written[word]) return first === second ? undefined : 'is not written, or by what is not declared as read';
    if (used[word]) return undefined;
    const [before, then] = read[word] ? [content[word], content[word]] : fillers;
    return first === before && second === then ? undefined : 'is written and not declared';
  };
  for (let word = 0; word < ints.length && faults.length < 3; word++) {
    const wrong = faultAt(word);
    if (wrong !== undefined) faults.push(`${kernel}(${args.join(', ')}): ${4 * word} ${wrong}`);
  }
  ints.set(statics, 0);
  return faults;
}

/** The memory with numbers of any size in place of nothing, so that everything depends on what it is computed from. */
export function withNumbers({ ints, live }: { readonly ints: Int32Array; readonly live: Uint8Array }): Int32Array {
  const numbers = Float32Array.from(ints, () => random.uniform(0.1, 1));
  const content = new Int32Array(numbers.buffer);
  live.forEach((known, word) => {
    if (known) content[word] = ints[word] as number;
  });
  return content;
}
