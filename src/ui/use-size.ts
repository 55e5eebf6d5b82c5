// How large an element is drawn.

import { useEffect, useState } from 'react';

export interface Size {
  /** Inner width in CSS pixels, above 0. */
  readonly width: number;
  /** Inner height in CSS pixels, above 0. */
  readonly height: number;
  /** Device pixels a CSS pixel. */
  readonly ratio: number;
}

/** The size, followed as it changes; undefined until the element has been drawn. */
export function useSize(element: HTMLElement | null): Size | undefined {
  const [size, setSize] = useState<Size>();
  useEffect(() => {
    if (!element) return undefined;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width > 0 && height > 0) setSize((known) => (known?.width === width && known.height === height && known.ratio === devicePixelRatio ? known : { width, height, ratio: devicePixelRatio }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // Zooming changes the ratio, and the window's size with it.
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, [element]);
  return size;
}
