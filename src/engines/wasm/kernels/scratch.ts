// AssemblyScript. A small scratch area per thread: every thread has an instance of its own, and with it its own
// value of this variable, while static data and the memory are shared.

/** First byte of 1 KiB of scratch, 16-byte aligned. */
export let scratch: usize = 0;

/** Called once, before any other kernel. */
export function setScratch(address: usize): void {
  scratch = address;
}

/** First byte that neither static data nor the compiler uses. */
export function heapBase(): usize {
  return __heap_base;
}
