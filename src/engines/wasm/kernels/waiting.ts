// AssemblyScript. How long the barrier waits. A build for stress tests puts another file in place of this one.

/** Looks at the generation this often before sleeping: some tens of microseconds. */
export const spins: i32 = 4000;
/** One sleep, in nanoseconds, and the number of sleeps after which the other threads count as dead. */
export const sleepNs: i64 = 100_000_000;
export const sleeps: i32 = 600;

/** Where a thread can be held up on purpose; here never. */
@inline
export function hesitate(): void {}
