// How large an element is drawn.

import { useEffect, useState, type RefObject } from 'react';

/** Inner width and height in CSS pixels; 0 until it has been drawn. */
export function useSize(element: RefObject<HTMLElement | null>): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const { current } = element;
    if (!current) return undefined;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = current;
      setSize((known) => (known.width === width && known.height === height ? known : { width, height }));
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
