// Work that can wait until the page has nothing else to do, such as loading what will be needed soon.

import { useEffect } from 'react';

/** Runs `work` once, when the browser is first idle after the component appeared; keep `work` stable. */
export function useWhenIdle(work: () => void): void {
  useEffect(() => {
    // Safari has no idle callbacks; what was to be loaded ahead is loaded when needed there.
    if (!('requestIdleCallback' in window)) return;
    const idle = window.requestIdleCallback(() => work());
    return () => window.cancelIdleCallback(idle);
  }, [work]);
}
