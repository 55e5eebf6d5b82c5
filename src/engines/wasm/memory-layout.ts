// Where things lie in the WebAssembly memory. Fixed areas (weights, gradients, tables) are handed out one after another;
// the values of a program share one arena per thread, each alive only from its first to its last use.

/** Areas start on cache lines, so that no two threads write to the same one. */
const alignment = 64;
/** Vector kernels may read a few floats past the end of an area. */
const slack = 64;

export function alignUp(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

/** Hands out fixed areas from `start` upwards; nothing is freed. */
export class FixedAreas {
  #top: number;

  constructor(start: number) {
    this.#top = alignUp(start);
  }

  /** Address of a new area. */
  take(bytes: number): number {
    const address = this.#top;
    this.#top = alignUp(address + bytes + slack);
    return address;
  }

  get top(): number {
    return this.#top;
  }
}

/** A value of a program: `floats` in all, for one thread. */
export interface Value {
  readonly floats: number;
  /** Floats of one example; absent where they don't belong to examples. */
  readonly perImage?: number;
}

/** Indices of the first and last call that touch a value. */
export interface Lifetime {
  readonly value: Value;
  /** The memory that it needs, where that is less than all of it. */
  readonly floats?: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Places values in an arena so that two whose lifetimes overlap never share memory: largest first, each at the lowest
 * gap that fits (greedy by size, Pisarchyk and Lee 2020). Returns byte offsets and the arena's size.
 */
export function placeValues(lifetimes: readonly Lifetime[]): { offsets: ReadonlyMap<Value, number>; bytes: number } {
  const placed: { first: number; last: number; start: number; end: number }[] = [];
  const offsets = new Map<Value, number>();
  let bytes = 0;
  const sized = lifetimes.map((lifetime) => ({ ...lifetime, floats: lifetime.floats ?? lifetime.value.floats }));
  for (const { value, floats, first, last } of sized.toSorted((a, b) => b.floats - a.floats)) {
    const size = alignUp(4 * floats + slack);
    const inTheWay = placed.filter((other) => other.first <= last && other.last >= first).toSorted((a, b) => a.start - b.start);
    let start = 0;
    for (const other of inTheWay) {
      if (other.start - start >= size) break;
      start = Math.max(start, other.end);
    }
    placed.push({ first, last, start, end: start + size });
    offsets.set(value, start);
    bytes = Math.max(bytes, start + size);
  }
  return { offsets, bytes };
}
