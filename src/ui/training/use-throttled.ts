// A value that changes often, shown less often: for parts of the page that are slow to draw.

import { useEffect, useRef, useState } from 'react';

/** Of the time, this share at most goes into drawing; the rest is left for the user. */
const drawingShare = 0.2;

/** The value as it was at most `periodMs` ago, longer where drawing it takes long; it catches up when changes stop. */
export function useThrottled<T>(value: T, periodMs: number): T {
  const [shown, setShown] = useState(value);
  const beganMs = useRef(-Infinity);
  const tookMs = useRef(0);
  useEffect(() => {
    const waitMs = Math.max(periodMs, tookMs.current / drawingShare) - (performance.now() - beganMs.current);
    const timer = setTimeout(() => {
      beganMs.current = performance.now();
      setShown(value);
    }, Math.max(0, waitMs));
    return () => clearTimeout(timer);
  }, [value, periodMs]);
  // Effects run when what was to be drawn is on the page.
  useEffect(() => { tookMs.current = Math.max(0, performance.now() - beganMs.current); }, [shown]);
  return shown;
}
