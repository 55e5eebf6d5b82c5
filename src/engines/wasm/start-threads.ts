// Memory and workers for a session's threads, or the reason why there are none.

import type { ThreadHandle, ThreadStart, WasmEnvironment } from './environment.ts';
import { sharedMemory } from './memory.ts';

/** Threads could not be started; the message is a clause. */
export class NoThreads extends Error {}

/** Throws NoThreads where there is none. */
export function memoryForThreads(): WebAssembly.Memory {
  try {
    return sharedMemory();
  } catch (error) {
    throw new NoThreads(`there is no memory that threads could share (${messageOf(error)})`);
  }
}

const usualStartMs = 10_000;

/** The threads, once all wait for work. Throws NoThreads where one does not come to it. */
export async function startThreads(
  environment: WasmEnvironment,
  starts: readonly ThreadStart[],
): Promise<ThreadHandle[]> {
  const handles: ThreadHandle[] = [];
  const { startMs = usualStartMs } = environment;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    for (const start of starts) handles.push(environment.spawnThread(start));
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`none answered within ${startMs / 1000} s`)), startMs);
    });
    await Promise.race([Promise.all(handles.map(({ ready }) => ready)), late]);
    return handles;
  } catch (error) {
    for (const handle of handles) handle.terminate();
    throw new NoThreads(`its threads could not be started (${messageOf(error)})`);
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/[.!]$/, '');
}
