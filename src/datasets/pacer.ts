// Long work in a worker, cut so that messages (stop, pause) come through between pieces.

/** Awaited between pieces of work: lets other tasks run every few milliseconds, and throws where aborted. */
export type Pacer = () => Promise<void>;

/** A pacer that yields whenever `sliceMs` have passed. */
export function createPacer(signal?: AbortSignal, sliceMs = 12): Pacer {
  let sliceEnd = performance.now() + sliceMs;
  return async () => {
    signal?.throwIfAborted();
    if (performance.now() < sliceEnd) return;
    await nextTask();
    signal?.throwIfAborted();
    sliceEnd = performance.now() + sliceMs;
  };
}

/** A message channel, because timers are held back in hidden tabs and nested timers wait 4 ms. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
