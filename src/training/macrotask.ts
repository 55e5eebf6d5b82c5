// Giving way to other tasks. A message channel is used because timers are clamped to 4 ms and animation
// frames stop in hidden tabs.

/** Resolves in a later task, after messages that already wait have been delivered. */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Awaited between pieces of work, gives way where `periodMs` of work have gone by since it last did. */
export function createBreather(clock: () => number, periodMs = 16): () => Promise<void> {
  let last = clock();
  return async () => {
    if (clock() - last < periodMs) return;
    await macrotask();
    last = clock();
  };
}
