// AssemblyScript. A small scratch area per thread: every thread has an instance of its own, and with it its own
// value of this variable, while static data and the memory are shared.

/** First byte of the scratch area, 16-byte aligned. */
export let scratch: usize = 0;

/** Called once, before any other kernel. The area has `scratchBytes` of compile.ts and a row of the widest output. */
export function setScratch(address: usize): void {
  scratch = address;
}

/** First byte that neither static data nor the compiler uses. */
export function heapBase(): usize {
  return __heap_base;
}

/** Where a tile's row `row` of A and, four bytes on, of C is: six pairs. */
@inline
export function rowAddress(row: i32): usize { return scratch + (<usize>row << 3); }

/** An int32 that is 0: the offset of a single run. */
@inline
export function zeroOffset(): usize { return scratch + 64; }

/** A tile of six rows of eight, for the last columns of a matrix. */
@inline
export function edgeTile(): usize { return scratch + 128; }

/** 1 KiB: a tile of 8×8 vectors between the two passes of a Winograd transform, or a table of 256 offsets. */
@inline
export function transformTile(): usize { return scratch + 512; }

/** Takes rows that nobody wants; as long as the widest output. */
@inline
export function unwantedRow(): usize { return scratch + 1536; }
