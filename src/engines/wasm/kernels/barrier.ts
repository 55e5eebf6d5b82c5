// AssemblyScript. Where all threads meet: spin briefly, then sleep.

import { hesitate, sleepNs, sleeps, spins } from './waiting';

/**
 * One sleep. It has a function of its own, in which nothing is left to do after the wait: the baseline compiler of V8
 * 11.3 (Node 20, Chrome 113) loses locals that it holds in registers across memory.atomic.wait32, so a loop around the
 * wait passes early. Called through a variable, since the optimiser would put it back into the loop.
 */
function sleep(address: usize, expected: i32): void {
  if (ASC_FEATURE_THREADS) atomic.wait<i32>(address, expected, sleepNs);
}
const sleepApart: (address: usize, expected: i32) => void = sleep;

/**
 * Waits until `threads` threads have called. `control` points at int32 [arrived, generation, aborted]. Returns 0, or 1
 * where another thread has set `aborted` or has not come for a minute.
 */
export function barrier(control: usize, threads: i32): i32 {
  if (ASC_FEATURE_THREADS) {
    if (threads < 2) return 0;
    const generation = atomic.load<i32>(control, 4);
    hesitate();
    if (atomic.add<i32>(control, 1) + 1 == threads) {
      hesitate();
      atomic.store<i32>(control, 0);
      hesitate();
      atomic.add<i32>(control, 1, 4);
      hesitate();
      atomic.notify(control + 4, threads);
      return 0;
    }
    hesitate();
    for (let i = 0; i < spins; i++) {
      if (atomic.load<i32>(control, 4) != generation) return 0;
    }
    for (let i = 0; i < sleeps; i++) {
      hesitate();
      sleepApart(control + 4, generation);
      hesitate();
      if (atomic.load<i32>(control, 4) != generation) return 0;
      if (atomic.load<i32>(control, 8) != 0) return 1;
    }
    return 1;
  }
  return 0;
}
