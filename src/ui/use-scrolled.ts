// What a scrolled part of the page has in sight, followed as it scrolls and as its size changes.

import { useEffect, useState, type RefObject } from 'react';

/** Whatever `read` makes of the scroller, anew where a value of it has changed; `read` must keep its identity (`useCallback`). */
export function useScrolled<T extends object>(scroller: RefObject<HTMLElement | null>, before: T, read: (scroller: HTMLElement) => T): T {
  const [shown, setShown] = useState(before);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const update = () => {
      const next = read(element);
      setShown((now) => (Object.entries(next).every(([key, value]) => Object.is(now[key as keyof T], value)) ? now : next));
    };
    update();
    const observer = new ResizeObserver(update);
    observer.observe(element);
    element.addEventListener('scroll', update, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', update);
    };
  }, [scroller, read]);
  return shown;
}
