// Work that can wait until the page has nothing else to do.

/** How long browsers without idle callbacks (Safari) wait instead, in milliseconds. */
const quietMs = 200;

/** Runs `work` once the page is idle; returns how to call it off. */
export function whenIdle(work: () => void): () => void {
  if ('requestIdleCallback' in window) {
    const idle = window.requestIdleCallback(() => work());
    return () => window.cancelIdleCallback(idle);
  }
  const timer = setTimeout(work, quietMs);
  return () => clearTimeout(timer);
}
