// AssemblyScript. Where all threads meet: spin briefly, then sleep.

/** Looks at the generation this often before sleeping: some tens of microseconds. */
const spins: i32 = 4000;
/** One sleep, in nanoseconds, and the number of sleeps after which the other threads count as dead. */
const sleepNs: i64 = 100_000_000;
const sleeps: i32 = 600;

/**
 * Waits until `threads` threads have called. `control` points at int32 [arrived, generation, aborted]. Returns 0, or 1
 * where another thread has set `aborted` or has not come for a minute.
 */
export function barrier(control: usize, threads: i32): i32 {
  if (ASC_FEATURE_THREADS) {
    if (threads < 2) return 0;
    const generation = atomic.load<i32>(control, 4);
    if (atomic.add<i32>(control, 1) + 1 == threads) {
      atomic.store<i32>(control, 0);
      atomic.add<i32>(control, 1, 4);
      atomic.notify(control + 4, threads);
      return 0;
    }
    for (let i = 0; i < spins; i++) {
      if (atomic.load<i32>(control, 4) != generation) return 0;
    }
    for (let i = 0; i < sleeps; i++) {
      atomic.wait<i32>(control + 4, generation, sleepNs);
      if (atomic.load<i32>(control, 4) != generation) return 0;
      if (atomic.load<i32>(control, 8) != 0) return 1;
    }
    return 1;
  }
  return 0;
}
